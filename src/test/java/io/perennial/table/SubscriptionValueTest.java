package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.config.Settings;
import io.perennial.model.contractual.ContractualLikelihood;
import io.perennial.model.contractual.ShiftedBetaGeometricLikelihood;
import io.perennial.subscription.RetainedValue;
import io.perennial.subscription.Survival;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class SubscriptionValueTest {
  private static final Settings.Clv SETTINGS = new Settings.Clv(365, .10, 1, 3);
  private static final double RATE = Math.log(1.1); // of a period, at 10%
  private static final int CLV = 4;
  private static final int WARNING = 7;

  /** The two sets of Fader and Hardie. */
  private static final ContractualLikelihood HIGH_END =
      new ShiftedBetaGeometricLikelihood(.668, 3.806);

  private static final ContractualLikelihood REGULAR =
      new ShiftedBetaGeometricLikelihood(.704, 1.182);

  private static RetentionFit fit(ContractualLikelihood likelihood) {
    return new RetentionFit("a model", Optional.of(likelihood), Map.of(), null);
  }

  private static Row value(Map<Integer, Long> left, Map<Integer, Long> stayed, long liveMicros) {
    return SubscriptionValue.row(
        "",
        new Survival(new TreeMap<>(left), new TreeMap<>(stayed)),
        BigInteger.valueOf(liveMicros),
        SETTINGS);
  }

  @Test
  void discountedLifetimesWithPaymentsFromNowOn() {
    assertThat(fit(HIGH_END).discountedLifetime(RATE)).isCloseTo(5.922596, within(5e-7));
    assertThat(fit(REGULAR).discountedLifetime(RATE)).isCloseTo(3.695147, within(5e-7));
    assertThat(RetainedValue.discountedLifetime(HIGH_END.retention(1), .1))
        .isCloseTo(4.412229, within(5e-7));
    assertThat(4.412229 / 5.922596 - 1).isCloseTo(-.255, within(5e-4));
    assertThat(RetainedValue.discountedLifetime(REGULAR.retention(1), .1))
        .isCloseTo(2.324221, within(5e-7));
    assertThat(2.324221 / 3.695147 - 1).isCloseTo(-.371, within(5e-4));
  }

  @Test
  void residualLifetimesJustBeforeARenewal() {
    assertThat(HIGH_END.discountedResidualLifetime(0, RATE)).isCloseTo(5.414856, within(5e-7));
    assertThat(HIGH_END.discountedResidualLifetime(1, RATE)).isCloseTo(5.901753, within(5e-7));
    assertThat(HIGH_END.discountedResidualLifetime(2, RATE)).isCloseTo(6.294261, within(5e-7));
  }

  @Test
  void aLifetimeThatDoesNotExistIsNoNumber() {
    assertThat(fit(HIGH_END).lifetime()).isNull();
    assertThat(fit(HIGH_END).isWithoutLifetime()).isTrue();
    // 1 + β ÷ (α − 1)
    assertThat(fit(new ShiftedBetaGeometricLikelihood(3, 4)).lifetime()).isCloseTo(3, within(1e-9));
  }

  @Test
  void arpaTimesMarginByChurn() {
    // One of 20 chances to leave was taken: churn 5%, ARPA 100.
    Row five = value(Map.of(10, 1L), Map.of(10, 1L), 100_000_000);
    assertThat(five.<Double>getAs(CLV)).isCloseTo(2000, within(1e-9));
    assertThat(five.<String>getAs(WARNING)).contains("1/churn is 20 months, longer than the 10");
  }

  @Test
  void withoutChurnThereIsNoValueByIt() {
    Row row = value(Map.of(), Map.of(12, 30L), 3_000_000_000L);
    assertThat(row.<Double>getAs(CLV)).isNull();
    assertThat(row.<String>getAs(WARNING))
        .startsWith("nobody has left yet: without churn there is no lifetime");
  }

  @Test
  void whenAllHaveLeftNobodyPays() {
    Row row = value(Map.of(1, 30L, 2, 20L, 5, 10L), Map.of(), 0);
    assertThat(row.<Double>getAs(CLV)).isNull();
    assertThat(row.<String>getAs(WARNING)).startsWith("nobody is there any more");
  }
}
