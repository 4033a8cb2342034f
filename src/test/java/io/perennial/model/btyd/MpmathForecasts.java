package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.numerics.GoldenPoints;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Golden files of whole models, see golden.py beside them. Columns: parameters, x, t_x, T, t, rate,
 * then values; NaN for those not computed.
 */
final class MpmathForecasts {
  private static final double TOLERANCE = 1e-10;

  private MpmathForecasts() {}

  /** Asserts agreement to ten digits, probabilities of the rarest counts included. */
  static void agreeWith(LikelihoodFamily<? extends PurchaseLikelihood> family, String file) {
    agreeWith(family.parameters().size(), family::of, file);
  }

  /**
   * {@link #agreeWith(LikelihoodFamily, String)} for models with a parameter that is none of the
   * family's.
   */
  static void agreeWith(int parameters, Function<double[], PurchaseLikelihood> of, String file) {
    for (double[] row : GoldenPoints.read(MpmathForecasts.class, file)) {
      PurchaseLikelihood model = of.apply(Arrays.copyOf(row, parameters));
      double[] rest = Arrays.copyOfRange(row, parameters, row.length);
      double[] expected = Arrays.copyOfRange(rest, 5, rest.length);
      double[] found = values(model, (int) rest[0], rest[1], rest[2], rest[3], rest[4]);
      for (int i = 0; i < found.length; i++) {
        if (!Double.isNaN(expected[i])) {
          // A log-likelihood may be near zero, the rest is as good as its size.
          double size = Math.max(i == 0 ? 1 : 0, Math.abs(expected[i]));
          assertThat(found[i])
              .as("value %d of %s", i, Arrays.toString(row))
              .isCloseTo(expected[i], within(TOLERANCE * size));
        }
      }
    }
  }

  private static double[] values(
      PurchaseLikelihood model, int x, double recency, double age, double t, double rate) {
    PurchaseProcess alive = model.ifAlive(x, recency, age);
    return new double[] {
      model.logLikelihood(x, recency, age),
      model.pAlive(x, recency, age),
      alive.expectedPurchases(t),
      alive.discountedExpectedPurchases(t, rate),
      alive.discountedExpectedPurchases(Double.POSITIVE_INFINITY, rate),
      alive.probabilityOf(0, t),
      alive.probabilityOf(1, t),
      alive.probabilityOf(5, t),
      model.expectedPurchases(t),
      model.probabilityOf(0, t),
      model.probabilityOf(3, t),
      model.pAlive(t)
    };
  }
}
