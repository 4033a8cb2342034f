package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ready-made mappings of shop exports on the made-up files of their shape. What is expected was
 * worked out by hand from the files.
 */
@Tag("long")
class ShopExportsTest {
  private static final String TABLES = "perennial.output.tables=[scores]";
  private static final String NO_MODELS = "perennial.models.purchases=[]";

  @TempDir Path directory;

  /**
   * 11 orders on 16 lines. Of the total 1,234.50 and £24.00 have signs, ada and cleo are written in
   * two ways each, ben's second order is of 31 March by the clock of the shop.
   *
   * <p>ada 69.85 + (50.00 − 12.50) + 12.50; ben 1,234.50 + 24.00; cleo 30.00, neither the pending
   * nor the voided order; dora 100.00 − 40.00 that she still owes; eli got everything back. The 5
   * further lines of orders are filtered as are the 2 unpaid orders; the sale at the till has no
   * customer.
   */
  @Test
  void shopifyOrders() {
    JobFixture job = JobFixture.shipped("shopify-orders.conf", directory);
    job.succeed("run", "--set", TABLES, "--set", NO_MODELS);

    JsonNode counts = job.manifest("2025-04-01").get("counts");
    assertCounts(counts, "accepted", 8, "1468.35");
    assertCounts(counts, "filtered", 7, "50.00");
    assertCounts(counts, "quarantined", 1, "15.00");
    assertThat(counts.at("/quarantined/reasons").toString()).isEqualTo("{\"customer-missing\":1}");
    assertThat(counts.get("customersWithoutPurchase").asInt()).isOne();
    assertThat(scores(job))
        .containsExactly(
            "ada@example.com 3 119.85 2025-01-06 2025-04-01",
            "ben@example.com 2 1258.50 2025-01-09 2025-03-31",
            "cleo@example.com 1 30.00 2025-02-12 2025-02-12",
            "dora@example.com 1 60.00 2025-02-20 2025-02-20");
  }

  /**
   * Neither 1 EUR 5 for 1,234.50 nor "half" for the refund of 12.50 is taken for another amount.
   */
  @Test
  void amountsInOtherFormsAreQuarantined() throws IOException {
    String orders = Files.readString(Path.of("data-samples/exports/shopify-orders.csv"));
    Path file =
        Files.writeString(
            directory.resolve("orders.csv"),
            orders
                .replace("\"1,234.50\"", "1 EUR 5")
                .replace(",12.50,Leaf & Pot,0.00,", ",half,Leaf & Pot,0.00,"));
    JobFixture job = JobFixture.shipped("shopify-orders.conf", directory);
    job.succeed(
        "run", "--set", TABLES, "--set", NO_MODELS, "--set", "perennial.input.path=" + file);

    JsonNode counts = job.manifest("2025-04-01").get("counts");
    assertThat(reasons(counts.at("/quarantined/reasons")))
        .isEqualTo(Map.of("amount-unreadable", 2, "customer-missing", 1));
    assertThat(scores(job))
        .containsExactly(
            "ada@example.com 2 82.35 2025-01-06 2025-04-01",
            "ben@example.com 1 24.00 2025-03-31 2025-03-31",
            "cleo@example.com 1 30.00 2025-02-12 2025-02-12",
            "dora@example.com 1 60.00 2025-02-20 2025-02-20");
  }

  /**
   * 11 orders on 13 rows. fay 40 + 20 without 5 of shipping, 20 − 20, and 20 without 4.20 of tax;
   * gus a guest with €1,250.00 and 30; hal (20 + 20) × (1 − 9/45), not the cancelled order; ida a
   * free sample, not the failed order. Order 506 is nobody's, order 511 was "about noon".
   */
  @Test
  void wooCommerceOrders() {
    JobFixture job = JobFixture.shipped("woocommerce-orders.conf", directory);
    job.succeed("run", "--set", TABLES, "--set", NO_MODELS);

    JsonNode counts = job.manifest("2025-03-15").get("counts");
    assertCounts(counts, "accepted", 9, "1392.00");
    assertCounts(counts, "filtered", 2, "35.00");
    assertCounts(counts, "quarantined", 2, "30.00");
    assertThat(reasons(counts.at("/quarantined/reasons")))
        .isEqualTo(Map.of("customer-missing", 1, "timestamp-unreadable", 1));
    assertThat(counts.get("customersWithoutPurchase").asInt()).isOne();
    assertThat(scores(job))
        .containsExactly(
            "fay@example.org 2 80.00 2025-01-31 2025-03-10",
            "gus@example.org 2 1280.00 2025-02-01 2025-03-03",
            "hal@example.org 1 32.00 2025-02-14 2025-02-14");
  }

  /**
   * 11 payments. kim 29 + 29 + 15 as a guest; lou 29 back, 29 that failed, and 29; mia 1,290 − 290
   * and 50 that was never captured; nat a guest; cus_P5 has no address; one payment has neither. By
   * the clock of Paris kim's first day is 6 January, half an hour before midnight in UTC.
   */
  @Test
  void stripePayments() {
    JobFixture job = JobFixture.shipped("stripe-payments.conf", directory);
    job.succeed(
        "run",
        "--set",
        TABLES,
        "--set",
        NO_MODELS,
        "--set",
        "perennial.calendar.time-zone=Europe/Paris");

    JsonNode counts = job.manifest("2025-02-28").get("counts");
    assertCounts(counts, "accepted", 8, "1157.00");
    assertCounts(counts, "filtered", 2, "79.00");
    assertCounts(counts, "quarantined", 1, "15.00");
    assertThat(counts.at("/quarantined/reasons").toString()).isEqualTo("{\"customer-missing\":1}");
    assertThat(scores(job))
        .containsExactly(
            "cus_P5 1 40.00 2025-02-28 2025-02-28",
            "kim@example.net 3 73.00 2025-01-06 2025-02-11",
            "lou@example.net 1 29.00 2025-02-01 2025-02-01",
            "mia@example.net 1 1000.00 2025-01-20 2025-01-20",
            "nat@example.net 1 15.00 2025-02-12 2025-02-12");
  }

  /**
   * 8 subscriptions. At the end of January 29 of kim, 29 of lou and 3 × 1,200 a year of mia; in
   * February kim's 2 × 5 join; in March lou's paid time ends on the 6th and pia begins, while nat
   * is on trial until April. One never began; one has no price.
   */
  @Test
  void stripeSubscriptions() {
    JobFixture job = JobFixture.shipped("stripe-subscriptions.conf", directory);
    job.succeed(
        "run", "--run-date", "2025-03-31", "--set", "perennial.output.tables=[subscriptions]");

    JsonNode account = job.manifest("2025-03-31").get("subscriptions");
    assertCounts(account, "read", 8, "3755.00");
    assertCounts(account, "accepted", 6, "3726.00");
    assertCounts(account, "filtered", 1, "29.00");
    assertCounts(account, "rejected", 1, "0.00");
    assertThat(account.at("/rejected/reasons").toString()).isEqualTo("{\"amount-missing\":1}");
    assertThat(
            job
                .table("subscriptions")
                .where("plan IS NULL")
                .orderBy("month")
                .selectExpr(
                    "CONCAT_WS(' ', month, opening, new, expansion, churn, closing,"
                        + " active_customers)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0).replaceAll("\\.0+(?= |$)", "")))
        .containsExactly(
            "2025-01-01 0 358 0 0 358 3",
            "2025-02-01 358 0 10 0 368 3",
            "2025-03-01 368 29 0 29 368 3");
    assertThat(
            job.table("subscriptions")
                .where("month = '2025-03-01' AND plan IS NOT NULL")
                .orderBy("plan")
                .selectExpr("CONCAT_WS(' ', plan, CAST(closing AS INT))")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("basic 58", "extra 10", "team 300");
  }

  private static void assertCounts(JsonNode counts, String rows, int number, String amount) {
    assertThat(counts.at("/" + rows + "/rows").asInt()).as(rows).isEqualTo(number);
    assertThat(new BigDecimal(counts.at("/" + rows + "/amount").asText()))
        .as(rows)
        .isEqualByComparingTo(amount);
  }

  private static Map<String, Integer> reasons(JsonNode node) {
    Map<String, Integer> reasons = new TreeMap<>();
    node.fields().forEachRemaining(each -> reasons.put(each.getKey(), each.getValue().asInt()));
    return reasons;
  }

  private static List<String> scores(JobFixture job) {
    return job
        .table("scores")
        .orderBy("customer_id")
        .selectExpr(
            "CONCAT_WS(' ', customer_id, orders, CAST(revenue AS DECIMAL(18,2)), first_purchase,"
                + " last_purchase)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
