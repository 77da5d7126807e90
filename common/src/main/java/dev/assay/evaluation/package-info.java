/**
 * Models on the same labelled rows: which is better, for whom, and how sure that is. Two passes
 * over the rows fill states that merge to the same bits in any order; everything else is computed
 * from them.
 */
package dev.assay.evaluation;
