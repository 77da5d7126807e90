package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import java.io.Serializable;
import java.util.List;

/**
 * What an evaluation computes, decided before a row is read. All tasks of the evaluation have the
 * same.
 *
 * @param task what all models predict: binary, multiclass or regression
 * @param classes names of the classes in the order of the scores; empty for a regression
 * @param models champion first
 * @param slicers divisions of the rows; the whole is always evaluated and is not among them
 * @param weighted whether rows come with weights
 * @param level of all intervals, such as 0.95
 * @param minimumRows below it a slice is suppressed: its rows are counted and nothing else is shown
 * @param maximumSlices the evaluation ends with an error where the data hold more
 * @param points the operating points of binary models beside their cutoffs
 * @param calibration how calibration is looked at
 * @param bootstrap replicates
 * @param differences rows to draw of each kind in which a challenger differs from the champion; 0
 *     for none
 * @param search the search for bad slices
 * @param fairness how groups are compared
 */
public record EvaluationSpec(
    Task task,
    List<String> classes,
    List<EvaluatedModel> models,
    List<Slicer> slicers,
    boolean weighted,
    double level,
    int minimumRows,
    int maximumSlices,
    Points points,
    Calibration calibration,
    Bootstrap bootstrap,
    int differences,
    Search search,
    Fairness fairness)
    implements Serializable {

  public EvaluationSpec {
    classes = List.copyOf(classes);
    models = List.copyOf(models);
    slicers = List.copyOf(slicers);
  }

  /** The same with all intervals at another level. */
  EvaluationSpec atLevel(double other) {
    return new EvaluationSpec(
        task,
        classes,
        models,
        slicers,
        weighted,
        other,
        minimumRows,
        maximumSlices,
        points,
        calibration,
        bootstrap,
        differences,
        search,
        fairness);
  }

  /** The model whose decisions are in force. */
  public EvaluatedModel champion() {
    return models.get(0);
  }

  /** The models that are compared with it. */
  public List<EvaluatedModel> challengers() {
    return models.subList(1, models.size());
  }

  /**
   * Operating points: every binary figure of decisions is given at each.
   *
   * @param selectionRates shares of rows to select, each with the cutoff of each model that does
   * @param recalls shares of positives to find, likewise
   * @param costs costs of the four outcomes, for the cutoff of least cost; null for none
   * @param amounts whether rows come with amounts, such as that of a loan
   */
  public record Points(
      List<Double> selectionRates, List<Double> recalls, CostMatrix costs, boolean amounts)
      implements Serializable {
    /** The models' cutoffs only. */
    public static final Points NONE = new Points(List.of(), List.of(), null);

    public Points {
      selectionRates = List.copyOf(selectionRates);
      recalls = List.copyOf(recalls);
      if (costs != null && costs.ofAmount() != null && !amounts) {
        throw new IllegalArgumentException("Costs of amounts, and rows without amounts");
      }
    }

    /** Points of rows without amounts. */
    public Points(List<Double> selectionRates, List<Double> recalls, CostMatrix costs) {
      this(selectionRates, recalls, costs, false);
    }

    /** Whether what a row costs depends on its amount. */
    boolean costsOfAmounts() {
      return costs != null && costs.ofAmount() != null;
    }
  }

  /**
   * How calibration is looked at.
   *
   * @param groups number of groups of equal width, and of equal mass
   * @param grades borders between rating grades, ascending, within 0 and 1; empty for none
   */
  public record Calibration(int groups, List<Double> grades) implements Serializable {
    public Calibration {
      grades = List.copyOf(grades);
    }
  }

  /**
   * The Poisson bootstrap.
   *
   * @param replicates at least 200 for a standard error, 1000 for percentiles; 0 for none
   * @param seed of everything that is drawn
   */
  public record Bootstrap(int replicates, long seed) implements Serializable {}

  /**
   * The search for bad slices.
   *
   * @param features names of the columns whose values are tried; empty for no search
   * @param predicates the most that a slice may join, 1 to 3
   * @param minimumRows the smallest slice that is looked at, in the half that is searched
   * @param sizeWeight 1 minus SliceLine's alpha: how much size counts beside error
   * @param slices the most that are reported for a model
   * @param falseDiscoveryRate of the slices that are said to be confirmed
   */
  public record Search(
      List<String> features,
      int predicates,
      int minimumRows,
      double sizeWeight,
      int slices,
      double falseDiscoveryRate)
      implements Serializable {
    public Search {
      features = List.copyOf(features);
    }
  }

  /**
   * How groups of protected attributes are compared.
   *
   * @param tau a ratio from tau to 1/tau is fair, such as 0.8
   * @param references the group that others are compared with, by the name of the slicer in the
   *     order of {@code slicers}; null for the largest group
   */
  public record Fairness(double tau, List<String> references) implements Serializable {
    public Fairness {
      references = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(references));
    }
  }
}
