package dev.assay.statistics;

/** What a row costs by outcome; a negative cost is a gain. */
public record CostMatrix(
    double truePositive, double falsePositive, double falseNegative, double trueNegative) {}
