/**
 * Data quality on Spark: metrics of a table in one pass, their kept and merged states, history
 * strategies, and drafts of rules. The only package that uses Deequ.
 */
package dev.assay.jobs.quality;
