package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classic formula and what it is made of, with figures worked out by hand. */
class ChurnTest {
  @ParameterizedTest
  @CsvSource({
    // 1 − (1 − share)^(1/months)
    "100, 50, 1, 0.5",
    "1000, 271, 3, 0.1", // 0.9³ = 0.729
    "8, 7, 3, 0.5",
    "10, 10, 3, 1"
  })
  void shareLostInTheWindowIsTurnedIntoMonths(long active, long lost, int months, double monthly) {
    Churn churn = Churn.measure(active, lost, months, 400, 180);
    assertThat(churn.monthly().orElseThrow()).isEqualTo(monthly, within(1e-12));
    assertThat(churn.unmeasured()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 50, 100, 'the data reaches back 100 days, two windows of 3 months need 184'",
    "0, 0, 184, no customer bought in the earlier of two 3-month windows",
    "7, 0, 184, 'none of the 7 customers of the earlier window was lost, so the formula has no end'"
  })
  void whereItCannotBeMeasuredItSaysWhy(long active, long lost, long days, String reason) {
    Churn churn = Churn.measure(active, lost, 3, days, 184);
    assertThat(churn.monthly()).isEmpty();
    assertThat(churn.unmeasured()).contains(reason);
  }

  /** AOV 50, 2 purchase days a month, churn 10% a month, margin 30%: 50 × 2 ÷ 0.1 × 0.3. */
  @Test
  void formulaIsOrderValueTimesFrequencyByChurnTimesMargin() {
    CustomerValue value = new CustomerValue(.3, CustomerValue.Costs.UNKNOWN, Returns.NONE);
    assertThat(formula(value, "1200000000", 24, 365.25, OptionalDouble.of(.1)))
        .isEqualTo(300, within(1e-9));
    assertThat(formula(value, "50000000", 1, 0, OptionalDouble.of(.1)))
        .as("whoever came yesterday counts as one month old")
        .isEqualTo(150, within(1e-9));
    assertThat(formula(value, "50000000", 1, 0, OptionalDouble.empty())).isNull();
  }

  @Test
  void marginIsMeasuredWhereCostsAreKnown() {
    CustomerValue value =
        CustomerValue.measured(new BigDecimal("200.00"), new BigDecimal("150.00"), Returns.NONE);
    assertThat(value.margin()).isEqualTo(.25);
    assertThatThrownBy(() -> CustomerValue.measured(BigDecimal.TEN, BigDecimal.TEN, Returns.NONE))
        .hasMessageContaining("costs of 10 reach the revenue of 10");
  }

  private static Double formula(
      CustomerValue value, String micros, int purchaseDays, double ageDays, OptionalDouble churn) {
    Row row =
        SparkTestSession.shared()
            .sql(
                "SELECT %sL AS purchase_revenue_micros, %d AS purchase_days, %sD AS age_days"
                    .formatted(micros, purchaseDays, ageDays))
            .select(value.formula(churn))
            .first();
    return row.isNullAt(0) ? null : row.getDouble(0);
  }
}
