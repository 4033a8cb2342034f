package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParetoNbdLikelihoodTest extends PurchaseLikelihoodContract<ParetoNbdLikelihood> {
  /** Fader, Hardie and Lee (2005). */
  private static final ParetoNbdLikelihood PAPER =
      new ParetoNbdLikelihood(.553, 10.578, .606, 11.669);

  @Override
  protected LikelihoodFamily<ParetoNbdLikelihood> family() {
    return ParetoNbdLikelihood.FAMILY;
  }

  @Override
  protected ParetoNbdLikelihood ordinary() {
    return PAPER;
  }

  @Override
  protected Map<String, Double> parametersOf(ParetoNbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha(), "s", l.s(), "beta", l.beta());
  }

  /** Standard errors: CLVTools 0.11; more digits by an independent fit. */
  @Test
  void fitsTheCdnowSampleAsPublished() {
    FitSummary fit = fit(Cdnow.purchasesInWeeks());
    assertThat(fit.parameters().get("r")).isCloseTo(.55327704, withinPercentage(1e-4));
    assertThat(fit.parameters().get("alpha")).isCloseTo(10.577683, withinPercentage(1e-4));
    assertThat(fit.parameters().get("s")).isCloseTo(.60623995, withinPercentage(1e-4));
    assertThat(fit.parameters().get("beta")).isCloseTo(11.668734, withinPercentage(1e-4));
    assertThat(fit.logLikelihood()).isCloseTo(-9594.976179, within(1e-5));
    assertThat(fit.standardErrors().get("r")).isCloseTo(.0476264, withinPercentage(1));
    assertThat(fit.standardErrors().get("alpha")).isCloseTo(.8427222, withinPercentage(1));
    assertThat(fit.standardErrors().get("s")).isCloseTo(.1872594, withinPercentage(1));
    assertThat(fit.standardErrors().get("beta")).isCloseTo(6.2105448, withinPercentage(1));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
    ParetoNbdLikelihood fitted = family().of(fit.parameterValues());
    assertThat(fitted.expectedPurchases(52)).isCloseTo(1.47343433, withinPercentage(1e-4));
  }

  @Test
  void forecastsTheCustomerOfThePaper() {
    double alive = PAPER.pAlive(2, 30.43, 38.86);
    assertThat(alive).isCloseTo(.8691675591530112, within(1e-14));
    PurchaseProcess process = PAPER.ifAlive(2, 30.43, 38.86);
    assertThat(alive * process.expectedPurchases(39)).isCloseTo(1.455123193257602, within(1e-12));
    assertThat(alive * process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, .15 / 52))
        .isCloseTo(6.227436430928458, within(1e-11));
  }

  @Test
  void takesFrequentBuyers() {
    assertThat(PAPER.logLikelihood(200, 38, 40)).isCloseTo(76.30260921429957, within(1e-11));
    assertThat(PAPER.logLikelihood(1000, 38, 40)).isCloseTo(2016.241981087731, within(1e-9));
    ParetoNbdLikelihood model = new ParetoNbdLikelihood(.55, 10.58, .61, 11.67);
    assertThat(model.pAlive(132, 200, 200)).isEqualTo(1.0);
    assertThat(model.ifAlive(132, 200, 200).expectedPurchases(10))
        .isCloseTo(6.206051788962932, within(1e-12));
  }

  @Test
  void agreesWithArbitraryPrecision() {
    MpmathForecasts.agreeWith(family(), "pareto-nbd.csv");
  }

  /** The model is its own mirror image where neither α nor β is the larger. */
  @Test
  void isContinuousAcrossEqualTimeScales() {
    double below = new ParetoNbdLikelihood(.5, 10 - 1e-9, .6, 10).logLikelihood(5, 20, 38);
    double at = new ParetoNbdLikelihood(.5, 10, .6, 10).logLikelihood(5, 20, 38);
    double above = new ParetoNbdLikelihood(.5, 10 + 1e-9, .6, 10).logLikelihood(5, 20, 38);
    assertThat(below).isCloseTo(at, within(1e-8));
    assertThat(above).isCloseTo(at, within(1e-8));
    assertThat(0.5 * (below + above)).isCloseTo(at, within(1e-13));
  }

  @Test
  void isContinuousAtSEqualToOne() {
    double at = new ParetoNbdLikelihood(.5, 10, 1, 12).expectedPurchases(39);
    double near = new ParetoNbdLikelihood(.5, 10, 1 + 1e-9, 12).expectedPurchases(39);
    assertThat(at).isCloseTo(.5 * 12 / 10 * Math.log1p(39 / 12.0), within(1e-15));
    assertThat(near).isCloseTo(at, within(1e-8));
  }

  @Test
  void saysWhenHardlyAnybodyLeaves() {
    assertThat(family().identificationWarnings(new ParetoNbdLikelihood(.5, 10, .001, 12)))
        .singleElement()
        .asString()
        .contains("hardly any dropout: s is 0.0010");
    assertThat(family().identificationWarnings(new ParetoNbdLikelihood(.5, 10, 500, 9000)))
        .singleElement()
        .asString()
        .contains("dropout rates are not identified: s is 500");
  }

  /** Rounding had made it 1 + 1e-10. */
  @Test
  void aProbabilityIsAtMostOneWhereEverybodyLeavesAtOnce() {
    ParetoNbdLikelihood extreme =
        new ParetoNbdLikelihood(
            0.0010198474127374013, 800.9491169192154, 57430.997569460975, 2.3069628105815425e-5);
    assertThat(extreme.probabilityOf(0, 57.18495654960142)).isBetween(1 - 1e-9, 1.0);
  }
}
