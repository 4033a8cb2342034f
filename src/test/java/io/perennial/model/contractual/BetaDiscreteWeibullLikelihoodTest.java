package io.perennial.model.contractual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.numerics.GoldenPoints;
import java.util.List;
import org.junit.jupiter.api.Test;

class BetaDiscreteWeibullLikelihoodTest
    extends ContractualLikelihoodContract<BetaDiscreteWeibullLikelihood> {
  @Override
  protected LikelihoodFamily<BetaDiscreteWeibullLikelihood> family() {
    return BetaDiscreteWeibullLikelihood.FAMILY;
  }

  @Override
  double[] parametersOf(BetaDiscreteWeibullLikelihood l) {
    return new double[] {l.alpha(), l.beta(), l.c()};
  }

  @Override
  BetaDiscreteWeibullLikelihood ordinary() {
    return new BetaDiscreteWeibullLikelihood(.26, 1.72, 1.58);
  }

  @Test
  void isShiftedBetaGeometricWithoutDurationDependence() {
    var weibull = new BetaDiscreteWeibullLikelihood(.668, 3.806, 1);
    var geometric = new ShiftedBetaGeometricLikelihood(.668, 3.806);
    for (int n : new int[] {0, 1, 7, 100}) {
      assertThat(weibull.logLikelihood(n, true))
          .isCloseTo(geometric.logLikelihood(n, true), within(1e-12));
      assertThat(weibull.logLikelihood(n, false))
          .isCloseTo(geometric.logLikelihood(n, false), within(1e-13));
      assertThat(weibull.discountedResidualLifetime(n, .01))
          .isCloseTo(geometric.discountedResidualLifetime(n, .01), withinPercentage(1e-9));
    }
  }

  @Test
  void fitsBetterThanItsSpecialCase() {
    var cells = RetentionCounts.cells(List.of(HIGH_END));
    FitSummary weibull = fit(cells);
    FitSummary geometric =
        new MaximumLikelihood<>(ShiftedBetaGeometricLikelihood.FAMILY, 1)
            .fit(new LocalCells(cells));
    assertThat(weibull.converged()).isTrue();
    assertThat(weibull.logLikelihood()).isGreaterThan(geometric.logLikelihood());
    assertThat(weibull.parameters().get("c")).isGreaterThan(1);
  }

  @Test
  void agreesWithArbitraryPrecision() {
    for (double[] v : GoldenPoints.read(getClass(), "beta-discrete-weibull.csv")) {
      var model = new BetaDiscreteWeibullLikelihood(v[0], v[1], v[2]);
      int n = (int) v[3];
      assertThat(model.logLikelihood(n, true))
          .isCloseTo(v[4], within(1e-11 * (1 + Math.abs(v[4]))));
      assertThat(model.logLikelihood(n, false))
          .isCloseTo(v[5], within(1e-11 * (1 + Math.abs(v[5]))));
    }
  }
}
