package dev.assay.config;

/**
 * One effective setting and where it came from.
 *
 * @param path dotted path, such as {@code score.device}
 * @param value its value as YAML text
 * @param origin {@code default}, {@code file:line}, {@code --set}, {@code --as-of}; with the names
 *     of the environment variables that are part of the value, {@code conf/x.yaml:3 (ASSAY_STORE)}
 */
public record Setting(String path, String value, String origin) {}
