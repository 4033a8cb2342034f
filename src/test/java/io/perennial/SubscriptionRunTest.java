package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.run.Manifest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of subscriptions alone, on the Telco file, as users start it. */
@Tag("long")
class SubscriptionRunTest {
  private static final String RUN_DATE = "2018-02-28";

  @TempDir static Path directory;

  private static JobFixture job;
  private static String said;

  @BeforeAll
  static void run() {
    job = JobFixture.shipped("telco-churn.conf", directory);
    said = job.succeed("run", "--run-date", RUN_DATE);
  }

  private static Row value(String segment) {
    return job.table("subscription_value").where("segment = '" + segment + "'").first();
  }

  private static Row february() {
    return job.table("subscriptions").where("plan IS NULL AND month = '2018-02-01'").first();
  }

  private static double number(Row row, String column) {
    return row.<Double>getAs(column);
  }

  @Test
  void liveRevenueAndChurnOfTheSnapshot() {
    Row february = february();

    assertThat(february.<BigDecimal>getAs("opening")).isEqualByComparingTo("456116.60");
    assertThat(february.<BigDecimal>getAs("churn")).isEqualByComparingTo("139130.85");
    assertThat(february.<BigDecimal>getAs("closing")).isEqualByComparingTo("316985.75");
    assertThat(february.<Long>getAs("active_customers")).isEqualTo(5174);
    assertThat(number(february, "logo_churn")).isCloseTo(.265370, within(5e-7));
    assertThat(1 - number(february, "gross_retention")).isCloseTo(.305034, within(5e-7));
    assertThat(1 - number(february, "net_retention")).isCloseTo(.305034, within(5e-7));
    assertThat(number(february, "arpa")).isCloseTo(316985.75 / 5174, within(1e-9));
    assertThat(february.<Boolean>getAs("observed")).isTrue();
    for (String unknown : List.of("billed", "committed", "churn_voluntary", "churn_involuntary")) {
      assertThat(february.<Object>getAs(unknown)).as(unknown).isNull();
    }
  }

  @Test
  void lifetimesOfAll() {
    Row all = value("all");

    assertThat(all.<Long>getAs("lives")).isEqualTo(7043);
    assertThat(all.<Long>getAs("left")).isEqualTo(1869);
    assertThat(all.<Long>getAs("account_months")).isEqualTo(227_990);
    assertThat(number(all, "monthly_churn")).isCloseTo(.0081977, within(5e-8));
    assertThat(number(all, "lifetime_months")).isCloseTo(121.985, within(5e-4));
    assertThat(number(all, "survival_12_months")).isCloseTo(.843200, within(5e-7));
    assertThat(number(all, "restricted_lifetime_months")).isCloseTo(54.4924, within(5e-5));
    assertThat(all.<Integer>getAs("longest_life_months")).isEqualTo(72);
    assertThat(number(all, "clv")).isCloseTo(316985.75 / 5174 * .3 * 227_990 / 1869, within(1e-6));
    assertThat(all.<String>getAs("warning")).contains("1/churn is 122 months, longer than the 72");
    // Read as a rate of a month, the share of all rows would be a lifetime of
    assertThat(1 / number(february(), "logo_churn")).isCloseTo(3.77, within(.005));
  }

  @Test
  void lifetimesByTheContractThatAnAccountBeganWith() {
    assertThat(number(value("Two year"), "lifetime_months")).isCloseTo(96_166 / 48.0, within(1e-9));
    assertThat(value("Two year").<String>getAs("warning"))
        .contains("1/churn is 2,003 months, longer than the 72");
    assertThat(number(value("Month-to-month"), "lifetime_months")).isCloseTo(42.2308, within(5e-5));
    assertThat(job.table("subscription_value").count()).isEqualTo(4);
  }

  /** A longer life than the longest contract binds is a guess of each model; none is printed. */
  @Test
  void modelsOfRetentionAreFittedWhereTheDataDeterminesThem() {
    Row monthly = value("Month-to-month");
    Map<String, Double> fitted = monthly.getJavaMap(monthly.fieldIndex("parameters"));
    double alpha = fitted.get("shifted-beta-geometric.alpha");
    double beta = fitted.get("shifted-beta-geometric.beta");
    // The sum of payments, discounted by a twelfth of a year each: S(k) = B(α, β+k) ÷ B(α, β).
    double payments = 0;
    double share = 1;
    for (int k = 0; k < 5_000; k++) {
      payments += share * Math.pow(1.1, -k / 12.0);
      share *= (beta + k) / (alpha + beta + k);
    }
    assertThat(number(monthly, "clv_sbg"))
        .isCloseTo(number(monthly, "arpa") * .3 * payments, within(1e-6));
    assertThat(alpha).isLessThan(1);
    assertThat(monthly.<Double>getAs("lifetime_sbg_months")).isNull();
    assertThat(monthly.<String>getAs("warning"))
        .isEqualTo(
            "by shifted-beta-geometric a lifetime without discount does not exist: it would be infinite");
    assertThat(number(monthly, "clv_bdw")).isPositive();

    Row twoYears = value("Two year");
    assertThat(twoYears.<Double>getAs("clv_sbg")).isNull();
    assertThat(twoYears.<String>getAs("warning"))
        .contains("shifted-beta-geometric is not fitted: the data does not determine");
  }

  /** Movements from the file itself: nobody has more than one price, so a start is new. */
  @Test
  void everyMonthAgreesWithPlainSql() {
    SparkTestSession.shared()
        .read()
        .option("header", "true")
        .csv("data-samples/telco-churn")
        .createOrReplaceTempView("telco");
    Dataset<Row> expected =
        SparkTestSession.shared()
            .sql(
                """
                WITH accounts AS (
                  SELECT Contract AS plan, CAST(MonthlyCharges AS DECIMAL(19,6)) AS amount,
                    CASE WHEN tenure = '0' THEN date'2018-01-01'
                      ELSE add_months(date'2018-02-01', -CAST(tenure AS INT)) END AS joined,
                    CASE WHEN Churn = 'Yes' THEN date'2018-02-01' END AS departed
                  FROM telco),
                months AS (
                  SELECT explode(sequence(date'2012-02-01', date'2018-02-01', interval 1 month))
                    AS month),
                plans AS (SELECT DISTINCT plan FROM accounts UNION ALL SELECT NULL)
                SELECT month, plans.plan,
                  coalesce(sum(amount) FILTER (WHERE joined < month), 0) AS opening,
                  coalesce(sum(amount) FILTER (WHERE joined = month), 0) AS new,
                  coalesce(sum(amount) FILTER (WHERE departed = month), 0) AS churn,
                  coalesce(sum(amount) FILTER (WHERE joined <= month
                    AND (departed > month OR departed IS NULL)), 0) AS closing,
                  count_if(joined <= month AND (departed > month OR departed IS NULL))
                    AS active_customers
                FROM months CROSS JOIN plans
                JOIN accounts ON plans.plan IS NULL OR plans.plan = accounts.plan
                GROUP BY month, plans.plan
                HAVING count_if(joined <= month) > 0
                """);
    String[] columns = {"month", "plan", "opening", "new", "churn", "closing", "active_customers"};
    Dataset<Row> decimals =
        expected.selectExpr(
            "month",
            "plan",
            "CAST(opening AS DECIMAL(30,6)) opening",
            "CAST(new AS DECIMAL(30,6)) new",
            "CAST(churn AS DECIMAL(30,6)) churn",
            "CAST(closing AS DECIMAL(30,6)) closing",
            "active_customers");
    for (String table : List.of("subscriptions", "subscription_movements")) {
      assertThat(JobFixture.texts(job.table(table).selectExpr(columns)))
          .isEqualTo(JobFixture.texts(decimals));
    }
  }

  @Test
  void theManifestHasNoTransactionsAndIsReadBack() {
    byte[] written = job.manifestBytes(RUN_DATE);
    Manifest manifest = Manifest.read(written);

    assertThat(manifest.input()).isNull();
    assertThat(manifest.counts()).isNull();
    assertThat(manifest.models()).isEmpty();
    assertThat(manifest.runId()).startsWith(RUN_DATE);
    assertThat(manifest.subscriptions().accepted().rows()).isEqualTo(7043);
    assertThat(manifest.subscriptions().read().amount()).isEqualByComparingTo("456116.60");
    assertThat(manifest.subscriptions().recurring().contract()).isEqualByComparingTo("316985.75");
    assertThat(manifest.tables())
        .extracting(Manifest.Table::name)
        .containsExactly("subscriptions", "subscription_movements", "subscription_value", "runs");
    assertThat(new String(manifest.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(new String(written, StandardCharsets.UTF_8));
  }

  @Test
  void theSummaryTellsFiguresAndPolicy() {
    assertThat(said)
        .contains("Recurring revenue a month", "316,985.75", "5,174")
        .contains("movements day by day", "churn on the first day not paid any more")
        .contains("subscription_value")
        .doesNotContain("Most valuable customers")
        .doesNotContain("histories");
  }

  @Test
  void theSameRunHasTheSameNameAndADryRunWritesNothing() {
    JsonNode before = job.manifest(RUN_DATE);
    String plan = job.succeed("validate", "--run-date", RUN_DATE);

    assertThat(plan).contains("Would read", "telco-churn", "subscription_value");
    assertThat(job.manifest(RUN_DATE)).isEqualTo(before);
  }
}
