package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgNbdLikelihoodTest extends PurchaseLikelihoodContract<BgNbdLikelihood> {
  /** Fader, Hardie and Lee (2005), table 2. */
  private static final BgNbdLikelihood PAPER = new BgNbdLikelihood(.243, 4.414, .793, 2.426);

  @Override
  protected LikelihoodFamily<BgNbdLikelihood> family() {
    return BgNbdLikelihood.FAMILY;
  }

  @Override
  protected BgNbdLikelihood ordinary() {
    return PAPER;
  }

  @Override
  protected Map<String, Double> parametersOf(BgNbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha(), "a", l.a(), "b", l.b());
  }

  @Test
  void fitsTheCdnowSampleAsPublished() {
    FitSummary fit = fit(Cdnow.purchasesInWeeks());
    // The paper gives .243, 4.414, .793, 2.426 and -9582.4; BTYD and CLVTools -9582.429. More
    // digits are from an independent fit.
    assertThat(fit.parameters().keySet()).containsExactly("r", "alpha", "a", "b");
    assertThat(fit.parameters().get("r")).isCloseTo(.24259452, withinPercentage(1e-4));
    assertThat(fit.parameters().get("alpha")).isCloseTo(4.413602, withinPercentage(1e-4));
    assertThat(fit.parameters().get("a")).isCloseTo(.79292201, withinPercentage(1e-4));
    assertThat(fit.parameters().get("b")).isCloseTo(2.4259067, withinPercentage(1e-4));
    assertThat(fit.logLikelihood()).isCloseTo(-9582.429207, within(1e-5));
    assertThat(fit.standardErrors().get("r")).isCloseTo(.012557, withinPercentage(.1));
    assertThat(fit.standardErrors().get("alpha")).isCloseTo(.37822, withinPercentage(.1));
    assertThat(fit.standardErrors().get("a")).isCloseTo(.18573, withinPercentage(.1));
    assertThat(fit.standardErrors().get("b")).isCloseTo(.70541, withinPercentage(.1));
    assertThat(fit.customers()).isEqualTo(2357);
    assertThat(fit.cells()).isEqualTo(1016);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
    assertThat(fit.aic()).isCloseTo(2 * 4 + 2 * 9582.429207, within(1e-4));
    assertThat(fit.bic()).isCloseTo(4 * Math.log(2357) + 2 * 9582.429207, within(1e-4));
    // 1.44400416 purchases in a year of a new customer, from estimates of fewer digits.
    assertThat(family().of(fit.parameterValues()).expectedPurchases(52))
        .isCloseTo(1.44400416, withinPercentage(1e-3));
  }

  @Test
  void holdOutForecastsByFrequencyAreThePublishedOnes() {
    // Fader, Hardie and Lee (2005), figure 4: mean forecast for weeks 40 to 78 by frequency 0..7+.
    double[] expected = {.2251, .5231, 1.0441, 1.5202, 2.1638, 2.6538, 3.5040, 6.1570};
    BgNbdLikelihood fitted = family().of(fit(trainingCells()).parameterValues());
    double[] sum = new double[8];
    double[] customers = new double[8];
    for (int i = 0; i < trainingCells().size(); i++) {
      var cell = trainingCells().cell(i);
      int group = Math.min(7, cell.frequency());
      customers[group] += cell.weight();
      sum[group] +=
          cell.weight()
              * fitted.pAlive(cell.frequency(), cell.first(), cell.second())
              * fitted.ifAlive(cell.frequency(), cell.first(), cell.second()).expectedPurchases(39);
    }
    for (int group = 0; group < 8; group++) {
      assertThat(sum[group] / customers[group])
          .as("frequency %d", group)
          .isCloseTo(expected[group], within(2e-4));
    }
  }

  @Test
  void forecastsTheCustomerOfThePaper() {
    // x = 2, t_x = 30.43, T = 38.86: the paper's spreadsheet gives 1.226.
    double pAlive = PAPER.pAlive(2, 30.43, 38.86);
    assertThat(pAlive).isCloseTo(.7265785700806729, within(1e-14));
    assertThat(pAlive * PAPER.ifAlive(2, 30.43, 38.86).expectedPurchases(39))
        .isCloseTo(1.226028174767144, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"1, .05326789117165627", "3, .15086523089304896", "6, .2807558935767553"})
  void expectsPurchasesOfNewCustomers(double weeks, double expected) {
    assertThat(PAPER.expectedPurchases(weeks)).isCloseTo(expected, within(1e-13));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 39, .573786352096, 1e-12",
    "1, 39, .199395280836, 1e-12",
    "2, 39, .0854297595391, 1e-13",
    "3, 39, .045860353848, 1e-12",
    "10, 2, 1.07869e-07, 5e-13"
  })
  void givesTheProbabilityOfACount(int n, double weeks, double expected, double error) {
    assertThat(PAPER.probabilityOf(n, weeks)).isCloseTo(expected, within(error));
  }

  @Test
  void hasTheReferenceLogLikelihoods() {
    assertThat(PAPER.logLikelihood(4, 30.7, 38.9)).isCloseTo(-15.32935235570709, within(1e-12));
    // (a, b, r, alpha) = (.8, 2.5, .25, 4): the textbook form underflows here.
    assertThat(new BgNbdLikelihood(.25, 4, .8, 2.5).logLikelihood(200, 38, 40))
        .isCloseTo(100.7957, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({"10, .3474606", "15, .04283391", "20, .004158973", "25, .0003583685"})
  void moreFrequentBuyersWhoFellSilentAreExpectedToBuyLess(int x, double expected) {
    // The increasing-frequency paradox (Fader, Hardie and Lee 2005): t_x = 20, T = 39, 52 weeks.
    BgNbdLikelihood fitted = new BgNbdLikelihood(.24259452, 4.413602, .79292201, 2.4259067);
    double purchases = fitted.pAlive(x, 20, 39) * fitted.ifAlive(x, 20, 39).expectedPurchases(52);
    // The reference was computed from estimates of four digits.
    assertThat(purchases).isCloseTo(expected, withinPercentage(0.01));
  }

  @Test
  void aCustomerWithoutARepeatPurchaseIsAlive() {
    assertThat(PAPER.pAlive(0, 0, 1000)).isEqualTo(1.0);
    assertThat(PAPER.pAlive(0, 0, 0)).isEqualTo(1.0);
  }

  @Test
  void nothingHappensAtDropoutParameterOne() {
    double below = new BgNbdLikelihood(.25, 4, 1 - 1e-7, 2.5).expectedPurchases(39);
    double at = new BgNbdLikelihood(.25, 4, 1, 2.5).expectedPurchases(39);
    double above = new BgNbdLikelihood(.25, 4, 1 + 1e-7, 2.5).expectedPurchases(39);
    assertThat(at).isCloseTo((below + above) / 2, withinPercentage(1e-11));
    assertThat(new BgNbdLikelihood(.25, 4, 1, 2.5).discountedExpectedPurchases(39, 0))
        .isCloseTo(at, withinPercentage(1e-9));
  }

  @Test
  void tenThousandPurchasesAreNoTrouble() {
    assertThat(PAPER.logLikelihood(10_000, 500, 520)).isFinite();
    assertThat(PAPER.pAlive(10_000, 519.9, 520)).isBetween(0.0, 1.0);
    assertThat(PAPER.ifAlive(10_000, 510, 520).expectedPurchases(52))
        .isCloseTo(10_000.0 / 520 * 52, withinPercentage(10));
  }

  @Test
  void theDiscountedFutureWithoutEndIsTheLimitOfLongHorizons() {
    PurchaseProcess process = PAPER.ifAlive(2, 30.43, 38.86);
    assertThat(process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, .15 / 52))
        .isCloseTo(process.discountedExpectedPurchases(20_000, .15 / 52), withinPercentage(1e-9));
  }

  @Test
  void agreesWithArbitraryPrecision() {
    MpmathForecasts.agreeWith(family(), "bg-nbd.csv");
  }
}
