package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.economics.ValueFormulas.Input;
import io.perennial.economics.ValueFormulas.Measured;
import io.perennial.economics.ValueFormulas.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ValueFormulasTest {
  private static final Input NONE = Input.missing("not there");

  /** The worked examples of the literature; of PMC the right arithmetic. */
  @Test
  void workedExamples() {
    assertThat(ValueFormulas.averageValueTimesLifetime(5, 3 * 52, 8)).isEqualTo(6240);
    assertThat(ValueFormulas.lifetime(0.01)).isEqualTo(100);
    assertThat(ValueFormulas.profitLessCosts(50 * 3, 0, 0)).isEqualTo(150);
    assertThat(ValueFormulas.averageCustomer(2, 400, 0.75, 3)).isEqualTo(1400);
    assertThat(ValueFormulas.averageCustomer(2, 160, 0.75, 3)).isEqualTo(560);
    assertThat("%.2f".formatted(ValueFormulas.visitor(560, 0.03))).isEqualTo("16.80");
    // Contribution margin: 50.00 net, goods 20, delivery 9, acquisition 15.
    assertThat(ValueFormulas.profitLessCosts(50 - 20, 9, 15)).isEqualTo(6);
  }

  @Test
  void theClosedFormOfTheDiscountedSumIsTheSum() {
    double sum =
        IntStream.rangeClosed(1, 2000)
            .mapToDouble(t -> 12.5 * Math.pow(0.9, t) / Math.pow(1.008, t))
            .sum();
    assertThat(ValueFormulas.discounted(12.5, 0.9, 0.008)).isCloseTo(sum, within(1e-9));
  }

  @Test
  void everyFormulaIsThereWithItsInputs() {
    Map<String, Result> results =
        of(
            new Measured(
                Input.of(400),
                Input.of(2 / 12.0),
                Input.of(0.4),
                Input.of(1 - Math.pow(0.75, 1 / 12.0)),
                Input.of(96),
                Input.of(150),
                Input.of(20),
                Input.of(40),
                Input.of(0.03),
                Input.of(90),
                Input.of(30),
                0.10));

    assertThat(results)
        .containsOnlyKeys(
            "value × lifetime",
            "AOV × frequency ÷ churn",
            "average value × lifetime",
            "lifetime from churn",
            "ARPU × margin ÷ churn",
            "profit less costs",
            "average customer value (VMC)",
            "average customer profit (PMC)",
            "value of a visitor, highest bid per click",
            "LTV : CAC",
            "CAC payback",
            "discounted",
            "current and potential value");
    double lifetime = 1 / (1 - Math.pow(0.75, 1 / 12.0)) / 12; // years
    double vmc = 2 * 400 + 400 * 0.75 * (lifetime - 1);
    value(results, "average customer value (VMC)", vmc);
    value(results, "average customer profit (PMC)", vmc * 0.4);
    value(results, "value of a visitor, highest bid per click", vmc * 0.4 * 0.03);
    value(results, "value × lifetime", 800 * lifetime);
    value(results, "AOV × frequency ÷ churn", 800 * lifetime);
    value(results, "average value × lifetime", 800 * 8);
    value(results, "profit less costs", 150 - 20 - 40);
    value(results, "current and potential value", 120);
    value(results, "LTV : CAC", 3);
    assertThat(results.get("LTV : CAC").reason()).isNull();
    value(results, "CAC payback", 40 / (800 * 0.4 / 12));
    assertThat(results.get("CAC payback").inputs())
        .containsOnlyKeys("acquisition_cost", "monthly_margin");
    assertThat(results.get("ARPU × margin ÷ churn").value()).isNull();
    assertThat(results.get("ARPU × margin ÷ churn").reason()).contains("subscription_value");
  }

  @Test
  void whatIsMissingOrMeaninglessIsSaid() {
    Map<String, Result> results =
        of(
            new Measured(
                Input.of(-3),
                Input.of(0.2),
                Input.of(0.4),
                Input.missing("the data is too short"),
                NONE,
                Input.of(150),
                NONE,
                Input.of(0),
                NONE,
                Input.of(90),
                Input.of(Double.NaN),
                0.10));

    assertThat(results.get("lifetime from churn").reason()).isEqualTo("the data is too short");
    assertThat(results.get("value × lifetime").reason()).isEqualTo("order_value is not above 0");
    assertThat(results.get("LTV : CAC").reason()).isEqualTo("an input is no finite number");
    assertThat(results.get("CAC payback").reason()).isEqualTo("acquisition_cost is not above 0");
    value(results, "profit less costs", 150);
    assertThat(results.get("profit less costs").inputs())
        .as("costs that are not known are not subtracted")
        .containsOnlyKeys("profit_to_date", "acquisition_cost");
    assertThat(results.values())
        .allMatch(each -> (each.value() == null) == (each.reason() != null));

    // Half of the customers leave every month: the formula of years makes no sense.
    Result short_ =
        of(new Measured(
                Input.of(3),
                Input.of(1),
                Input.of(1),
                Input.of(0.5),
                NONE,
                NONE,
                NONE,
                Input.of(30),
                NONE,
                Input.of(20),
                Input.of(10),
                0))
            .get("average customer value (VMC)");
    assertThat(short_.reason()).contains("of years").contains("below one");
  }

  @Test
  void aRatioIsFlagged() {
    assertThat(ratio(90, 40)).isEqualTo("below 3");
    assertThat(ratio(60, 80)).isEqualTo("destroys value");
    assertThat(ratio(80, 80)).isEqualTo("destroys value");
    assertThat(ratio(78, 20)).isNull();
  }

  private static String ratio(double value, double cost) {
    return of(new Measured(
            NONE,
            NONE,
            NONE,
            NONE,
            NONE,
            NONE,
            NONE,
            Input.of(cost),
            NONE,
            Input.of(value),
            Input.of(0),
            0))
        .get("LTV : CAC")
        .reason();
  }

  private static void value(Map<String, Result> results, String formula, double expected) {
    assertThat(results.get(formula).value()).as(formula).isCloseTo(expected, within(1e-9));
  }

  private static Map<String, Result> of(Measured measured) {
    List<Result> results = ValueFormulas.of(measured);
    return results.stream().collect(Collectors.toMap(Result::formula, each -> each));
  }
}
