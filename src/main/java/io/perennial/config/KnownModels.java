package io.perennial.config;

import java.util.List;

/** The models a configuration may name. A new model is added here to become known to users. */
final class KnownModels {
  /** What {@code models.purchases} may hold. */
  static final List<String> PURCHASES =
      List.of("bg-nbd", "mbg-nbd", "bg-cnbd-k", "mbg-cnbd-k", "pareto-nbd", "nbd");

  /** What {@code models.spend} may be. */
  static final List<String> SPEND = List.of("gamma-gamma");

  /** What {@code models.champion} may be beside the name of a purchase model. */
  static final List<String> CHAMPION_RULES =
      List.of(Settings.Models.FIRST, Settings.Models.BEST_LIKELIHOOD);

  private KnownModels() {}
}
