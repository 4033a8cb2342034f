package io.perennial.table;

import io.perennial.failure.JobFailure;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.contractual.ContractualLikelihood;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.subscription.RetainedValue;
import io.perennial.subscription.Survival;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model of retention, fitted to lives in months. An account that left in its n-th month has
 * renewed n − 1 times, one that goes on after n complete months n times.
 *
 * @param name of the model
 * @param likelihood at the maximum; absent where it could not be fitted
 * @param parameters by name
 * @param reason why it could not be fitted; null where it could
 */
record RetentionFit(
    String name,
    Optional<ContractualLikelihood> likelihood,
    Map<String, Double> parameters,
    String reason) {
  /** With fewer accounts that have left, parameters are guesses. */
  static final int MIN_LEAVERS = 20;

  static RetentionFit of(LikelihoodFamily<? extends ContractualLikelihood> family, Survival lives) {
    if (lives.leavers() < MIN_LEAVERS) {
      return without(
          family,
          "%d accounts have left, expected %d or more".formatted(lives.leavers(), MIN_LEAVERS));
    }
    if (lives.longest() < 2) {
      return without(family, "no account has been seen for two months");
    }
    try {
      FitSummary fit = new MaximumLikelihood<>(family, 1).fit(new LocalCells(cells(lives)));
      return fit.converged()
          ? new RetentionFit(
              family.name(),
              Optional.of(family.of(fit.parameterValues(family.parameters()))),
              fit.parameters(),
              null)
          : without(
              family,
              "the data does not determine its parameters; so it is where accounts hardly differ in"
                  + " their chances to leave");
    } catch (JobFailure impossible) {
      return without(family, impossible.getMessage());
    }
  }

  private static RetentionFit without(
      LikelihoodFamily<? extends ContractualLikelihood> family, String reason) {
    return new RetentionFit(family.name(), Optional.empty(), Map.of(), reason);
  }

  private static Cells cells(Survival lives) {
    List<Cells.Cell> cells = new ArrayList<>();
    lives.left().forEach((month, n) -> cells.add(new Cells.Cell(month - 1, 1, 0, n)));
    lives.stayed().forEach((months, n) -> cells.add(new Cells.Cell(months, 0, 0, n)));
    return Cells.of(cells);
  }

  /**
   * Months that a new account pays for, each discounted to the first payment, which is now.
   *
   * @param rate continuous discount rate a month
   */
  Double discountedLifetime(double rate) {
    return likelihood
        .map(of -> RetainedValue.ofResidual(of.discountedResidualLifetime(0, rate), rate))
        .orElse(null);
  }

  /** Without discount; null where that does not exist, or the model could not be fitted. */
  Double lifetime() {
    Double undiscounted = discountedLifetime(0);
    return undiscounted == null || undiscounted.isInfinite() ? null : undiscounted;
  }

  /** Whether the model was fitted and its lifetime without discount is infinite. */
  boolean isWithoutLifetime() {
    return likelihood.isPresent() && lifetime() == null;
  }
}
