package dev.assay.bench;

import java.util.List;
import java.util.Map;

/** What one run of the benchmark measures. */
interface Plan {
  /** What is measured, in the order of the report. */
  List<Scenario> scenarios();

  /** What is compared; what was not measured drops out of the report. */
  List<Target> targets();

  /** What else the report says of it. */
  Map<String, String> facts();
}
