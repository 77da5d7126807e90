package dev.assay.statistics;

/** Where scores stand in a table that holds them, found as the second pass finds it. */
record Placed(ScoreCodes codes, CodedBins bins) {
  static Placed in(ScoreTable table) {
    ScoreCodes codes = new ScoreCodes(table);
    return new Placed(codes, new CodedBins(codes, table, false));
  }

  /** Twice the rows of the other class below a positive row, or above a negative one. */
  long placement(double score, boolean positive) {
    return bins.placement(bins.bin(codes.of(score)), positive);
  }
}
