/**
 * The report of an evaluation, for people who decide and are not statisticians: one HTML file that
 * needs neither network nor scripts, and the same figures as JSON.
 */
package dev.assay.report;
