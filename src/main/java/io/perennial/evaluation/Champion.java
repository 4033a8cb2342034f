package io.perennial.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The model whose forecasts are used: among those whose total is within 10% of what happened, over
 * all origins together, the one of the highest Gini. A challenger replaces the incumbent only where
 * it wins by more than one standard error of the differences at the origins. Where no model is
 * within 10%, the incumbent stays.
 *
 * @param sentence why, for people
 */
public record Champion(String model, String sentence) {
  /** The bias up to which a model may be the champion. */
  static final double MAX_BIAS = 0.10;

  /**
   * A model that was evaluated.
   *
   * @param bias forecast ÷ actual − 1 over all origins; null where nobody did anything
   * @param gini normalised, over all origins; null where it is not defined
   * @param ginis by origin, in the order of the origins, which is the same for all candidates
   */
  public record Candidate(String model, Double bias, Double gini, List<Double> ginis) {
    public Candidate {
      ginis = new ArrayList<>(ginis);
    }

    private boolean isWithin() {
      return bias != null && gini != null && Math.abs(bias) <= MAX_BIAS;
    }

    private String described() {
      return bias == null || gini == null
          ? model + " (nothing to be forecast)"
          : String.format(Locale.ROOT, "%s (bias %+.1f%%, Gini %.3f)", model, 100 * bias, gini);
    }
  }

  /**
   * Chooses.
   *
   * @param candidates in the configured order, at least one
   * @param incumbent the champion so far; where there is none, or it is no candidate, the first
   *     candidate
   */
  public static Champion of(List<Candidate> candidates, Optional<String> incumbent) {
    Candidate holder =
        incumbent
            .flatMap(name -> candidates.stream().filter(c -> c.model.equals(name)).findFirst())
            .orElse(candidates.get(0));
    Optional<Candidate> best =
        candidates.stream()
            .filter(Candidate::isWithin)
            .max(Comparator.comparingDouble((Candidate candidate) -> candidate.gini));
    if (best.isEmpty()) {
      return new Champion(
          holder.model,
          "%s stays: no model's total is within 10%% of what happened."
              .formatted(holder.described()));
    }
    Candidate winner = best.get();
    if (winner.model.equals(holder.model)) {
      return new Champion(
          holder.model,
          "%s has the highest Gini of those whose total is within 10%%."
              .formatted(holder.described()));
    }
    if (!holder.isWithin()) {
      return new Champion(
          winner.model,
          "%s takes the place of %s, whose total is not within 10%%."
              .formatted(winner.described(), holder.described()));
    }
    Double error = standardError(winner.ginis, holder.ginis);
    double lead = winner.gini - holder.gini;
    if (error == null) {
      return new Champion(
          holder.model,
          "%s stays: %s leads at one origin, and one says nothing about chance."
              .formatted(holder.described(), winner.described()));
    }
    String by = String.format(Locale.ROOT, "%.4f with a standard error of %.4f", lead, error);
    return lead > error
        ? new Champion(
            winner.model,
            "%s takes the place of %s: it leads by %s."
                .formatted(winner.described(), holder.described(), by))
        : new Champion(
            holder.model,
            "%s stays: %s leads by %s only.".formatted(holder.described(), winner.described(), by));
  }

  /** Of the mean difference at an origin; null with fewer than two origins. */
  private static Double standardError(List<Double> one, List<Double> other) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      if (one.get(i) != null && other.get(i) != null) {
        differences.add(one.get(i) - other.get(i));
      }
    }
    int n = differences.size();
    if (n < 2) {
      return null;
    }
    double mean = differences.stream().mapToDouble(x -> x).average().orElseThrow();
    double squares = differences.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (n - 1) / n);
  }
}
