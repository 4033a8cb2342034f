package io.perennial.model.spend;

import java.util.List;

/** The registry of models of the value of a purchase, by name. */
public final class SpendModels {
  private SpendModels() {}

  /** Their names. */
  public static List<String> names() {
    return List.of(GammaGammaLikelihood.FAMILY.name(), MeanForecast.NAME, NoForecast.NAME);
  }

  /**
   * The names under which one may be stored that was asked for by a name: where Gamma-Gamma cannot
   * be fitted, the mean takes its place.
   */
  public static List<String> storedFor(String name) {
    return name.equals(GammaGammaLikelihood.FAMILY.name())
        ? List.of(name, MeanForecast.NAME)
        : List.of(name);
  }

  /** Loads what {@link SpendForecast#save} stored. */
  public static SpendForecast load(String name, String directory) {
    return switch (name) {
      case MeanForecast.NAME -> MeanForecast.load(directory);
      case NoForecast.NAME -> new NoForecast();
      default -> new GammaGammaForecast(GammaGammaModel.load(directory));
    };
  }
}
