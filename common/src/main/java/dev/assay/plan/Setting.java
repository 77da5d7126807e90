package dev.assay.plan;

/**
 * One effective setting and where it came from.
 *
 * @param path dotted path, such as {@code score.device}
 * @param value its value as YAML text
 * @param origin {@code default}, {@code file:line}, {@code --set} or {@code --as-of}
 */
public record Setting(String path, String value, String origin) {}
