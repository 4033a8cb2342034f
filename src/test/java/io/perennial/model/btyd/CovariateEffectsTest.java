package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Covariates: dollars, mean 40 and standard deviation 30, and a score, mean 0 and deviation 1. */
@Tag("pure")
class CovariateEffectsTest {
  private static final int REPLICATES = 200;

  enum Model {
    BG_NBD(BgNbdLikelihood.given(List.of("dollars", "score")), 2, .5, 6, .8, 2.5),
    PARETO_NBD(ParetoNbdLikelihood.given(List.of("dollars", "score")), 3, .6, 10, .6, 12);

    private final CovariateFamily<?> family;
    private final int dropout;
    private final double[] base;

    Model(CovariateFamily<?> family, int dropout, double... base) {
      this.family = family;
      this.dropout = dropout;
      this.base = base;
    }

    /** Parameters at the origin of those of a customer with the mean covariates. */
    private PurchaseLikelihood at(double dollars, double logBase, double... coefficients) {
      double[] parameters = new double[8];
      for (int i = 0; i < 4; i++) {
        parameters[i] = base[i] * Math.exp(logBase);
        parameters[4 + i] = coefficients[i];
      }
      parameters[1] *= Math.exp(coefficients[0] * dollars);
      double sign = this == BG_NBD ? -1 : 1;
      parameters[dropout] *= Math.exp(sign * coefficients[2] * dollars);
      return family.of(parameters);
    }

    PurchaseLikelihood estimate(double dollars) {
      return at(dollars, 0, .01, .3, -.004, .4);
    }

    List<PurchaseLikelihood> replicates(double dollars) {
      UniformRandomProvider random = RandomStreams.of(3, 0);
      ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
      List<PurchaseLikelihood> replicates = new ArrayList<>();
      for (int k = 0; k < REPLICATES; k++) {
        replicates.add(
            at(
                dollars,
                .1 * normal.sample(),
                .01 + .001 * normal.sample(),
                .3 + .03 * normal.sample(),
                -.004 + .002 * normal.sample(),
                .4 + .06 * normal.sample()));
      }
      return replicates;
    }

    CovariateEffects effects(double dollars) {
      return estimate(dollars).effects(replicates(dollars)).orElseThrow();
    }
  }

  private record Someone(int frequency, double age, double dollars, double score) {
    static Someone numbered(int number) {
      UniformRandomProvider random = RandomStreams.of(4, number);
      ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
      return new Someone(
          (int) (-2 * Math.log(random.nextDouble())),
          (1 + random.nextInt(730)) / 7.0,
          40 + 30 * normal.sample(),
          normal.sample());
    }

    double expected(PurchaseLikelihood model, double origin) {
      return model
          .given(new double[] {dollars - origin, score})
          .ifAlive(frequency, 0, age)
          .expectedPurchases(52);
    }
  }

  private static double expected(
      PurchaseLikelihood model, int frequency, CovariateEffects.Customer alike) {
    return model
        .given(alike.effects().stream().mapToDouble(Double::doubleValue).toArray())
        .ifAlive(frequency, 0, alike.age())
        .expectedPurchases(52);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverStandsForOthersBuysAsTheyDo(Model model) {
    CovariateEffects effects = model.effects(40);
    double sum = 0;
    int customers = 2000;
    for (int i = 0; i < customers; i++) {
      Someone someone = Someone.numbered(i);
      CovariateEffects.Customer alike =
          effects.alike(someone.age, List.of(someone.dollars, someone.score));
      double exact = someone.expected(model.estimate(40), 0);
      double ofAlike = expected(effects.estimate(), someone.frequency, alike);
      assertThat(ofAlike).isCloseTo(exact, withinPercentage(8));
      sum += Math.log(ofAlike / exact);
    }
    assertThat(sum / customers).as("no bias").isCloseTo(0, within(0.002));
  }

  @ParameterizedTest
  @EnumSource
  void parametersAreAsUncertain(Model model) {
    CovariateEffects effects = model.effects(40);
    List<PurchaseLikelihood> replicates = model.replicates(40);
    double exact = 0;
    double ofAlike = 0;
    for (int i = 0; i < 200; i++) {
      Someone someone = Someone.numbered(i);
      CovariateEffects.Customer alike =
          effects.alike(someone.age, List.of(someone.dollars, someone.score));
      for (int k = 0; k < REPLICATES; k++) {
        exact +=
            squareOfLogRatio(
                someone.expected(replicates.get(k), 0), someone.expected(model.estimate(40), 0));
        ofAlike +=
            squareOfLogRatio(
                expected(effects.replicates().get(k), someone.frequency, alike),
                expected(effects.estimate(), someone.frequency, alike));
      }
    }
    assertThat(Math.sqrt(ofAlike / exact)).isBetween(0.8, 1.2);
  }

  private static double squareOfLogRatio(double one, double other) {
    return Math.pow(Math.log(one / other), 2);
  }

  @ParameterizedTest
  @EnumSource
  void theOriginOfCovariatesChangesNothing(Model model) {
    CovariateEffects near = model.effects(40);
    // As if dollars were counted from 2000 below.
    CovariateEffects far = model.effects(2040);
    int different = 0;
    for (int i = 0; i < 500; i++) {
      Someone someone = Someone.numbered(i);
      CovariateEffects.Customer one =
          near.alike(someone.age, List.of(someone.dollars, someone.score));
      CovariateEffects.Customer other =
          far.alike(someone.age, List.of(2000 + someone.dollars, someone.score));
      boolean same =
          Math.abs(one.age() - other.age()) < 1e-3
              && Math.abs(one.effects().get(0) - other.effects().get(0)) < 1e-3
              && Math.abs(one.effects().get(1) - other.effects().get(1)) < 1e-3;
      different += same ? 0 : 1;
    }
    // Some stand at a limit between two steps.
    assertThat(different).isLessThan(5);
  }

  @ParameterizedTest
  @EnumSource
  void manyCustomersShareFewFutures(Model model) {
    CovariateEffects effects = model.effects(40);
    Set<Object> futures = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      Someone someone = Someone.numbered(i);
      futures.add(
          List.of(
              someone.frequency,
              effects.alike(someone.age, List.of(someone.dollars, someone.score))));
    }
    assertThat(futures).hasSizeLessThan(10_000);
  }

  @ParameterizedTest
  @EnumSource
  void withoutReplicatesThereAreEffectsToo(Model model) {
    PurchaseLikelihood estimate = model.estimate(40);
    CovariateEffects effects = estimate.effects(List.of(estimate)).orElseThrow();
    CovariateEffects.Customer alike = effects.alike(30, List.of(70.0, 1.0));

    double exact = new Someone(2, 30, 70, 1).expected(estimate, 0);
    assertThat(expected(effects.estimate(), 2, alike)).isCloseTo(exact, withinPercentage(8));
    assertThat(expected(effects.replicates().get(0), 2, alike))
        .isEqualTo(expected(effects.estimate(), 2, alike));
  }
}
