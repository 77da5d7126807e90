package dev.assay.jobs.quality;

import dev.assay.quality.ReferenceProfile;

/**
 * What a table looks like, and rules that a person may make of it.
 *
 * @param reference its columns in figures
 * @param rules a rule file with comments that give the observed figures; a draft to be edited
 * @param scans passes over the table that it took
 */
public record TableProfile(ReferenceProfile reference, String rules, int scans) {}
