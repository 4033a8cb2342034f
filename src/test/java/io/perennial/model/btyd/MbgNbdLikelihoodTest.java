package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MbgNbdLikelihoodTest extends PurchaseLikelihoodContract<MbgNbdLikelihood> {
  /** Batislam et al. (2007). */
  private static final MbgNbdLikelihood PAPER = new MbgNbdLikelihood(.525, 6.183, .891, 1.614);

  @Override
  protected LikelihoodFamily<MbgNbdLikelihood> family() {
    return MbgNbdLikelihood.FAMILY;
  }

  @Override
  protected MbgNbdLikelihood ordinary() {
    return PAPER;
  }

  @Override
  protected Map<String, Double> parametersOf(MbgNbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha(), "a", l.a(), "b", l.b());
  }

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
    double alive = PAPER.pAlive(2, 30.43, 38.86);
    assertThat(alive).isCloseTo(.7062022651184873, within(1e-14));
    assertThat(alive * PAPER.ifAlive(2, 30.43, 38.86).expectedPurchases(39))
        .isCloseTo(1.262960623267366, within(1e-12));
  }

  @Test
  void agreesWithArbitraryPrecision() {
    MpmathForecasts.agreeWith(family(), "mbg-nbd.csv");
  }

  @Test
  void oneTimeBuyersMayHaveLeft() {
    assertThat(PAPER.pAlive(0, 0, 0)).isCloseTo(1.614 / (.891 + 1.614), within(1e-15));
    assertThat(PAPER.pAlive(0, 0, 39)).isBetween(.3, .6);
  }

  @Test
  void isContinuousAtAEqualToOne() {
    double at = new MbgNbdLikelihood(.5, 6, 1, 1.5).ifAlive(3, 15, 20).expectedPurchases(39);
    double near =
        new MbgNbdLikelihood(.5, 6, 1 + 1e-9, 1.5).ifAlive(3, 15, 20).expectedPurchases(39);
    assertThat(near).isCloseTo(at, within(1e-8));
  }
}
