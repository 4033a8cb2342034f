package io.perennial.evaluation;

import io.perennial.model.interval.Interval;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far the totals of a model were off at earlier origins, which no bootstrap can know: whether
 * the model is right, and the future like the past.
 *
 * @param origins n, where something was forecast and happened; at least one
 * @param deviation σ, the root mean square of ln(actual ÷ forecast) over them
 */
public record TotalError(int origins, double deviation) {

  /** The error over origins, from the logarithms; empty without one. */
  static Optional<TotalError> of(List<Double> logarithms) {
    double squares = logarithms.stream().mapToDouble(error -> error * error).sum();
    int origins = logarithms.size();
    return origins == 0
        ? Optional.empty()
        : Optional.of(new TotalError(origins, Metrics.rounded(Math.sqrt(squares / origins))));
  }

  /** ln(actual ÷ forecast) of totals; empty where one of them is 0 or not known. */
  static Optional<Double> logarithm(Double actual, Double forecast) {
    return actual == null || forecast == null || actual <= 0 || forecast <= 0
        ? Optional.empty()
        : Optional.of(Math.log(actual / forecast));
  }

  /**
   * An interval of a sum, widened: from forecast × exp(−h) to forecast × exp(h), where h² = (t·σ)²
   * + w². t is Student's quantile of n degrees at (1 + level) ÷ 2, and w is how far the own end is
   * away, ln(forecast ÷ low) or ln(high ÷ forecast). With one origin t is 6.3 at a level of 0.9:
   * one error says little of the next.
   *
   * @param own interval of the model
   */
  public Interval around(double forecast, Interval own, double level) {
    if (!(forecast > 0)) {
      return own;
    }
    double error =
        deviation * TDistribution.of(origins).inverseCumulativeProbability((1 + level) / 2);
    double below = Math.max(0, Math.log(forecast / own.low()));
    double above = Math.max(0, Math.log(own.high() / forecast));
    return new Interval(
        forecast * Math.exp(-Math.hypot(error, below)),
        forecast * Math.exp(Math.hypot(error, above)));
  }
}
