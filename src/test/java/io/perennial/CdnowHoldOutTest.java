package io.perennial;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.MbgNbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.PurchaseEstimator;
import io.perennial.model.spend.GammaGamma;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Forecasts of the CDNOW sample for 1997-10-01 to 1998-06-30 from what was known on 1997-09-30,
 * held against what happened and against the errors that independent programs found for these
 * models.
 */
class CdnowHoldOutTest {
  private static HoldOut holdOut;
  private static Map<String, Dataset<Row>> forecasts;

  @BeforeAll
  static void forecast() {
    holdOut = HoldOut.of("cdnow.conf", Map.of(), LocalDate.parse("1997-09-30"), 273);
    forecasts =
        Stream.<PurchaseEstimator<?, ?>>of(new BgNbd(), new MbgNbd(), new ParetoNbd())
            .map(CdnowHoldOutTest::fit)
            .collect(Collectors.toMap(Forecast::model, Forecast::customers));
  }

  private record Forecast(String model, Dataset<Row> customers) {}

  private static Forecast fit(PurchaseEstimator<?, ?> estimator) {
    estimator.setHorizonDays(holdOut.days());
    var model = estimator.fit(holdOut.customers());
    return new Forecast(model.summary().name(), model.transform(holdOut.customers()));
  }

  @Test
  void whatHappenedIsWhatThePapersCounted() {
    Row totals =
        holdOut
            .customers()
            .select(count(lit(1)), sum(HoldOut.PURCHASES), sum(HoldOut.SPEND), max("frequency"))
            .first();
    assertThat(totals.getLong(0)).isEqualTo(2357);
    assertThat(totals.getLong(1)).isEqualTo(1882);
    assertThat(totals.getDouble(2)).isCloseTo(70_976.39, within(1e-6));
    assertThat(totals.getInt(3)).isEqualTo(29);
  }

  @ParameterizedTest
  @CsvSource({
    "bg-nbd, .785454, 1.607982, -.1215, .625647",
    "mbg-nbd, .764779, 1.607183, -.1622, .627253",
    "pareto-nbd, .754523, 1.602848, -.1151, .630223",
  })
  void errorsAreThoseOfIndependentPrograms(
      String model, double absolute, double square, double ofTotal, double correlation) {
    HoldOut.Errors errors = HoldOut.errors(forecasts.get(model), col("expected_purchases"));
    assertThat(errors.meanAbsolute()).isCloseTo(absolute, within(2e-6));
    assertThat(errors.rootMeanSquare()).isCloseTo(square, within(2e-6));
    // Theirs for Pareto/NBD is that of a fit which ended early.
    assertThat(errors.ofTotal()).isCloseTo(ofTotal, within(1e-4));
    assertThat(errors.correlation()).isCloseTo(correlation, within(2e-6));
  }

  @Test
  void everyModelIsNearerThanTheOwnPastRate() {
    HoldOut.Errors naive = HoldOut.errors(holdOut.customers(), holdOut.pastRate());
    assertThat(naive.meanAbsolute()).isCloseTo(1.023669, within(2e-6));
    assertThat(naive.rootMeanSquare()).isCloseTo(2.211918, within(2e-6));
    assertThat(naive.ofTotal()).isCloseTo(.557, within(5e-4));
    assertThat(naive.correlation()).isCloseTo(.584, within(5e-4));
    for (Dataset<Row> customers : forecasts.values()) {
      HoldOut.Errors errors = HoldOut.errors(customers, col("expected_purchases"));
      assertThat(errors.meanAbsolute()).isLessThan(.77 * naive.meanAbsolute());
      assertThat(errors.rootMeanSquare()).isLessThan(.73 * naive.rootMeanSquare());
    }
  }

  /** Fader, Hardie and Lee (2005), figure 4: means by frequency 0 to 7 and more. */
  @Test
  void meansByFrequencyAreThoseOfThePaper() {
    Function<Row, Long> customers = row -> row.getLong(1);
    assertThat(byFrequency(holdOut.customers(), col(HoldOut.PURCHASES)).stream().map(customers))
        .containsExactly(1411L, 439L, 214L, 100L, 62L, 38L, 29L, 64L);
    means(
        holdOut.customers(),
        HoldOut.PURCHASES,
        .2367,
        .6970,
        1.3925,
        1.5600,
        2.5323,
        2.9474,
        3.8621,
        6.3594);
    means(
        forecasts.get("bg-nbd"),
        "expected_purchases",
        .2251,
        .5231,
        1.0441,
        1.5202,
        2.1638,
        2.6538,
        3.5040,
        6.1570);
    means(
        forecasts.get("pareto-nbd"),
        "expected_purchases",
        .1384,
        .5995,
        1.1958,
        1.7138,
        2.3983,
        2.9072,
        3.8186,
        6.4031);
  }

  @ParameterizedTest
  @CsvSource({"bg-nbd, 59931.63", "pareto-nbd, 60449.31"})
  void spendIsAsIndependentProgramsForecastIt(String model, double expected) {
    double total =
        new GammaGamma()
            .fit(holdOut.customers())
            .transform(forecasts.get(model))
            .select(sum(expr("expected_purchases * expected_purchase_value")))
            .first()
            .getDouble(0);
    assertThat(total).isCloseTo(expected, within(1.0));
  }

  private static void means(Dataset<Row> customers, String column, double... expected) {
    List<Row> found = byFrequency(customers, col(column));
    for (int group = 0; group < expected.length; group++) {
      assertThat(found.get(group).getDouble(2))
          .as("%s at frequency %d", column, group)
          .isCloseTo(expected[group], within(2e-4));
    }
  }

  private static List<Row> byFrequency(Dataset<Row> customers, Column value) {
    return customers
        .groupBy(expr("least(frequency, 7)").as("group"))
        .agg(count(lit(1)), avg(value))
        .orderBy("group")
        .collectAsList();
  }
}
