package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.FitSummary;
import io.perennial.model.LocalCells;
import io.perennial.model.MaximumLikelihood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BgNbdLikelihoodTest {
  /** Fader, Hardie and Lee (2005), table 2. */
  private static final BgNbdLikelihood PAPER = new BgNbdLikelihood(.243, 4.414, .793, 2.426);

  private static FitSummary cdnow() {
    LocalCells cells = new LocalCells(Cdnow.purchasesInWeeks());
    return new MaximumLikelihood<>(BgNbdLikelihood.FAMILY, cells.totals().largestSecond() / 10)
        .fit(cells);
  }

  @Test
  void fitsTheCdnowSampleAsPublished() {
    FitSummary fit = cdnow();
    // The paper gives .243, 4.414, .793, 2.426 and -9582.4; BTYD and CLVTools -9582.429.
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
    System.out.println(fit);
  }

  @Test
  void forecastsTheCustomerOfThePaper() {
    assertThat(PAPER.pAlive(2, 30.43, 38.86)).isCloseTo(.7265785700806729, within(1e-14));
    assertThat(PAPER.pAlive(2, 30.43, 38.86) * PAPER.ifAlive(2, 38.86).expectedPurchases(39))
        .isCloseTo(1.226028174767144, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"1, .05326789117165627", "3, .15086523089304896", "6, .2807558935767553"})
  void expectsPurchasesOfNewCustomers(double weeks, double expected) {
    assertThat(PAPER.expectedPurchases(weeks)).isCloseTo(expected, within(1e-13));
    assertThat(PAPER.discountedExpectedPurchases(weeks, 0.0)).isCloseTo(expected, within(1e-13));
  }
}
