package dev.assay.record;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The slot of a redrive: {@code redrive/<as-of>/<run>/<place>}. Redrives of one run fill places one
 * after the other, so two that work at the same time want the same one and only the first is
 * published; none supersedes another.
 *
 * @param asOf the date the redriven run is for
 * @param run the run whose quarantined rows are scored
 * @param place the redrive's place among those of the run, from 1
 */
public record RedriveSlot(LocalDate asOf, String run, int place) {
  /** The name of the job on the run record. */
  public static final String JOB = "redrive";

  private static final Pattern SLOT =
      Pattern.compile(JOB + "/(\\d{4}-\\d{2}-\\d{2})/([^/]+)/(\\d{1,9})");

  /** A slot as text; empty if it is not that of a redrive. */
  public static Optional<RedriveSlot> of(String slot) {
    Matcher parts = SLOT.matcher(slot);
    return parts.matches()
        ? Optional.of(
            new RedriveSlot(
                LocalDate.parse(parts.group(1)), parts.group(2), Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  /** What the slots of all redrives of the run begin with. */
  public String family() {
    return JOB + "/" + asOf + "/" + run;
  }

  /** The slot as the run record has it. */
  public String text() {
    return family() + "/" + place;
  }
}
