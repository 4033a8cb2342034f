package io.perennial.model.fit;

import io.perennial.model.cells.CellLikelihood;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A parametric family of models, as a fit needs it.
 *
 * @param <L> the model at fixed parameters
 */
public interface LikelihoodFamily<L extends CellLikelihood> extends Serializable {
  /** The model's name in configuration, manifest and scores, such as {@code bg-nbd}. */
  String name();

  /** The parameters, in the order of {@link #of} and of every gradient. */
  List<Parameter> parameters();

  /** The model at these parameters, each above its infimum. */
  L of(double... parameters);

  /**
   * The starting points of a fit, in parameters, the best guess first; the others are tried when
   * the search from it ends at a bound or does not converge. A fit stays within a factor of 100,000
   * of the first, and of a parameter that may be any number within 11.5 of its units.
   *
   * @param scale a typical size of what is measured: a tenth of the largest age for purchase
   *     models, the mean value for spend models. Measuring time in another unit adds a constant to
   *     the log-likelihood and shifts a coordinate, nothing else; so starts proportional to the
   *     scale make rescaling the data unnecessary.
   */
  List<double[]> starts(double scale);

  /**
   * A simpler model that is the limit of this one as parameters go to the ends of their ranges. A
   * fit warns when the data does not prefer this model to it.
   */
  default Optional<Simpler> simpler() {
    return Optional.empty();
  }

  /**
   * @param family its name and parameters
   * @param consequence what it means for a user when the simpler model fits as well
   */
  record Simpler(LikelihoodFamily<?> family, String consequence) {}

  /** Warnings about a fit: parameters that the data does not identify. */
  List<String> identificationWarnings(L fitted);
}
