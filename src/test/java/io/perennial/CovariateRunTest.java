package io.perennial;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on the CDNOW sample with attributes of its customers. */
@Tag("long")
class CovariateRunTest {
  private static final String[] RUN_DATE = {"--run-date", "1997-09-30"};

  @TempDir static Path directory;

  /** The first basket and its month of everybody; a channel that is invented. */
  private static Dataset<Row> attributes;

  @BeforeAll
  static void writeCustomers() {
    attributes =
        SparkTestSession.shared()
            .sql(
                """
                SELECT customer_id, any_value(day) AS first_day, sum(amount) AS basket,
                  element_at(array(NULL, 'web', 'web', 'shop', 'shop', ' web ', '', 'fax', 'shop'),
                    pmod(hash(customer_id), 9) + 1) AS channel
                FROM (SELECT customer_id, amount, date(txn_date) AS day,
                    min(date(txn_date)) OVER (PARTITION BY customer_id) AS first
                  FROM parquet.`data-samples/cdnow-sample`)
                WHERE day = first GROUP BY customer_id""");
    JobFixture.parquet(attributes, directory.resolve("customers"));
    JobFixture.parquet(
        attributes
            .where("customer_id % 50 != 0")
            .unionByName(
                SparkTestSession.shared()
                    .sql(
                        """
                        SELECT CAST(900000 + id AS STRING) AS customer_id, DATE'1997-01-01' AS first_day,
                          CAST(1 AS DECIMAL(10, 2)) AS basket, 'web' AS channel
                        FROM range(7)""")),
        directory.resolve("some"));
  }

  @Test
  void coefficientsAreThoseOfAnIndependentProgram() {
    JobFixture job = job("customers", "[basket, january]", "[bg-nbd, pareto-nbd, nbd]");

    String said =
        job.succeed("run", "--run-date", "1997-09-30", "--set", "perennial.models.champion=bg-nbd");

    // As of model/btyd/covariates.py; numbers are centred here, which changes alpha, a and beta.
    JsonNode manifest = job.manifest("1997-09-30");
    JsonNode bgNbd = manifest.at("/models/0");
    assertThat(bgNbd.get("logLikelihood").asDouble()).isEqualTo(-9561.77066530, within(1e-4));
    coefficient(bgNbd, "purchase.basket", 0.0089003014, 0.0016641);
    coefficient(bgNbd, "purchase.january=true", 0.016449186, 0.11125);
    coefficient(bgNbd, "dropout.basket", -0.0021716307, 0.0018716);
    coefficient(bgNbd, "dropout.january=true", -0.11943995, 0.1691);
    assertThat(bgNbd.at("/diagnostics/likelihoodRatio").asDouble())
        .isEqualTo(2 * (9582.42920667 - 9561.77066530), within(1e-3));
    assertThat(bgNbd.at("/diagnostics/likelihoodRatioDegrees").asDouble()).isEqualTo(4);
    assertThat(bgNbd.at("/diagnostics/likelihoodRatioP").asDouble()).isBetween(1e-9, 1e-7);
    JsonNode paretoNbd = manifest.at("/models/1");
    assertThat(paretoNbd.get("logLikelihood").asDouble()).isEqualTo(-9571.86675844, within(1e-4));
    coefficient(paretoNbd, "purchase.basket", 0.0074225196, 0.0012473);
    coefficient(paretoNbd, "dropout.january=true", -0.040217833, 0.21264);
    JsonNode nbd = manifest.at("/models/2");
    assertThat(nbd.get("parameters").size()).as("takes no covariates").isEqualTo(2);
    assertThat(said).contains("purchase.january=true", "dropout.basket");

    Dataset<Row> scores = job.table("scores");
    assertThat(scores.count()).isEqualTo(2357);
    assertThat(
            scores
                .where(
                    "p_alive IS NULL OR isnan(expected_purchases) OR expected_purchases IS NULL"
                        + " OR discounted_expected_purchases IS NULL OR predicted_clv IS NULL")
                .count())
        .isZero();
    // Of those alike in their purchases, whoever began with a larger basket buys more.
    Row apart =
        scores
            .join(attributes, "customer_id")
            .where("frequency = 0 AND age_days = 242")
            .selectExpr("corr(basket, expected_purchases)")
            .first();
    assertThat(apart.getDouble(0)).isGreaterThan(0.8);
  }

  @Test
  void nobodyIsDroppedAndStoredModelsScoreAlike() {
    JobFixture together = job("some", "[channel, basket]", "[bg-nbd]").withIntervals();
    together.succeed("run", RUN_DATE);

    long withoutRow = attributes.where("customer_id % 50 = 0").count();
    long without = attributes.where("customer_id % 50 != 0 AND coalesce(channel, '') = ''").count();
    JsonNode manifest = together.manifest("1997-09-30");
    assertThat(manifest.at("/customers/rows").asLong()).isEqualTo(2357 - withoutRow + 7);
    assertThat(manifest.at("/customers/withoutPurchase").asLong()).isEqualTo(7);
    assertThat(manifest.at("/customers/missing").asLong()).isEqualTo(withoutRow);
    assertThat(manifest.at("/customers/missingAttributes/channel").asLong()).isEqualTo(without);
    assertThat(manifest.at("/customers/missingAttributes/basket").asLong()).isZero();
    assertThat(manifest.get("warnings").toString())
        .contains(": %d of 2,357 customers have no row".formatted(withoutRow))
        .contains(": %d customers have a row without channel".formatted(without));
    assertThat(manifest.at("/customers/references/channel").asText()).isEqualTo("web");
    assertThat(Double.parseDouble(manifest.at("/customers/references/basket").asText()))
        .isBetween(30.0, 35.0);
    assertThat(manifest.at("/models/0/parameters").fieldNames())
        .toIterable()
        .containsExactly(
            "r",
            "alpha",
            "a",
            "b",
            "purchase.channel=shop",
            "purchase.channel=missing",
            "purchase.channel=fax",
            "purchase.basket",
            "dropout.channel=shop",
            "dropout.channel=missing",
            "dropout.channel=fax",
            "dropout.basket");
    assertThat(manifest.at("/models/0/standardErrors").size()).isEqualTo(12);
    assertThat(together.table("scores").where("predicted_clv IS NOT NULL").count()).isEqualTo(2357);

    JobFixture apart = job("some", "[channel, basket]", "[bg-nbd]").withIntervals();
    apart.succeed("fit", RUN_DATE);
    apart.succeed("score", RUN_DATE);
    assertThat(apart.rows("scores", "run_id", "model"))
        .isEqualTo(together.rows("scores", "run_id", "model"));
    assertThat(apart.rows("equity")).isEqualTo(together.rows("equity"));

    JobFixture.Outcome other =
        apart.execute(
            "score", "--run-date", "1997-09-30", "--set", "perennial.models.covariates=[]");
    assertThat(other.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(other.err())
        .contains("models.covariates = [], but the models of version")
        .contains("were fitted with [basket, channel]");
  }

  @Test
  void everybodyHasIntervalsAndTheyAreThoseOfTheRunBefore() {
    JobFixture job = job("some", "[channel, basket]", "[bg-nbd]").withIntervals();
    String said = job.succeed("run", RUN_DATE);

    assertThat(said).contains("Attributes of customers", "channel", "web");
    Dataset<Row> scores = job.table("scores");
    assertThat(scores.where(ordered("expected_purchases_low", "expected_purchases_high")).count())
        .isEqualTo(2357);
    assertThat(scores.where(ordered("predicted_clv_low", "predicted_clv_high")).count())
        .isEqualTo(2357);

    Dataset<Row> equity = job.table("equity");
    Dataset<Row> sums =
        scores
            .selectExpr("*", "trunc(first_purchase, 'MM') AS month")
            .rollup("month")
            .agg(
                count(lit(1)).as("number"),
                sum("expected_purchases").as("purchases"),
                sum("predicted_clv").as("clv"));
    Dataset<Row> compared = equity.join(sums, equity.col("cohort").eqNullSafe(col("month")));
    assertThat(equity.count()).as("January, February, March and all").isEqualTo(4);
    assertThat(
            compared
                .where(
                    "customers = number AND abs(expected_purchases / purchases - 1) < 1e-9"
                        + " AND abs(predicted_clv / clv - 1) < 1e-9")
                .where(
                    ordered(
                        "expected_purchases_low", "expected_purchases", "expected_purchases_high"))
                .where(ordered("predicted_clv_low", "predicted_clv", "predicted_clv_high"))
                .count())
        .isEqualTo(4);

    JobFixture again = job("some", "[channel, basket]", "[bg-nbd]").withIntervals();
    again.succeed("run", RUN_DATE);
    for (String table : List.of("scores", "equity", "cohorts")) {
      assertThat(again.rows(table)).as(table).isEqualTo(job.rows(table));
    }
    for (String part : List.of("runId", "models", "customers", "value")) {
      assertThat(again.manifest("1997-09-30").get(part))
          .as(part)
          .isEqualTo(job.manifest("1997-09-30").get(part));
    }
  }

  /** That these columns are numbers, none larger than the next. */
  private static String ordered(String... columns) {
    StringBuilder condition = new StringBuilder(columns[0] + " >= 0");
    for (int i = 1; i < columns.length; i++) {
      condition.append(" AND %s <= %s".formatted(columns[i - 1], columns[i]));
    }
    return condition + " AND " + columns[columns.length - 1] + " < double('Infinity')";
  }

  @Test
  void whatIsWrongWithTheInputIsSaid() {
    JobFixture.parquet(
        attributes.unionByName(attributes.where("customer_id IN (4, 21)")),
        directory.resolve("twice"));
    failing(job("twice", "[basket]", "[bg-nbd]"), ExitCode.INPUT)
        .contains("2 customers have several rows, customer 0004 for example")
        .contains("expected one row a customer");

    failing(job("customers", "[basket, number]", "[bg-nbd]"), ExitCode.INPUT)
        .contains("Attribute number has more than 50 levels of 20 customers or more");

    failing(job("nowhere", "[basket]", "[bg-nbd]"), ExitCode.INPUT)
        .contains("nowhere does not exist; check input.customers.path");

    failing(job("customers", "[day, gone]", "[bg-nbd]"), ExitCode.INPUT)
        .contains("input.customers.columns.day = \"first_day\" has type DATE; expected a number")
        .contains("input.customers.columns.gone = \"chanel\": the input has no column `chanel`")
        .contains("nearest is channel");

    failing(job("customers", "[chanel]", "[bg-nbd]"), ExitCode.CONFIGURATION)
        .contains("perennial.models.covariates = ")
        .contains("expected each of them once, and one of basket, channel, day, gone, january");
  }

  @Test
  void aPlanNamesTheInput() {
    String said = job("customers", "[channel]", "[bg-nbd]").succeed("validate", RUN_DATE);

    assertThat(said).contains("attributes  customers " + directory.resolve("customers"));
  }

  private static org.assertj.core.api.AbstractStringAssert<?> failing(
      JobFixture job, ExitCode exitCode) {
    JobFixture.Outcome outcome = job.execute("run", RUN_DATE);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    assertThat(Path.of(job.output(), "scores")).doesNotExist();
    return assertThat(outcome.err());
  }

  private static JobFixture job(String customers, String covariates, String purchases) {
    Path place = directory.resolve("job" + System.identityHashCode(new Object()));
    if (!place.toFile().mkdirs()) {
      throw new IllegalStateException(place.toString());
    }
    return JobFixture.written(
        """
        perennial {
          output.tables = [scores, equity, cohorts]
          input {
            path = data-samples/cdnow-sample
            columns { customer = customer_id, timestamp = txn_date, amount = amount }
            customers {
              path = "%s"
              columns {
                customer = customer_id
                channel = channel
                basket = basket
                january = "month(first_day) = 1"
                day = first_day
                gone = chanel
                number = "CAST(customer_id %% 100 AS STRING)"
              }
            }
          }
          purchases.zero-day = purchase
          models { covariates = %s, purchases = %s }
        }
        """
            .formatted(directory.resolve(customers), covariates, purchases),
        place);
  }

  private static void coefficient(JsonNode model, String name, double value, double error) {
    assertThat(model.get("parameters").get(name).asDouble())
        .as(name)
        .isEqualTo(value, within(5e-3 * error));
    assertThat(model.get("standardErrors").get(name).asDouble())
        .isCloseTo(error, withinPercentage(1));
  }
}
