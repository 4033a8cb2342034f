package io.perennial.model.cells;

import java.util.List;

/** Cells, on the driver or distributed over a cluster, over which a likelihood can be summed. */
public interface CellSource {
  /** Sums over all cells that do not depend on a likelihood. */
  CellTotals totals();

  /** Sums over all cells, one for each of the likelihoods, in one pass. */
  List<Evaluation> evaluate(List<? extends CellLikelihood> likelihoods);

  /**
   * Sums over all cells, one for each of the bootstrap replicates with its own random weights, in
   * one pass. The weights depend on the seed, the number of the replicate and the cell.
   *
   * @param replicates in ascending order of their numbers
   */
  List<Evaluation> resample(List<Replicate> replicates, long seed);

  /** About {@code size} cells, evenly spaced in canonical order, or all when there are no more. */
  Cells sample(int size);
}
