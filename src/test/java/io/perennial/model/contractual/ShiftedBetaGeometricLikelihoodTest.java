package io.perennial.model.contractual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.failure.JobFailure;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShiftedBetaGeometricLikelihoodTest
    extends ContractualLikelihoodContract<ShiftedBetaGeometricLikelihood> {
  @Override
  protected LikelihoodFamily<ShiftedBetaGeometricLikelihood> family() {
    return ShiftedBetaGeometricLikelihood.FAMILY;
  }

  @Override
  double[] parametersOf(ShiftedBetaGeometricLikelihood l) {
    return new double[] {l.alpha(), l.beta()};
  }

  @Override
  ShiftedBetaGeometricLikelihood ordinary() {
    return new ShiftedBetaGeometricLikelihood(.668, 3.806);
  }

  /** Fader and Hardie (2007). */
  @Test
  void fitsTheCohortsAsPublished() {
    FitSummary highEnd = fit(RetentionCounts.cells(List.of(HIGH_END)));
    assertThat(highEnd.parameters().get("alpha")).isCloseTo(.668, within(5e-4));
    assertThat(highEnd.parameters().get("beta")).isCloseTo(3.806, within(5e-4));
    FitSummary regular = fit(RetentionCounts.cells(List.of(REGULAR)));
    assertThat(regular.parameters().get("alpha")).isCloseTo(.704, within(5e-4));
    assertThat(regular.parameters().get("beta")).isCloseTo(1.182, within(5e-4));
    for (FitSummary fit : List.of(highEnd, regular)) {
      assertThat(fit.customers()).isEqualTo(1000);
      assertThat(fit.converged()).isTrue();
      assertThat(fit.warnings()).isEmpty();
    }
  }

  @Test
  void retentionRisesWithTenure() {
    assertThat(ordinary().retention(1)).isCloseTo(3.806 / (.668 + 3.806), within(1e-15));
    assertThat(ordinary().retention(2)).isCloseTo(4.806 / (.668 + 4.806), within(1e-14));
    // The reciprocal of the first period's churn is far too short a lifetime.
    double naive = 1 / (1 - ordinary().retention(1));
    assertThat(ordinary().discountedResidualLifetime(0, .001)).isGreaterThan(5 * naive);
  }

  @Test
  void undiscountedLifetimeIsTheLimit() {
    var model = new ShiftedBetaGeometricLikelihood(1.5, 3);
    assertThat(model.discountedResidualLifetime(2, 0)).isCloseTo(10, within(1e-12));
    assertThat(model.discountedResidualLifetime(2, 1e-12)).isCloseTo(10, withinPercentage(1e-3));
    assertThat(ordinary().discountedResidualLifetime(2, 0)).isInfinite();
  }

  @Test
  void refusesCountsThatRise() {
    assertThatThrownBy(() -> RetentionCounts.of(100, 80, 90))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("[100, 80, 90]")
        .hasMessageContaining("none larger than the one before");
  }
}
