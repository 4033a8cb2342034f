package io.perennial.model.spend;

import java.util.List;

/** The registry of models of the value of a purchase, by name. */
public final class SpendModels {
  private SpendModels() {}

  /** Their names. */
  public static List<String> names() {
    return List.of(GammaGammaLikelihood.FAMILY.name());
  }
}
