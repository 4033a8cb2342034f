package io.perennial.economics;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much more the customers of a variant are worth on average than those of the control, by
 * Welch's unequal variances t-interval (Welch 1947, The generalization of Student's problem).
 *
 * <p>Values of customers have heavy tails, and none is trimmed: what is asked is the mean, which is
 * the money, and a difference of trimmed means is another one. With some hundred customers a
 * variant the interval holds its level (a test on values as skewed as those of customers shows it);
 * a few outsized customers widen it, which is right.
 *
 * @param difference of the means, variant − control
 * @param low lower end of the interval
 * @param high upper end
 * @param probabilityAboveZero that the variant is worth more, given the data and no prior
 *     preference; beyond 0.975 or below 0.025 a difference is found at the 5% level
 * @param reason why there is no interval; empty where there is one
 */
public record VariantEffect(
    double difference,
    Optional<Double> low,
    Optional<Double> high,
    Optional<Double> probabilityAboveZero,
    Optional<String> reason) {

  /**
   * Compares two groups of customers.
   *
   * @param level of the interval, such as 0.90
   */
  public static VariantEffect of(Sample variant, Sample control, double level) {
    double difference = variant.mean() - control.mean();
    if (variant.customers() < 2 || control.customers() < 2) {
      return without(difference, "one of the two has fewer than 2 customers");
    }
    double ofVariant = variant.variance() / variant.customers();
    double ofControl = control.variance() / control.customers();
    double squaredError = ofVariant + ofControl;
    if (!(squaredError > 0)) {
      return without(difference, "all customers of both are worth the same");
    }
    double freedom =
        squaredError
            * squaredError
            / (ofVariant * ofVariant / (variant.customers() - 1)
                + ofControl * ofControl / (control.customers() - 1));
    TDistribution t = TDistribution.of(freedom);
    double error = Math.sqrt(squaredError);
    double reach = error * t.inverseSurvivalProbability((1 - level) / 2);
    return new VariantEffect(
        difference,
        Optional.of(difference - reach),
        Optional.of(difference + reach),
        Optional.of(t.cumulativeProbability(difference / error)),
        Optional.empty());
  }

  private static VariantEffect without(double difference, String reason) {
    return new VariantEffect(
        difference, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason));
  }
}
