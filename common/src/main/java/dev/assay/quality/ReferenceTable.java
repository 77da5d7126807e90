package dev.assay.quality;

import dev.assay.yaml.Key;

/** Another table that rules compare the input with. */
public record ReferenceTable(
    @Key(doc = "Path (any Hadoop URI) or catalog table; Parquet or Delta.") String table,
    @Key(doc = "Delta: the version to read. Default: the newest at plan time.", def = "null")
        Long version) {}
