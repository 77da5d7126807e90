/**
 * The labelled rows of an evaluation: facts of predictions, input, labels and attributes, brought
 * together by key in one shuffle, and two passes over them.
 */
package dev.assay.jobs.evaluate;
