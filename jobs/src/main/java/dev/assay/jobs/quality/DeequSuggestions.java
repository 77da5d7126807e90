package dev.assay.jobs.quality;

import com.amazon.deequ.profiles.ColumnProfile;
import com.amazon.deequ.suggestions.ConstraintSuggestion;
import com.amazon.deequ.suggestions.ConstraintSuggestionResult;
import com.amazon.deequ.suggestions.ConstraintSuggestionRunner;
import com.amazon.deequ.suggestions.Rules;
import com.amazon.deequ.suggestions.rules.CategoricalRangeRule;
import com.amazon.deequ.suggestions.rules.CompleteIfCompleteRule;
import com.amazon.deequ.suggestions.rules.NonNegativeNumbersRule;
import com.amazon.deequ.suggestions.rules.RetainCompletenessRule;
import com.amazon.deequ.suggestions.rules.RetainTypeRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * What Deequ's DEFAULT rules suggest for columns. EXTENDED is left alone: it suggests that the mean
 * of the next batch equals this one's maximum.
 */
final class DeequSuggestions {
  /** Passes over the data that Deequ's profiler makes. */
  static final int SCANS = 3;

  private DeequSuggestions() {}

  /** What can be suggested for a column. */
  enum Suggestion {
    COMPLETE,
    MOSTLY_COMPLETE,
    CATEGORICAL,
    NOT_NEGATIVE,
    TEXT_OF_INTEGERS,
    TEXT_OF_NUMBERS,
    TEXT_OF_BOOLEANS
  }

  /**
   * The suggestions for each column, which must be plain strings, numbers or booleans.
   *
   * @throws RuntimeException as Deequ throws them
   */
  static Map<String, Set<Suggestion>> of(Dataset<Row> table, List<String> columns) {
    // Names that Deequ cannot stumble over.
    Column[] safe = new Column[columns.size()];
    for (int i = 0; i < safe.length; i++) {
      safe[i] = functions.col("`" + columns.get(i).replace("`", "``") + "`").as("c" + i);
    }
    ConstraintSuggestionResult result =
        new ConstraintSuggestionRunner()
            .onData(table.select(safe))
            .addConstraintRules(Rules.DEFAULT())
            .run();
    Map<String, Seq<ConstraintSuggestion>> found =
        JavaConverters.mapAsJavaMap(result.constraintSuggestions());
    Map<String, ColumnProfile> profiles = JavaConverters.mapAsJavaMap(result.columnProfiles());
    Map<String, Set<Suggestion>> suggestions = new LinkedHashMap<>();
    for (int i = 0; i < safe.length; i++) {
      Set<Suggestion> ofColumn = EnumSet.noneOf(Suggestion.class);
      String type = String.valueOf(profiles.get("c" + i).dataType());
      for (ConstraintSuggestion suggestion : suggestionsOf(found, "c" + i)) {
        translated(suggestion, type).ifPresent(ofColumn::add);
      }
      suggestions.put(columns.get(i), ofColumn);
    }
    return suggestions;
  }

  private static List<ConstraintSuggestion> suggestionsOf(
      Map<String, Seq<ConstraintSuggestion>> found, String column) {
    Seq<ConstraintSuggestion> list = found.get(column);
    return list == null ? List.of() : new ArrayList<>(JavaConverters.seqAsJavaList(list));
  }

  private static Optional<Suggestion> translated(ConstraintSuggestion suggestion, String type) {
    Object rule = suggestion.suggestingRule();
    if (rule instanceof CompleteIfCompleteRule) {
      return Optional.of(Suggestion.COMPLETE);
    } else if (rule instanceof RetainCompletenessRule) {
      return Optional.of(Suggestion.MOSTLY_COMPLETE);
    } else if (rule instanceof CategoricalRangeRule) {
      return Optional.of(Suggestion.CATEGORICAL);
    } else if (rule instanceof NonNegativeNumbersRule) {
      return Optional.of(Suggestion.NOT_NEGATIVE);
    }
    return rule instanceof RetainTypeRule ? textOf(type) : Optional.empty();
  }

  private static Optional<Suggestion> textOf(String type) {
    return switch (type) {
      case "Integral" -> Optional.of(Suggestion.TEXT_OF_INTEGERS);
      case "Fractional" -> Optional.of(Suggestion.TEXT_OF_NUMBERS);
      case "Boolean" -> Optional.of(Suggestion.TEXT_OF_BOOLEANS);
      default -> Optional.empty();
    };
  }
}
