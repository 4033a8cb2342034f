package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.JobFixture.Outcome;
import io.perennial.failure.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions of all kinds and of none, beside the orders of a shop in one run. */
@Tag("long")
class SubscriptionInputTest {
  private static final String HEADER =
      "who,id,from,until,price,every,plan,billed,why,pause,resume,trial\n";

  /** Two customers as they should be, and a row for each reason. */
  private static final String ROWS =
      HEADER
          + """
          anna,a1,1998-01-10,1998-03-10,1200,year,basic,600,,,,
          anna,a1,1998-03-10,9999-12-31,2400,annual,pro,2400,,,,
          anna,a2,1998-02-01,1998-05-01,10,weekly,,,involuntary,,,
          bert,b1,1998-01-01,1998-12-01,90,3 months,basic,90,moves away,1998-04-01,1998-06-01,
          cleo,c1,1998-05-20,,12.50,month,basic,12.50,,,,1998-06-10
          ,x,1998-01-01,,1,month,basic,,,,,
          no start,x,,,1,month,basic,,,,,
          bad start,x,soon,,2,month,basic,,,,,
          early,x,1066-10-14,,4,month,basic,,,,,
          bad end,x,1998-01-01,never,8,month,basic,,,,,
          backwards,x,1998-02-01,1998-01-01,16,month,basic,,,,,
          no price,x,1998-01-01,,,month,basic,,,,,
          bad price,x,1998-01-01,,a lot,month,basic,,,,,
          endless,x,1998-01-01,,Infinity,month,basic,,,,,
          huge,x,1998-01-01,,1e15,month,basic,,,,,
          refund,x,1998-01-01,,-32,month,basic,,,,,
          bad bill,x,1998-01-01,,64,month,basic,-1,,,,
          bad interval,x,1998-01-01,,128,fortnight,basic,,,,,
          bad pause,x,1998-01-01,,256,month,basic,,,,1998-02-01,
          bad trial,x,1998-01-01,,512,month,basic,,,,,later
          anna,a1,1998-03-01,,1024,month,basic,,,,,
          several,x,1998-01-01,1997-01-01,-2048,decade,basic,,,,,
          later,x,1998-07-01,,4096,month,basic,,,,,
          too,few
          """;

  @TempDir static Path directory;

  private static JobFixture job;
  private static String said;

  @BeforeAll
  static void run() {
    job = JobFixture.shipped("cdnow.conf", directory);
    said =
        job.succeed(
            "run", options(write("all.csv", ROWS), "perennial.quality.max-quarantined-share=0.9"));
  }

  private static Path write(String name, String rows) {
    try {
      return Files.writeString(directory.resolve(name), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] options(Path file, String... keys) {
    String section = "perennial.input.subscriptions.";
    Map<String, String> values = new TreeMap<>();
    values.put(section + "path", file.toString());
    values.put(section + "format", "csv");
    values.put(section + "options", "{ header = true }");
    values.put(
        section + "columns",
        "{ customer = who, subscription = id, start = from, end = until, amount = price,"
            + " interval = every, plan = plan, billed = billed, reason = why, paused-from = pause,"
            + " paused-to = resume, trial-end = trial }");
    values.put("perennial.models.purchases", "[]");
    for (String key : keys) {
      String[] words = key.split("=", 2);
      values.put(words[0], words[1]);
    }
    return values.entrySet().stream()
        .flatMap(each -> Stream.of("--set", each.getKey() + "=" + each.getValue()))
        .toArray(String[]::new);
  }

  private static Row month(String month, String plan) {
    return job.table("subscriptions")
        .where("month = '%s-01' AND plan %s".formatted(month, plan))
        .first();
  }

  private static BigDecimal money(Row row, String column) {
    return row.<BigDecimal>getAs(column).stripTrailingZeros();
  }

  @Test
  void everyRowIsAccountedFor() {
    JsonNode account = job.manifest("1998-06-30").get("subscriptions");

    assertThat(account.at("/read/rows").asInt()).isEqualTo(24);
    assertThat(account.at("/accepted/rows").asInt()).isEqualTo(5);
    assertThat(account.at("/rejected/rows").asInt()).isEqualTo(18);
    assertThat(account.at("/afterRunDate/rows").asInt()).isOne();
    assertThat(account.at("/afterRunDate/amount").decimalValue()).isEqualByComparingTo("4096");
    assertThat(account.at("/accepted/amount").decimalValue()).isEqualByComparingTo("3712.50");
    assertThat(account.at("/rejected/amount").decimalValue())
        .isEqualByComparingTo(
            BigDecimal.valueOf(1 + 1 + 2 + 4 + 8 + 16 - 32 + 64 + 128 + 256 + 512 + 1024 - 2048));
    assertThat(
            account
                .at("/accepted/amount")
                .decimalValue()
                .add(account.at("/rejected/amount").decimalValue())
                .add(account.at("/afterRunDate/amount").decimalValue()))
        .isEqualByComparingTo(account.at("/read/amount").decimalValue());
    Map<String, Integer> reasons = new TreeMap<>();
    account
        .at("/rejected/reasons")
        .fields()
        .forEachRemaining(e -> reasons.put(e.getKey(), e.getValue().asInt()));
    Map<String, Integer> expected = new TreeMap<>();
    for (String once :
        new String[] {
          "customer-missing", "start-missing", "start-unreadable", "start-out-of-range",
          "end-unreadable", "amount-missing", "amount-unreadable", "amount-not-finite",
          "amount-out-of-range", "billed-unusable", "pause-unusable", "trial-end-unreadable",
          "periods-overlap", "line-malformed"
        }) {
      expected.put(once, 1);
    }
    for (String twice : new String[] {"end-before-start", "amount-negative", "interval-unknown"}) {
      expected.put(twice, 2);
    }
    assertThat(reasons).isEqualTo(expected);
    assertThat(said.replaceAll("\\s+", " "))
        .contains("18 rows are rejected, 75.00% of those read")
        .contains("interval-unknown 2, for example 'decade'")
        .contains("start-unreadable 1, for example 'soon'");
  }

  @Test
  void movementsOfThreeMonths() {
    Row january = month("1998-01", "IS NULL");
    assertThat(money(january, "new")).isEqualByComparingTo("130"); // 100 of anna and 30 of bert
    assertThat(money(january, "billed")).isEqualByComparingTo("80");
    Row february = month("1998-02", "IS NULL");
    assertThat(money(february, "expansion")).isEqualByComparingTo("43.333333");
    Row march = month("1998-03", "IS NULL");
    assertThat(money(march, "expansion")).isEqualByComparingTo("100");
    assertThat(money(month("1998-03", "= 'pro'"), "transferred_in")).isEqualByComparingTo("100");
    assertThat(money(month("1998-03", "= 'basic'"), "transferred_out")).isEqualByComparingTo("100");
    assertThat(money(month("1998-02", "= '(none)'"), "expansion"))
        .isEqualByComparingTo("43.333333");
    assertThat(money(month("1998-04", "IS NULL"), "paused")).isEqualByComparingTo("30");
    assertThat(money(month("1998-05", "IS NULL"), "contraction")).isEqualByComparingTo("43.333333");
    assertThat(month("1998-05", "IS NULL").<Long>getAs("trials")).isOne();
    Row june = month("1998-06", "IS NULL");
    assertThat(money(june, "resumed")).isEqualByComparingTo("30");
    assertThat(money(june, "new")).isEqualByComparingTo("12.5");
    assertThat(money(june, "closing")).isEqualByComparingTo("242.5");
    assertThat(money(june, "committed")).isEqualByComparingTo("212.5"); // bert has said he will go
    assertThat(june.<Boolean>getAs("observed")).isTrue();
  }

  @Test
  void theShopIsThereAsWithoutThem() {
    assertThat(job.table("scores").count()).isEqualTo(2357);
    assertThat(job.manifest("1998-06-30").at("/counts/customers").asInt()).isEqualTo(2357);
    assertThat(job.manifest("1998-06-30").at("/tables").findValuesAsText("name"))
        .contains(
            "scores", "cohorts", "subscriptions", "subscription_movements", "subscription_value");
  }

  @Test
  void rejectedRowsBeyondTheGateEndTheRun() {
    Outcome outcome = job.execute("run", options(directory.resolve("all.csv")));

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.QUALITY_GATE);
    assertThat(outcome.err()).contains("subscriptions-rejected-share", "75.00%", "for example");
  }

  @Test
  void ratesOfExchangeConvertAloneToo(@TempDir Path other) {
    Path dollars =
        write(
            "dollars.csv",
            HEADER
                + """
                anna,1,2024-01-10,,100,month,USD,,,,,
                bert,1,2024-01-10,2024-03-05,10,month,EUR,,,,,
                """);
    Path rates =
        write(
            "rates.csv",
            """
            date,currency,rate
            2024-01-31,USD,0.9
            2024-02-29,USD,0.8
            2024-03-10,USD,0.95
            """);
    String[] options =
        options(
            dollars,
            "perennial.input.path=null",
            "perennial.input.subscriptions.columns.currency=plan",
            "perennial.input.rates.path=" + rates,
            "perennial.input.rates.format=csv",
            "perennial.input.rates.options={ header = true }",
            "perennial.report.currency=EUR");
    JobFixture alone = JobFixture.shipped("cdnow.conf", other);
    alone.succeed(
        "run",
        Stream.concat(Stream.of("--run-date", "2024-03-12"), Stream.of(options))
            .toArray(String[]::new));

    List<Row> months =
        alone.table("subscriptions").where("plan IS NULL").orderBy("month").collectAsList();
    assertThat(money(months.get(0), "new")).isEqualByComparingTo("100");
    assertThat(money(months.get(1), "fx")).isEqualByComparingTo("-10");
    assertThat(money(months.get(2), "fx")).isEqualByComparingTo("15");
    assertThat(money(months.get(2), "churn")).isEqualByComparingTo("10");
    assertThat(money(months.get(2), "closing")).isEqualByComparingTo("95");
    assertThat(months.get(2).<Boolean>getAs("observed")).isFalse();

    Outcome late =
        alone.execute(
            "validate",
            Stream.concat(Stream.of("--run-date", "2024-04-12"), Stream.of(options))
                .toArray(String[]::new));
    assertThat(late.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(late.err().replaceAll("\\s+", " "))
        .contains("input.rates has no rate of USD for 2024-03-31");
  }

  @Test
  void mistakesAreToldInTermsOfTheSection() {
    String alone = "perennial.input.path=null";
    Path one =
        write(
            "one.csv", HEADER + "a,1,1998-01-01,,1,month,x,,,,,\nb,1,1998-01-01,,1,month,x,,,,,\n");
    Outcome currencies =
        job.execute(
            "validate", options(one, alone, "perennial.input.subscriptions.columns.currency=who"));
    assertThat(currencies.exitCode()).isEqualTo(ExitCode.QUALITY_GATE);
    assertThat(currencies.err().replaceAll("\\s+", " ")).contains("several currencies, A and B");

    Outcome column =
        job.execute(
            "validate", options(one, alone, "perennial.input.subscriptions.columns.amount=prize"));
    assertThat(column.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(column.err().replaceAll("\\s+", " "))
        .contains("input.subscriptions.columns.amount = \"prize\"", "nearest is price");

    Path none = write("none.csv", HEADER + ",1,1998-01-01,,1,month,x,,,,,\n");
    Outcome nothing = job.execute("validate", options(none, alone));
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(nothing.err().replaceAll("\\s+", " "))
        .contains("none of the 1 rows read is accepted", "customer-missing 1");

    Outcome fit = job.execute("fit", options(one, alone));
    assertThat(fit.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(fit.err()).contains("Neither perennial.input.path nor perennial.input.table");

    String dry = job.succeed("validate", options(one, alone));
    assertThat(dry).contains("run date    1998-01-01");
  }
}
