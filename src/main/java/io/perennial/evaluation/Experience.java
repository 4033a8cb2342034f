package io.perennial.evaluation;

import io.perennial.config.Settings;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.Interval;
import java.util.Optional;

/**
 * What became of forecasts at other shops, as a scenario for this one: in its first year nothing in
 * its own data tells by how much a total will be missed. Forecasts stay; intervals of sums reach as
 * far as this.
 *
 * @param least the lowest ratio of what came to what was forecast
 * @param most the highest
 */
public record Experience(double least, double most) {
  /** The configured one, if there is one. */
  public static Optional<Experience> of(Settings.Experience settings) {
    return settings.least().flatMap(low -> settings.most().map(high -> new Experience(low, high)));
  }

  /** Widens the intervals of a sum, where it has some. */
  public CohortForecast aroundSum(CohortForecast sum) {
    return sum.purchases().isEmpty() || sum.clv().isEmpty()
        ? sum
        : sum.with(
            around(sum.expectedPurchases(), sum.purchases().get()),
            around(sum.predictedClv(), sum.clv().get()));
  }

  private Interval around(double forecast, Interval own) {
    return new Interval(
        Math.min(own.low(), least * forecast), Math.max(own.high(), most * forecast));
  }
}
