package io.perennial.model.fit;

import io.perennial.model.cells.CellLikelihood;
import java.io.Serializable;

/**
 * Options of a fit.
 *
 * @param penalty precision (1/variance) of a normal prior on every coordinate (see {@link
 *     CellLikelihood}) around the first start; 0 for plain maximum likelihood. It bounds parameters
 *     that the data does not determine
 * @param replicates bootstrap replicates of the parameters, 0 for none
 * @param seed of the bootstrap's random weights
 */
public record FitOptions(double penalty, int replicates, long seed) implements Serializable {
  /** Maximum likelihood without a bootstrap. */
  public static final FitOptions PLAIN = new FitOptions(0.0, 0, 0L);

  /** The same without a bootstrap, for a fit that is only compared with others. */
  public FitOptions withoutBootstrap() {
    return new FitOptions(penalty, 0, seed);
  }
}
