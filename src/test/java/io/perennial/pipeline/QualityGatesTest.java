package io.perennial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.JobFixture;
import io.perennial.config.Settings;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import io.perennial.history.Reconciliation.Currencies;
import io.perennial.history.Reconciliation.LargestCustomers;
import io.perennial.run.Manifest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityGatesTest {
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  @ParameterizedTest
  @CsvSource({
    // rows and money quarantined of 100, the gate's share, its outcome
    "49, 10, 0.5, passed",
    "50, 10, 0.5, failed",
    "10, 49, 0.5, passed",
    "10, 50, 0.5, failed",
    "1, 0, 0, failed",
    "0, 0, 0, passed",
    "99, 99, 1, passed",
  })
  void quarantineFailsAtItsShareOfRowsAndOfMoney(
      long rows, BigDecimal money, String share, String outcome) {
    var gate = gate("quarantined-share", account(rows, money, Optional.empty()), share);

    assertThat(gate.outcome()).isEqualTo(outcome);
    assertThat(gate.finding())
        .contains("%d.00%% of the rows read".formatted(rows))
        .contains("%s.00%% of the money read".formatted(money));
  }

  @Test
  void amountsThatCannotBeReadAreNoMoney() {
    var counts = counts(20, Map.of("amount-unreadable", 15L, "customer-missing", 5L));
    var gate = gate("quarantined-share", account(counts, BigDecimal.ZERO, Optional.empty()), "0.5");

    assertThat(gate.finding()).contains("not counting 15 that cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, EUR, 0, passed, all amounts are in EUR",
    "EUR, USD, 0, failed, EUR and USD among them",
    "EUR, USD, 5, failed, EUR and USD among them",
    "EUR, EUR, 40, warning, 40 of 80 accepted rows (50.00%) have no currency",
    ", , 80, warning, none of the 80 accepted rows has a currency",
  })
  void missingCurrencyIsNoCurrency(
      String first, String last, long missing, String outcome, String finding) {
    var currencies = Optional.of(new Currencies(first, last, missing));
    var gate = gate("one-currency", account(20, BigDecimal.ONE, currencies), "0.5");

    assertThat(gate.outcome()).isEqualTo(outcome);
    assertThat(gate.finding()).contains(finding);
  }

  @Test
  void failedGatesEndTheJobWithWhatIsQuarantined() {
    var failed = List.of(new Manifest.Gate("g", QualityGates.FAILED, "too much"));

    assertThatThrownBy(() -> QualityGates.enforce(failed, Optional.of("because")))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure ->
                assertThat(failure.problems())
                    .containsExactly("quality gate g: too much", "because"));
    QualityGates.enforce(
        List.of(new Manifest.Gate("g", QualityGates.WARNING, "hm")), Optional.of("because"));
  }

  private static Manifest.Gate gate(String name, Reconciliation account, String share) {
    Settings settings =
        JobFixture.settings(Map.of("perennial.quality.max-quarantined-share", share));
    return QualityGates.judge(account, DAY, settings.quality()).stream()
        .filter(gate -> gate.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** An account of 100 rows of 1 each. */
  private static Reconciliation account(
      long quarantined, BigDecimal money, Optional<Currencies> currencies) {
    return account(
        counts(quarantined, quarantined == 0 ? Map.of() : Map.of("customer-missing", quarantined)),
        money,
        currencies);
  }

  private static Manifest.Counts counts(long quarantined, Map<String, Long> reasons) {
    var none = new Manifest.RowsAmount(0, BigDecimal.ZERO);
    return new Manifest.Counts(
        new Manifest.RowsAmount(100 - quarantined, BigDecimal.valueOf(100 - quarantined)),
        none,
        none,
        new Manifest.Quarantined(quarantined, BigDecimal.ZERO, new TreeMap<>(reasons)),
        10,
        0,
        10,
        10,
        BigDecimal.ZERO);
  }

  private static Reconciliation account(
      Manifest.Counts counts, BigDecimal money, Optional<Currencies> currencies) {
    BigDecimal all = BigDecimal.valueOf(100);
    return new Reconciliation(
        100,
        all,
        DAY.toString(),
        DAY.toString(),
        Optional.of(DAY),
        Optional.of(DAY),
        counts,
        all,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        all,
        money,
        new TreeMap<>(Map.of(DAY, 100L)),
        0,
        new TreeMap<>(),
        new LargestCustomers("a", 1, 10, "a", BigDecimal.ONE),
        0,
        BigDecimal.ZERO,
        currencies);
  }
}
