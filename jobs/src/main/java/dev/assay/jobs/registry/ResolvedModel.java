package dev.assay.jobs.registry;

import dev.assay.model.Manifest;

/**
 * A model that a reference was resolved to, its files verified.
 *
 * @param reference how it was named
 * @param uri where its package lies
 * @param packageDigest the digest of the package
 * @param manifest its manifest
 */
public record ResolvedModel(
    String reference, String uri, String packageDigest, Manifest manifest) {}
