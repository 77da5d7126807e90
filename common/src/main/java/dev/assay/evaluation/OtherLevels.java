package dev.assay.evaluation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Figures with their intervals at the level of a rule, computed again from the first pass. */
final class OtherLevels implements Figures.Levels {
  private final EvaluationSpec spec;
  private final FirstPass first;

  OtherLevels(EvaluationSpec spec, FirstPass first) {
    this.spec = spec;
    this.first = first;
  }

  @Override
  public Optional<MetricRow> at(MetricRow row, double level) {
    EvaluationSpec other = spec.atLevel(level);
    for (NamedSlice slice : NamedSlice.of(spec, first)) {
      if (slice.shown()
          && slice.name().equals(row.slice())
          && Objects.equals(slice.slicerName(), row.slicer())) {
        OperatingPoints points = OperatingPoints.of(other, first);
        return MetricFigures.of(other, points, slice, model(row)).stream()
            .filter(found -> found.metric().equals(row.metric()))
            .filter(found -> Objects.equals(found.point(), row.point()))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private int model(MetricRow row) {
    List<String> references = spec.models().stream().map(EvaluatedModel::reference).toList();
    return references.indexOf(row.model() + "@" + row.modelVersion());
  }
}
