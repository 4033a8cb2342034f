package io.perennial.config;

import java.util.List;

/** The models a configuration may name. A new model is added here to become known to users. */
public final class KnownModels {
  /** What {@code models.purchases} may hold. */
  public static final List<String> PURCHASES =
      List.of("bg-nbd", "mbg-nbd", "bg-cnbd-k", "mbg-cnbd-k", "pareto-nbd", "nbd");

  /** What {@code models.spend} may be. */
  public static final List<String> SPEND = List.of("gamma-gamma");

  private KnownModels() {}
}
