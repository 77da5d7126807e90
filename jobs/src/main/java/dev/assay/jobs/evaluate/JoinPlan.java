package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluationSpec;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What is taken of which table, so that the facts of a row come together.
 *
 * @param spec what is computed
 * @param key the key columns of the input, with their types
 * @param parts the texts by which rows are divided, those of the input first
 * @param slicers for each slicer of the spec the places of its parts
 * @param features for each searched feature the place of its part
 * @param unit Spark SQL over the input for the key of the unit of analysis: bigint or string
 * @param unitIsText whether it is a string
 * @param weight Spark SQL for the weight; null for none
 * @param weightSource whose columns it uses
 * @param amount Spark SQL for the amount; null for none
 * @param amountSource whose columns it uses
 * @param label the label
 */
public record JoinPlan(
    EvaluationSpec spec,
    StructType key,
    List<Part> parts,
    List<List<Integer>> slicers,
    List<Integer> features,
    String unit,
    boolean unitIsText,
    String weight,
    Source weightSource,
    String amount,
    Source amountSource,
    Label label)
    implements Serializable {

  public JoinPlan {
    parts = List.copyOf(parts);
    slicers = slicers.stream().map(List::copyOf).toList();
    features = List.copyOf(features);
  }

  /** The tables that facts come from. */
  public enum Source {
    /** The scored table, or predictions that carry its columns. */
    INPUT,
    /** The labels. */
    LABELS,
    /** The protected attributes. */
    ATTRIBUTES
  }

  /**
   * A text of a row.
   *
   * @param source whose columns it uses
   * @param sql Spark SQL that gives a string; null where the row has no place
   */
  public record Part(Source source, String sql) implements Serializable {}

  /**
   * The label.
   *
   * @param source the labels, or the input
   * @param sql Spark SQL that gives its text, or the number of a regression; null for no label
   * @param filter Spark SQL predicate of labels that count; null for all
   * @param eventTime Spark SQL that gives a date or timestamp; null for none
   * @param matureAfter days after the event until the label counts
   * @param asOf the date on which it must count
   */
  public record Label(
      Source source, String sql, String filter, String eventTime, int matureAfter, LocalDate asOf)
      implements Serializable {}

  /** The parts that a table gives, in their order. */
  List<Part> parts(Source source) {
    return parts.stream().filter(part -> part.source() == source).toList();
  }

  /** Number of parts that the input gives. */
  int inputParts() {
    return parts(Source.INPUT).size();
  }
}
