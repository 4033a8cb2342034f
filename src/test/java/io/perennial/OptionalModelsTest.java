package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in which one model, or every one, is missing. */
@Tag("long")
class OptionalModelsTest {
  private static final Path CASES = Path.of("src/test/resources/io/perennial/cases");
  private static final String FIXED_PRICES = "27-fixed-prices/orders.csv";
  private static final String NO_PURCHASES = "perennial.models.purchases=[]";

  @TempDir Path directory;

  /**
   * Subscribers who renew every 28 to 32 days and all pay 29.00; in the next 180 days they buy 830
   * times. Who has been silent for more than 45 days has left, as the model for regular customers
   * finds: it converges although they are all alike, r without an upper end.
   */
  @Test
  void monthlyPackages() {
    JobFixture job = job("15-monthly-packages/orders.csv", "customer", "ts", "amount");
    String said =
        run(
            job,
            "perennial.models.purchases=[bg-nbd, mbg-cnbd-k]",
            "perennial.models.champion=best-likelihood",
            "perennial.clv.horizon-days=180",
            "perennial.clv.annual-discount-rate=0");

    Row sums =
        job.table("scores")
            .selectExpr(
                "count(*)",
                "sum(expected_purchases)",
                "sum(predicted_clv)",
                "max(abs(expected_purchase_value - 29))")
            .first();
    assertThat(said.replaceAll("\\s+", " "))
        .contains("mbg-cnbd-k: The likelihood still rises at k = 12")
        .contains("mbg-cnbd-k: r is hardly determined by the data")
        .doesNotContain("mbg-cnbd-k did not converge");
    assertThat(sums.getLong(0)).isEqualTo(400);
    assertThat(sums.getDouble(1)).isCloseTo(830, withinPercentage(1));
    Row alive =
        job.table("scores")
            .selectExpr("age_days - recency_days > 45 AS silent", "p_alive")
            .selectExpr(
                "count_if(silent)",
                "avg(p_alive) FILTER (WHERE silent)",
                "max(p_alive) FILTER (WHERE silent)",
                "avg(p_alive) FILTER (WHERE NOT silent)",
                "min(p_alive) FILTER (WHERE NOT silent)")
            .first();
    assertThat(alive.getLong(0)).isEqualTo(240);
    assertThat(alive.getDouble(1)).isLessThan(0.001);
    assertThat(alive.getDouble(2)).isLessThan(0.15);
    assertThat(alive.getDouble(3)).isGreaterThan(0.95);
    assertThat(alive.getDouble(4)).isGreaterThan(0.5);
    assertThat(sums.getDouble(2)).isCloseTo(29 * sums.getDouble(1), within(1e-6));
    assertThat(sums.getDouble(3)).isZero();
  }

  /** Purchase days are worth 29, or twice that where somebody came twice on a day. */
  @ParameterizedTest
  @CsvSource({
    FIXED_PRICES + ", customer, ts, one",
    "hostile-11-constant-price/rows.csv, cid, ts, amt"
  })
  void onePriceForAll(String file, String customer, String time, String amount) {
    JobFixture job = job(file, customer, time, amount);
    String said = run(job);

    assertThat(said)
        .contains("gamma-gamma did not converge on", "with perennial.models.spend = mean");
    double base =
        job.table("scores")
            .where("frequency > 0")
            .selectExpr("avg(monetary_value)")
            .first()
            .getDouble(0);
    assertThat(
            job.table("scores")
                .where(
                    "abs(expected_purchase_value - IF(frequency > 0, monetary_value, %s)) < 1e-6"
                        .formatted(base))
                .count())
        .isEqualTo(job.table("scores").count());
    assertThat(manifest(job).get("warnings").toString())
        .contains("gamma-gamma did not converge on");
  }

  /** Who always paid 9, 29 or 99 will; who paid 19 once in a while, something below 29. */
  @ParameterizedTest
  @CsvSource({
    "tier, abs(expected_purchase_value - monetary_value) < 0.02",
    "almost, expected_purchase_value BETWEEN 19 AND 58"
  })
  void fewPrices(String column, String expected) {
    JobFixture job = job(FIXED_PRICES, "customer", "ts", column);
    run(job);

    assertThat(job.table("scores").where("frequency > 0 AND " + expected).count()).isEqualTo(282);
    assertThat(job.table("scores").where("expected_purchase_value > 0").count()).isEqualTo(400);
  }

  /** What an analyst relies on may be demanded. */
  @Test
  void aRequiredModelEndsTheRun() {
    JobFixture job = job(FIXED_PRICES, "customer", "ts", "one");

    JobFixture.Outcome outcome = execute(job, "run", "perennial.models.required=true");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.NO_MODEL);
    assertThat(outcome.err()).contains("gamma-gamma did not converge on");
    assertThat(Path.of(job.output(), "scores")).doesNotExist();
  }

  /** Without purchase models everything is published but forecasts, by run and by score alike. */
  @Test
  void withoutPurchaseModelsNothingIsForecast() {
    JobFixture job = job(FIXED_PRICES, "customer", "ts", "tier");
    List<String> said = new ArrayList<>();
    for (String command : List.of("run", "score")) {
      JobFixture.Outcome outcome = execute(job, command, NO_PURCHASES);
      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
      said.add(outcome.out());

      assertThat(
              job.table("scores")
                  .where("coalesce(p_alive, expected_purchases, predicted_clv) IS NOT NULL")
                  .count())
          .isZero();
      assertThat(job.table("equity").where("predicted_clv IS NOT NULL").count()).isZero();
      assertThat(job.table("concentration").select("measure").distinct().collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly("revenue");
      assertThat(job.table("targets").count()).isZero();
      assertThat(job.table("segments").where("predicted_clv IS NOT NULL").count()).isZero();
      assertThat(
              job.table("economics")
                  .where("formula = 'current and potential value'")
                  .select("reason")
                  .distinct()
                  .collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly("no value is predicted");
      assertThat(manifest(job).at("/value/predictedClv").isNull()).isTrue();
      assertThat(manifest(job).at("/value/notForecast").asText())
          .isEqualTo("Forecasts are null: perennial.models.purchases is empty.");
    }
    assertThat(said)
        .allSatisfy(each -> assertThat(each).contains("perennial.models.purchases is empty."));
    assertThat(job.table("cohorts").count()).isPositive();

    JobFixture.Outcome fit = execute(job, "fit", NO_PURCHASES);
    assertThat(fit.exitCode()).isEqualTo(ExitCode.NO_MODEL);
    assertThat(fit.err())
        .contains("There is nothing to store: perennial.models.purchases is empty");
  }

  /** The most valuable customers are then those who were it so far. */
  @Test
  void withoutSpendPurchasesAreForecastAndMoneyIsNot() {
    JobFixture job = job(FIXED_PRICES, "customer", "ts", "tier");
    String said = run(job, "perennial.models.spend=none");

    assertThat(
            job.table("scores")
                .where(
                    "expected_purchases >= 0 AND p_alive >= 0 AND predicted_clv IS NULL"
                        + " AND expected_revenue IS NULL AND expected_purchase_value IS NULL")
                .count())
        .isEqualTo(job.table("scores").count());
    assertThat(said).contains("Forecasts of money are null: perennial.models.spend is none.");
    String best =
        job.table("scores").selectExpr("max_by(customer_id, historical_clv)").first().getString(0);
    assertThat(said.substring(said.indexOf("Most valuable"))).contains(best);
  }

  /** What took the place of a model is stored in its place, and used again. */
  @Test
  void theMeanIsStoredWhereItTookThePlaceOfGammaGamma() {
    JobFixture job = job(FIXED_PRICES, "customer", "ts", "one");
    assertThat(execute(job, "fit").exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(execute(job, "score").exitCode()).isEqualTo(ExitCode.DONE);
    List<String> scored = job.rows("scores", "run_id");
    String again = run(job, "perennial.models.reuse-days=7");

    assertThat(again).contains(" are used, fitted for ");
    assertThat(job.rows("scores", "run_id")).isEqualTo(scored);
    assertThat(again).contains("Model mean, version ");
  }

  private static String run(JobFixture job, String... settings) {
    JobFixture.Outcome outcome = execute(job, "run", settings);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    return outcome.out().replaceAll("\\s+", " ");
  }

  private static JobFixture.Outcome execute(JobFixture job, String command, String... settings) {
    List<String> options = new ArrayList<>();
    for (String setting : settings) {
      options.add("--set");
      options.add(setting);
    }
    return job.execute(command, options.toArray(String[]::new));
  }

  private static JsonNode manifest(JobFixture job) {
    Row date = job.table("scores").selectExpr("CAST(max(run_date) AS STRING)").first();
    return job.manifest(date.getString(0));
  }

  private JobFixture job(String file, String customer, String time, String amount) {
    return JobFixture.written(
        """
        perennial.input {
          path = "%s"
          format = csv
          options { header = true }
          columns { customer = %s, timestamp = %s, amount = %s }
        }
        """
            .formatted(CASES.resolve(file), customer, time, amount),
        directory);
  }
}
