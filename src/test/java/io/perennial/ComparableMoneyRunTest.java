package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CDNOW as a shop of three currencies: converted, it is the shop of one. */
@Tag("long")
class ComparableMoneyRunTest {
  private static final String[] INTERVALS = {
    "run_id",
    "model",
    "orders",
    "expected_purchases_low",
    "expected_purchases_high",
    "predicted_clv_low",
    "predicted_clv_deviation",
    "predicted_clv_high"
  };

  @TempDir Path directory;

  /** A dollar is worth 0.80 until September 1997 and 0.50 from October on, a pound always 1.25. */
  @Test
  void convertedResultsAreThoseOfOneCurrency() {
    JobFixture one = SampleRuns.CDNOW.published();
    JobFixture several =
        JobFixture.written(
            """
            include "%s"
            perennial {
              input {
                path = null
                query = \"""
                  SELECT *, CASE customer_id %% 3 WHEN 0 THEN 'EUR' WHEN 1 THEN 'usd' ELSE 'GBP' END AS code,
                         CASE customer_id %% 3 WHEN 0 THEN 1.00
                              WHEN 1 THEN IF(txn_date < '1997-10-01', 1.25, 2.00) ELSE 0.80 END AS price
                  FROM parquet.`data-samples/cdnow-sample`\"""
                columns {
                  amount = "CAST(amount AS DECIMAL(12,2)) * price"
                  currency = code
                  product = "'CD'"
                  order = "concat_ws('|', customer_id, txn_date)"
                }
                rates {
                  query = \"""
                    SELECT explode(sequence(DATE'1996-12-30', DATE'1998-07-01', INTERVAL 7 DAYS)) AS date,
                           'GBP' AS currency, 1.25D AS rate
                    UNION ALL SELECT explode(sequence(DATE'1996-12-30', DATE'1997-09-30')), 'USD', 0.8D
                    UNION ALL SELECT explode(sequence(DATE'1997-10-01', DATE'1998-06-30')), 'USD', 0.5D\"""
                  max-age-days = 6
                }
              }
              report.currency = null
            }
            """
                .formatted(Path.of("conf/cdnow.conf").toAbsolutePath()),
            directory);

    String said = several.succeed("run");

    assertThat(several.rows("scores", INTERVALS)).isEqualTo(one.rows("scores", INTERVALS));
    assertThat(several.rows("cohorts", "orders")).isEqualTo(one.rows("cohorts", "orders"));
    String[] names = {"dimension", "segment", "overlapping", "second_products"};
    assertThat(JobFixture.texts(ofDimension(several, "product").drop(names)))
        .as("a shop of one product: 1,139 of 2,357 customers bought again")
        .isEqualTo(JobFixture.texts(ofDimension(several, "all").drop(names)));
    assertThat(several.rows("products_together", "run_date"))
        .containsExactly(
            "{\"measure\":\"first-to-second\",\"product\":\"CD\",\"other_product\":\"CD\",\"orders\":1139,"
                + "\"support\":1.0,\"confidence\":1.0,\"lift\":1.0,\"product_orders\":1139,"
                + "\"other_orders\":1139,\"all_orders\":1139}");
    JsonNode manifest = several.manifest("1998-06-30");
    assertThat(manifest.at("/input/amount").decimalValue())
        .isEqualTo(one.manifest("1998-06-30").at("/input/amount").decimalValue());
    assertThat(manifest.at("/gates").toString()).doesNotContain("currency");
    assertThat(manifest.at("/warnings").toString()).doesNotContain("currenc");
    assertThat(manifest.at("/money/rates/currency").asText()).isEqualTo("EUR");
    assertThat(manifest.at("/money/rates/currencies").toString()).isEqualTo("[\"GBP\",\"USD\"]");
    assertThat(manifest.at("/money/priceIndex").isNull()).isTrue();
    assertThat(one.manifest("1998-06-30").at("/money").isNull()).isTrue();
    assertThat(said).contains("amounts in EUR, converted from GBP, USD by the");
  }

  private static Dataset<Row> ofDimension(JobFixture job, String dimension) {
    return job.table("first_to_second").where("dimension = '" + dimension + "'");
  }

  @Test
  void mistakesInTheConfigurationAreToldTogether() {
    JobFixture.Outcome outcome =
        JobFixture.written(
                """
                perennial.input {
                  path = data-samples/cdnow-sample
                  columns { customer = customer_id, timestamp = txn_date, amount = amount, product = cds }
                  rates { path = rates, max-age-days = -1 }
                  price-index { path = cpi, table = cpi, base = 2011-1 }
                }
                """,
                directory)
            .execute("validate");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err())
        .contains("perennial.input.columns.currency is not set, but perennial.input.rates is")
        .contains("perennial.input.rates.max-age-days = -1")
        .contains("perennial.input.price-index.table = cpi", "are both set")
        .contains("perennial.input.price-index.base = 2011-1", "a month such as \"2011-01\"")
        .contains("product = cds", "needs perennial.input.columns.order, which is not set");
  }
}
