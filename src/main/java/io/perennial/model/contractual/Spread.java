package io.perennial.model.contractual;

import java.util.List;
import java.util.Locale;

/** Whether the data identifies how subscribers differ in their probability to leave. */
final class Spread {
  private static final double HARDLY_ANY = 1000.0;

  private Spread() {}

  static List<String> warnings(double alpha, double beta) {
    if (alpha + beta <= HARDLY_ANY) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "The probabilities to leave hardly differ: alpha + beta is %.4g, as if all subscribers"
                + " had the same one, %.2g. Retention then does not rise with tenure.",
            alpha + beta,
            alpha / (alpha + beta)));
  }
}
