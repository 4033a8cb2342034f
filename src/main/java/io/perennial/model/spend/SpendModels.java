package io.perennial.model.spend;

import java.util.List;

/** The models of what a purchase is worth, by name. */
public final class SpendModels {
  private SpendModels() {}

  /** Their names. */
  public static List<String> names() {
    return List.of(GammaGammaLikelihood.FAMILY.name());
  }
}
