package dev.assay.evaluation;

import dev.assay.error.AssayException;
import dev.assay.statistics.ScoreEdges;
import java.util.Objects;

/**
 * One labelled row that every model has scored, as states take it. Filled again for each row, so
 * that a pass allocates nothing.
 */
public final class EvaluatedRow {
  /** The code of a row that a slicer or feature does not place anywhere. */
  public static final int NONE = -1;

  private final double[] scores;
  private final double[][] probabilities;
  private final int[] slices;
  private final int[] features;
  private final ScoreEdges.Place[] places;
  private final double[] losses;
  private final double[] logLosses;
  private double label;
  private double weight = 1;
  private double amount;
  private long unit;
  private RowKey key;

  /** A row of this evaluation. */
  public EvaluatedRow(EvaluationSpec spec) {
    scores = new double[spec.models().size()];
    probabilities = new double[scores.length][spec.classes().size()];
    slices = new int[spec.slicers().size()];
    features = new int[spec.search().features().size()];
    places = new ScoreEdges.Place[scores.length];
    for (int model = 0; model < scores.length; model++) {
      places[model] = new ScoreEdges.Place(ModelStates.edges(spec, model));
    }
    losses = new double[scores.length];
    logLosses = new double[scores.length];
  }

  /** Computes each model's losses once for all states that take the row. */
  void derive(EvaluationSpec spec) {
    for (int model = 0; model < scores.length; model++) {
      losses[model] = Losses.of(spec, this, model);
      logLosses[model] = Losses.log(spec, this, model);
    }
  }

  /** The loss of {@link Losses#of} by model, once derived. */
  double[] losses() {
    return losses;
  }

  /** The log loss by model, once derived; 0 of regressions. */
  double[] logLosses() {
    return logLosses;
  }

  /** Score of each model: probability of the positive class, or the predicted number. */
  public double[] scores() {
    return scores;
  }

  /**
   * The place of a binary model's score among the bins: found once for all slices of the row.
   *
   * @throws AssayException if the score is not a number or beyond the range of float
   */
  ScoreEdges.Place place(int model) {
    ScoreEdges.Place place = places[model];
    if (place.score() != scores[model]) { // always of another row's, and of one that is NaN
      place.set(scores[model]);
    }
    return place;
  }

  /** Of multiclass models: for each the probability of each class. */
  public double[][] probabilities() {
    return probabilities;
  }

  /** For each slicer the code of the row's slice, by the pass's {@link ValueCodes}; or NONE. */
  public int[] slices() {
    return slices;
  }

  /** For each searched feature the code of the row's value, likewise. */
  public int[] features() {
    return features;
  }

  /** 0 or 1 of binary models, the place of the class of multiclass models, else the number. */
  public double label() {
    return label;
  }

  /** Whether the label of a binary model is 1. */
  public boolean positive() {
    return label == 1;
  }

  /** The row's weight; 1 without weights. */
  public double weight() {
    return weight;
  }

  /** The row's amount; 0 without amounts. */
  public double amount() {
    return amount;
  }

  /** The hash of the unit of analysis; see {@link dev.assay.statistics.UnitHash}. */
  public long unit() {
    return unit;
  }

  /**
   * What names the row.
   *
   * @throws NullPointerException if nothing does
   */
  RowKey key() {
    return Objects.requireNonNull(key, "rows without keys");
  }

  /** Sets what names the row that this holds, whichever it is. */
  public void name(RowKey ofRow) {
    key = ofRow;
  }

  /** Sets what is known of the row beside the arrays, which are written in place. */
  public void set(double rowLabel, double rowWeight, long rowUnit) {
    label = rowLabel;
    weight = rowWeight;
    unit = rowUnit;
  }

  /** Sets the row's amount, where the evaluation has amounts. */
  public void setAmount(double rowAmount) {
    amount = rowAmount;
  }
}
