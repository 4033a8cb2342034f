package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.FitSummary;
import io.perennial.model.LikelihoodFamily;
import io.perennial.numerics.GoldenPoints;
import java.util.List;
import org.junit.jupiter.api.Test;

class MbgNbdLikelihoodTest extends PurchaseLikelihoodContract<MbgNbdLikelihood> {
  @Override
  LikelihoodFamily<MbgNbdLikelihood> family() {
    return MbgNbdLikelihood.FAMILY;
  }

  @Override
  double[] recoverable() {
    return new double[] {.6, 4.0, .9, 3.0};
  }

  /** The expectation has (a − 1) below. */
  @Override
  List<double[]> singular() {
    return List.of(new double[] {.5, 6.0, 1.0, 1.5}, new double[] {.5, 6.0, 1 + 1e-12, 1.5});
  }

  /** Batislam et al. (2007), table 3; more digits by an independent fit. */
  @Test
  void fitsTheCdnowSampleAsPublished() {
    FitSummary fit = fit(Cdnow.purchasesInWeeks());
    assertThat(fit.parameters().get("r")).isCloseTo(.52484315, withinPercentage(1e-4));
    assertThat(fit.parameters().get("alpha")).isCloseTo(6.1830852, withinPercentage(1e-4));
    assertThat(fit.parameters().get("a")).isCloseTo(.89135939, withinPercentage(1e-4));
    assertThat(fit.parameters().get("b")).isCloseTo(1.6140023, withinPercentage(1e-4));
    assertThat(fit.logLikelihood()).isCloseTo(-9582.135716, within(1e-5));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
  }

  @Test
  void forecastsTheCustomerOfThePaper() {
    MbgNbdLikelihood paper = new MbgNbdLikelihood(.525, 6.183, .891, 1.614);
    double alive = paper.pAlive(2, 30.43, 38.86);
    assertThat(alive).isCloseTo(.7062022651184873, within(1e-14));
    assertThat(alive * paper.ifAlive(2, 38.86).expectedPurchases(39))
        .isCloseTo(1.262960623267366, within(1e-12));
  }

  @Test
  void agreesWithArbitraryPrecision() {
    agreesWithMpmath(GoldenPoints.read(getClass(), "mbg-nbd.csv"), family(), 4);
  }

  @Test
  void oneTimeBuyersMayHaveLeft() {
    MbgNbdLikelihood paper = new MbgNbdLikelihood(.525, 6.183, .891, 1.614);
    assertThat(paper.pAlive(0, 0, 0)).isCloseTo(1.614 / (.891 + 1.614), within(1e-15));
    assertThat(paper.pAlive(0, 0, 39)).isBetween(.3, .6);
  }

  @Test
  void isContinuousAtAEqualToOne() {
    double at = new MbgNbdLikelihood(.5, 6, 1, 1.5).ifAlive(3, 20).expectedPurchases(39);
    double near = new MbgNbdLikelihood(.5, 6, 1 + 1e-9, 1.5).ifAlive(3, 20).expectedPurchases(39);
    assertThat(near).isCloseTo(at, within(1e-8));
  }
}
