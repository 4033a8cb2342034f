package io.perennial.model.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class GammaGammaLikelihoodTest extends LikelihoodContract<GammaGammaLikelihood> {
  /** Fader and Hardie (2013), section 5. */
  private static final GammaGammaLikelihood PAPER = new GammaGammaLikelihood(6.25, 3.74, 15.44);

  @Override
  protected LikelihoodFamily<GammaGammaLikelihood> family() {
    return GammaGammaLikelihood.FAMILY;
  }

  @Override
  protected Cells trainingCells() {
    return Cdnow.spend();
  }

  @Override
  protected double scale() {
    return 35;
  }

  @Override
  protected Cells.Cell anyCell(UniformRandomProvider random) {
    double mean = Math.pow(10, random.nextDouble(-6, 6));
    int x = (int) Math.pow(10, random.nextDouble(0, 4));
    return new Cells.Cell(x, mean, Math.log(mean), 1);
  }

  @Test
  void fitsTheCdnowSampleAsPublished() {
    FitSummary fit = fit(Cdnow.spend());
    // The note gives 6.25, 3.74, 15.44 and -4055.92; more digits are from an independent fit.
    assertThat(fit.parameters().keySet()).containsExactly("p", "q", "gamma");
    assertThat(fit.parameters().get("p")).isCloseTo(6.2495721, withinPercentage(1e-4));
    assertThat(fit.parameters().get("q")).isCloseTo(3.7442246, withinPercentage(1e-4));
    assertThat(fit.parameters().get("gamma")).isCloseTo(15.443521, withinPercentage(1e-4));
    assertThat(fit.logLikelihood()).isCloseTo(-4055.917695, within(1e-5));
    assertThat(fit.customers()).isEqualTo(946);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
    assertThat(family().of(fit.parameterValues()).populationMean())
        .isCloseTo(35.170372, withinPercentage(1e-4));
  }

  @Test
  void forecastsTheCustomersOfTheNote() {
    assertThat(PAPER.expectedValue(1, 10)).isCloseTo(17.68631813125695, within(1e-13));
    assertThat(PAPER.expectedValue(5, 50)).isCloseTo(48.80847308031774, within(1e-13));
    assertThat(PAPER.expectedValue(0, 0)).isEqualTo(PAPER.populationMean());
  }

  @Test
  void forecastsAreFiniteAndInRangeEverywhere() {
    UniformRandomProvider random = random();
    for (int trial = 0; trial < TRIALS; trial++) {
      GammaGammaLikelihood likelihood = anyLikelihood(random);
      Cells.Cell cell = anyCell(random);
      double population = likelihood.populationMean();
      assertThat(population).as("%s", likelihood).isFinite().isPositive();
      assertThat(likelihood.expectedValue(cell.frequency(), cell.first()))
          .as("%s of %s", cell, likelihood)
          .isBetween(
              Math.min(population, cell.first()) * (1 - 1e-9),
              Math.max(population, cell.first()) * (1 + 1e-9));
    }
  }

  @Test
  void anotherCurrencyOnlyScales() {
    double rate = 117.3;
    List<Cells.Cell> converted = new ArrayList<>();
    for (int i = 0; i < trainingCells().size(); i++) {
      Cells.Cell cell = trainingCells().cell(i);
      double mean = rate * cell.first();
      converted.add(new Cells.Cell(cell.frequency(), mean, Math.log(mean), cell.weight()));
    }
    FitSummary original = fit(trainingCells());
    FitSummary scaled =
        new MaximumLikelihood<>(family(), rate * scale()).fit(new LocalCells(Cells.of(converted)));
    assertThat(scaled.parameters().get("p"))
        .isCloseTo(original.parameters().get("p"), withinPercentage(1e-7));
    assertThat(scaled.parameters().get("q"))
        .isCloseTo(original.parameters().get("q"), withinPercentage(1e-7));
    assertThat(scaled.parameters().get("gamma"))
        .isCloseTo(rate * original.parameters().get("gamma"), withinPercentage(1e-7));
  }

  @Test
  void simulatedSpendGivesTheParametersBack() {
    UniformRandomProvider random = random();
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      int x = 1 + random.nextInt(8);
      double[] values = PAPER.samplePurchases(random, PAPER.sampleCustomerMean(random), x);
      assertThat(values).hasSize(x);
      double mean = Arrays.stream(values).average().orElseThrow();
      customers.add(new Cells.Cell(x, mean, Math.log(mean), 1));
    }
    FitSummary fit = fit(Cells.of(customers));
    assertThat(fit.parameters().get("p"))
        .isCloseTo(6.25, within(4 * fit.standardErrors().get("p")));
    assertThat(fit.parameters().get("q"))
        .isCloseTo(3.74, within(4 * fit.standardErrors().get("q")));
    assertThat(fit.parameters().get("gamma"))
        .isCloseTo(15.44, within(4 * fit.standardErrors().get("gamma")));
    assertThat(fit.standardErrors().get("p")).isLessThan(0.25);
  }

  @Test
  void valuesWithoutAMeanAreWarnedOf() {
    // q = 0.6: customers' means have a tail too long to have a mean themselves.
    GammaGammaLikelihood tail = new GammaGammaLikelihood(6, 0.6, 15);
    UniformRandomProvider random = random();
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      double[] values = tail.samplePurchases(random, tail.sampleCustomerMean(random), 4);
      double mean = Arrays.stream(values).average().orElseThrow();
      customers.add(new Cells.Cell(4, mean, Math.log(mean), 1));
    }
    FitSummary fit = fit(Cells.of(customers));
    assertThat(fit.converged()).isFalse();
    assertThat(fit.standardErrors()).isEmpty();
    assertThat(fit.warnings()).anySatisfy(w -> assertThat(w).contains("a mean needs q > 1"));
    assertThat(family().of(fit.parameterValues()).populationMean()).isPositive();
  }
}
