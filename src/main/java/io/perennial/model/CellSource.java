package io.perennial.model;

import java.util.List;

/**
 * Cells somewhere, on the driver or spread over a cluster, that a likelihood can be summed over.
 */
public interface CellSource {
  /** What is known about the cells as a whole. */
  CellTotals totals();

  /** Sums over all cells, one for each of the likelihoods, in one pass. */
  List<Evaluation> evaluate(List<? extends CellLikelihood> likelihoods);

  /** About {@code size} cells, evenly spaced in canonical order, or all when there are no more. */
  Cells sample(int size);
}
