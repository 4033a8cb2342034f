package io.perennial.model.fit;

import io.perennial.model.cells.CellLikelihood;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * All the models that differ only in their parameters: what a fit needs to know about a model.
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
   * Where a fit starts, in parameters, the best guess first; the others are tried when that one
   * ends at a bound or does not converge. A fit stays within a factor of 100,000 of the first, and
   * of a parameter that may be any number within 11.5 of its units.
   *
   * @param scale a typical size of what is measured: a tenth of the largest age for purchase
   *     models, the mean value for spend models. Measuring time in another unit adds a constant to
   *     the log-likelihood and shifts a coordinate, nothing else; a start that moves with the scale
   *     therefore does all that rescaling the data would.
   */
  List<double[]> starts(double scale);

  /**
   * A simpler model that this one tends to as parameters go to the end of their range. A fit says
   * so when the data does not prefer this one to it.
   */
  default Optional<Simpler> simpler() {
    return Optional.empty();
  }

  /**
   * @param family its name and parameters
   * @param consequence what it means for a user that the data might as well be the simpler model's
   */
  record Simpler(LikelihoodFamily<?> family, String consequence) {}

  /** What a user must know before relying on this fit: parameters the data cannot tell. */
  List<String> identificationWarnings(L fitted);
}
