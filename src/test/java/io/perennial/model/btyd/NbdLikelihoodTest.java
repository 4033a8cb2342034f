package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.cells.Cells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.Map;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

class NbdLikelihoodTest extends PurchaseLikelihoodContract<NbdLikelihood> {
  @Override
  protected LikelihoodFamily<NbdLikelihood> family() {
    return NbdLikelihood.FAMILY;
  }

  @Override
  protected NbdLikelihood ordinary() {
    return new NbdLikelihood(.385, 12.07);
  }

  @Override
  protected Map<String, Double> parametersOf(NbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha());
  }

  /** Reference computed with T^x/x! in the likelihood; here neither is. */
  @Test
  void fitsTheCdnowSample() {
    Cells cells = Cdnow.purchasesInWeeks();
    FitSummary fit = fit(cells);
    assertThat(fit.parameters().get("r")).isCloseTo(.38476613, withinPercentage(1e-4));
    assertThat(fit.parameters().get("alpha")).isCloseTo(12.072023, withinPercentage(1e-4));
    double constant = 0.0;
    for (int i = 0; i < cells.size(); i++) {
      Cells.Cell cell = cells.cell(i);
      int x = cell.frequency();
      constant += cell.weight() * (x * Math.log(cell.second()) - LogGamma.value(x + 1.0));
    }
    assertThat(fit.logLikelihood() + constant).isCloseTo(-3193.058675, within(1e-5));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings())
        .singleElement()
        .asString()
        .startsWith("nbd assumes that nobody ever leaves");
  }

  @Test
  void nobodyLeaves() {
    NbdLikelihood model = new NbdLikelihood(.385, 12.07);
    assertThat(model.pAlive(0, 0, 39)).isEqualTo(1.0);
    assertThat(model.ifAlive(5, 30, 39).pAlive(1e6)).isEqualTo(1.0);
    assertThat(model.discountedExpectedPurchases(Double.POSITIVE_INFINITY, .01))
        .isCloseTo(.385 / 12.07 / .01, within(1e-12));
  }
}
