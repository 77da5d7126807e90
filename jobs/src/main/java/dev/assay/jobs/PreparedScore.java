package dev.assay.jobs;

import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.plan.ScorePlan;

/**
 * A planned run and the input it was planned over.
 *
 * @param plan what was decided
 * @param reader the reader that pinned the input, which alone can tell how it changed since
 * @param input the rows, not read yet
 */
public record PreparedScore(ScorePlan plan, TableReader reader, ShapedInput input) {}
