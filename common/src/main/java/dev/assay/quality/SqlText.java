package dev.assay.quality;

/**
 * SQL that a person wrote in a rule file; each must be analysed on its own before the run.
 *
 * @param ruleId the rule
 * @param place file, line and key, for messages: {@code quality.yaml:12: rows[0].where}
 * @param sql the text as written
 * @param table the table whose columns it sees: null for the input, else a name under {@code
 *     tables}
 * @param onScores whether it sees the columns of the predictions instead
 */
public record SqlText(String ruleId, String place, String sql, String table, boolean onScores) {}
