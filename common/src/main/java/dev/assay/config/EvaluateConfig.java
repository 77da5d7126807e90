package dev.assay.config;

import dev.assay.evaluation.Runtimes;
import dev.assay.yaml.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How models are compared on labelled rows. */
public record EvaluateConfig(
    @Key(doc = "What the evaluation is called in the store. Default: the use case.", def = "null")
        String name,
    @Key(
            doc = "Columns of the input that name the unit of analysis, such as the customer.",
            def = "[]")
        List<String> unit,
    @Key(doc = "Spark SQL over the input: the row's weight, above 0. Default: 1.", def = "null")
        String weight,
    @Key(doc = "Spark SQL over the input: the row's amount, such as that of a loan.", def = "null")
        String amount,
    @Key(doc = "Divisions of the rows: columns, crosses, predicates, ranges.", def = "[]")
        List<Slice> slices,
    @Key(doc = "Below it nothing of a slice is shown but its rows.", def = "50") int minSliceRows,
    @Key(doc = "Most slices; more are an error.", def = "1000") int maxSlices,
    @Key(doc = "The search for slices in which models err most.", def = "null") Search search,
    @Key(doc = "How groups of protected attributes are compared.", def = "null") Fairness fairness,
    @Key(doc = "Operating points of binary models beside their cutoffs.", def = "{}") Points points,
    @Key(doc = "How calibration is looked at.", def = "{}") Calibration calibration,
    @Key(doc = "The Poisson bootstrap.", def = "{}") Bootstrap bootstrap,
    @Key(doc = "Rows to look at in which models differ.", def = "{}") Differences differences,
    @Key(doc = "Column or Spark SQL over the input whose values are periods.", def = "null")
        String period,
    @Key(doc = "Level of all intervals.", def = "0.95") double level,
    @Key(doc = "The rule that gives the verdict.", def = "null") Decide decide) {

  public EvaluateConfig {
    unit = List.copyOf(unit);
    slices = List.copyOf(slices);
  }

  /** A division of the rows. */
  public record Slice(
      @Key(doc = "A column, or else a predicate in Spark SQL.", def = "null", alone = true)
          String of,
      @Key(doc = "Columns whose values are crossed.", def = "[]", alone = true)
          List<String> columns,
      @Key(doc = "A column, by its values or ranges of them.", def = "null") String column,
      @Key(doc = "Where ranges of the column begin, ascending.", def = "[]") List<Double> edges,
      @Key(
              doc = "Number of ranges, by quantiles of the champion's reference profile.",
              def = "null")
          Integer bins,
      @Key(doc = "What the division is called. Default: its columns or predicate.", def = "null")
          String name) {

    public Slice {
      columns = List.copyOf(columns);
      edges = List.copyOf(edges);
      int kinds = (of == null ? 0 : 1) + (columns.isEmpty() ? 0 : 1) + (column == null ? 0 : 1);
      require(kinds == 1, "says not what divides the rows, expected one of of, columns, column");
      require(
          column != null || (edges.isEmpty() && bins == null),
          "has edges or bins without a column, expected column beside them");
      require(edges.isEmpty() || bins == null, "has edges and bins, expected one of them");
      require(bins == null || bins >= 2, "has " + bins + " bins, expected 2 or more");
      require(edges.stream().allMatch(Double::isFinite), "has edges that are not finite: " + edges);
      for (int i = 1; i < edges.size(); i++) {
        require(
            edges.get(i) > edges.get(i - 1),
            "has edges that do not ascend: " + edges.get(i) + " after " + edges.get(i - 1));
      }
      require(
          columns.stream().distinct().count() == columns.size(),
          "names a column twice: " + String.join(", ", columns));
    }
  }

  /** The search for bad slices, by SliceLine's score. */
  public record Search(
      @Key(doc = "Columns whose values, or ranges of them, are tried.") List<Slice> columns,
      @Key(doc = "The most columns that a slice may join, 1 to 3.", def = "3") int predicates,
      @Key(doc = "Smallest slice in the half that is searched.", def = "50") int minRows,
      @Key(doc = "How much size counts beside error: 1 minus SliceLine's alpha.", def = "0.05")
          double sizeWeight,
      @Key(doc = "The most slices that are reported for a model.", def = "10") int slices,
      @Key(doc = "False discovery rate among the slices that are confirmed.", def = "0.05")
          double falseDiscoveryRate) {
    public Search {
      columns = List.copyOf(columns);
    }
  }

  /** How groups of protected attributes are compared. */
  public record Fairness(
      @Key(doc = "Protected attributes: columns, crosses, ranges.") List<Slice> attributes,
      @Key(doc = "A ratio from tau to 1/tau is fair.", def = "0.8") double tau,
      @Key(
              doc =
                  "Group that others are compared with, by attribute. Default: the largest group.",
              def = "{}")
          Map<String, String> reference) {
    public Fairness {
      attributes = List.copyOf(attributes);
      reference = Collections.unmodifiableMap(new LinkedHashMap<>(reference));
    }
  }

  /** Operating points of binary models beside their cutoffs. */
  public record Points(
      @Key(doc = "Shares of rows to select.", def = "[]") List<Double> selectionRates,
      @Key(doc = "Shares of the positives to find.", def = "[]") List<Double> recalls,
      @Key(doc = "What outcomes cost, for the cutoff of least cost.", def = "null") Costs costs) {
    public Points {
      selectionRates = List.copyOf(selectionRates);
      recalls = List.copyOf(recalls);
    }
  }

  /** What a row costs by outcome; a negative cost is a gain. */
  public record Costs(
      @Key(doc = "Selected, and positive.", def = "{}") Cost truePositive,
      @Key(doc = "Selected, and negative.", def = "{}") Cost falsePositive,
      @Key(doc = "Not selected, and positive.", def = "{}") Cost falseNegative,
      @Key(doc = "Not selected, and negative.", def = "{}") Cost trueNegative) {

    /** Whether one of them depends on the row's amount. */
    public boolean ofAmount() {
      return truePositive.amount() != 0
          || falsePositive.amount() != 0
          || falseNegative.amount() != 0
          || trueNegative.amount() != 0;
    }
  }

  /** What an outcome costs: a fixed number and a share of the row's amount. */
  public record Cost(
      @Key(doc = "A number, the same for every row.", def = "0.0", alone = true) double fixed,
      @Key(doc = "Times the row's amount, such as 0.6.", def = "0.0") double amount) {
    public Cost {
      require(Double.isFinite(fixed) && Double.isFinite(amount), "is not finite");
    }
  }

  /** How calibration is looked at. */
  public record Calibration(
      @Key(doc = "Number of groups of scores.", def = "10") int groups,
      @Key(doc = "Borders between rating grades, ascending.", def = "[]") List<Double> grades) {
    public Calibration {
      grades = List.copyOf(grades);
    }
  }

  /** The Poisson bootstrap. */
  public record Bootstrap(
      @Key(doc = "Replicates; 0 for none.", def = "1000") int replicates,
      @Key(doc = "Seed of everything that is drawn.", def = "1") long seed) {}

  /** The rows that are drawn of those in which a challenger differs from the champion. */
  public record Differences(
      @Key(
              doc = "Rows of each challenger and kind, by their keys; 0 for none, at most 1000.",
              def = "25")
          int rows) {}

  /** The rule that gives the verdict. */
  public record Decide(
      @Key(doc = "The figure that decides, such as auc.") String metric,
      @Key(doc = "How much worse is accepted, in the figure's unit.") double margin,
      @Key(doc = "Operating point of the figure, such as selection_rate=0.1.", def = "null")
          String point,
      @Key(doc = "Slice of the figure, such as SEX = 1. Default: all rows.", def = "null")
          String slice,
      @Key(doc = "One-sided level of the tests.", def = "0.05") double alpha,
      @Key(doc = "Whether both must be the same, within the margin.", def = "false")
          boolean equivalence,
      @Key(doc = "Fewest rows of each class, or rows of a regression, to decide with.", def = "30")
          long least,
      @Key(
              doc =
                  "Whether the models are looked at again and again: confidence sequences decide,"
                      + " from the first look on.",
              def = "false")
          boolean repeated,
      @Key(doc = "What must hold beside it.", def = "[]") List<Guardrail> also) {
    public Decide {
      also = List.copyOf(also);
    }
  }

  /** What must hold beside the primary figure: one of three kinds. */
  public record Guardrail(
      @Key(doc = "A figure of the challenger.", def = "null") String metric,
      @Key(doc = "How much worse than the champion's it may be.", def = "null") Double margin,
      @Key(doc = "Its smallest accepted value.", def = "null") Double least,
      @Key(doc = "Its largest accepted value.", def = "null") Double most,
      @Key(doc = "Its largest accepted multiple of the champion's; of runtimes.", def = "null")
          Double mostTimes,
      @Key(doc = "Slice of the figure. Default: all rows.", def = "null") String slice,
      @Key(doc = "Operating point of the figure.", def = "null") String point,
      @Key(
              doc = "A measure that must be fair between groups, such as selection_rate.",
              def = "null")
          String fair,
      @Key(doc = "Protected attribute of the measure. Default: all.", def = "null")
          String attribute) {

    public Guardrail {
      List<String> kinds = new ArrayList<>();
      if (metric != null) {
        kinds.add("metric");
      }
      if (fair != null) {
        kinds.add("fair");
      }
      require(
          metric != null || (margin == null && least == null && most == null && mostTimes == null),
          "has a bound without a metric, expected metric beside margin, least, most and"
              + " most-times");
      require(
          kinds.size() == 1,
          (kinds.isEmpty() ? "says not what must hold" : "has " + String.join(" and ", kinds))
              + ", expected exactly one of metric, fair");
      require(
          metric == null || margin != null || least != null || most != null || mostTimes != null,
          "bounds the metric by nothing, expected margin, least, most or most-times beside it");
      require(
          margin == null || (least == null && most == null),
          "has a margin beside least or most, expected two entries");
      require(
          mostTimes == null || (margin == null && least == null && most == null),
          "has most-times beside margin, least or most, expected two entries");
      require(
          mostTimes == null || mostTimes > 0, "has most-times of 0 or less, expected more than 0");
      require(
          !Runtimes.SECONDS.equals(metric) || (slice == null && point == null),
          "has slice or point with a runtime, which is of all rows");
      require(margin == null || margin >= 0, "has a margin below 0, expected 0 or more");
      require(
          least == null || most == null || least <= most, "has least above most, expected no more");
      require(
          metric != null || (slice == null && point == null),
          "has slice or point, which go" + " with metric");
      require(fair != null || attribute == null, "has an attribute, which goes with fair");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
