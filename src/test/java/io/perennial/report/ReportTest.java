package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture;
import io.perennial.SampleRuns;
import io.perennial.SparkTestSession;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.run.Manifest;
import io.perennial.table.ScoreCells;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a published run against the tables that it is made from, and the history. */
@Tag("long")
class ReportTest {
  private static final String DATE = "1998-06-30";

  /** The columns that tell the rows of a published table apart, as the rows of the report say. */
  private static final Map<String, List<String>> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("equity", List.of("cohort"));
    KEYS.put("runs", List.of("run_date"));
    KEYS.put("cohort_value", List.of("cohort"));
    KEYS.put("periods", List.of("kind", "period"));
    KEYS.put("first_to_second", List.of("dimension", "segment"));
  }

  /** Tables of which the report shows the rows of all customers. */
  private static final List<String> OF_ALL = List.of("cohort_value", "periods");

  @TempDir private Path directory;

  private static Path page(JobFixture job) {
    return Path.of(job.output(), "report", "run_date=" + DATE, "index.html");
  }

  @Test
  void theSameRunGivesTheSameReportAndBothLanguagesShowWhatTheTablesHold() throws IOException {
    JobFixture job = SampleRuns.CDNOW.published().copiedTo(directory);
    byte[] ofTheRun = Files.readAllBytes(page(job));
    SortedMap<String, Long> before = JobFixture.files(Path.of(job.output()));

    assertThat(job.succeed("report", "--run-date", DATE)).contains("index.html");
    assertThat(Files.readAllBytes(page(job))).isEqualTo(ofTheRun);
    // Nothing else has changed, and nothing is left over.
    assertThat(JobFixture.files(Path.of(job.output()))).isEqualTo(before);
    compare(job, Locale.ENGLISH);

    job.succeed(
        "report",
        "--set",
        "perennial.report.locale=fr",
        "--set",
        "perennial.report.layout=shop",
        "--set",
        "perennial.report.currency=<b>&");
    assertThat(Jsoup.parse(page(job).toFile()).select("header").text())
        .contains("Rapport de valeur client", "30 juin 1998", "<b>&");
    compare(job, Locale.FRENCH);

    JobFixture.Outcome none = job.execute("report", "--run-date", "1998-06-29");
    assertThat(none.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(none.err())
        .contains("--run-date 1998-06-29: there is no published run of that date below")
        .contains("expected one of [1998-06-30]");
  }

  /** Of 5,855 customers those of December 2009 are worth most, whom the chart does not show. */
  @Test
  void theLargestCohortIsTheHeadlineWhetherItIsShownOrNot() throws IOException {
    JobFixture job = SampleRuns.ONLINE_RETAIL_II_DECISIONS.published();
    Document page =
        Jsoup.parse(Path.of(job.output(), "report", "run_date=2011-12-09", "index.html").toFile());
    assertThat(page.text())
        .contains("Customers acquired in Dec 2009 are expected to be worth most");
    // The product of most second orders with its share, and nothing that only a program can read.
    assertThat(page.text()).doesNotContain("ArraySeq(");
    assertThat(page.select("[id^=first-] td").text())
        .contains("ASSORTED COLOUR BIRD ORNAMENT 39.5%");
  }

  @Test
  void aRunDateHasOneRowInTheHistoryAndARunOfAnotherKeepsIt() {
    JobFixture job = SampleRuns.CDNOW.published().copiedTo(directory);
    Row first = job.table("runs").first();

    job.succeed("score", "--run-date", "1998-07-31", "--set", "perennial.output.keep-runs=1");
    job.succeed("score", "--run-date", "1998-07-31", "--set", "perennial.output.keep-runs=1");

    List<Row> rows = job.table("runs").orderBy("run_date").collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).isEqualTo(first);
    // Its tables and its report are not kept any more.
    assertThat(page(job)).doesNotExist();
    Dataset<Row> scores =
        job.table("scores").where(functions.col("run_date").equalTo("1998-07-31"));
    Row sums =
        scores
            .agg(
                functions.count(functions.lit(1)),
                functions.sum("revenue"),
                functions.sum(functions.when(functions.col("last_purchase").gt("1998-04-30"), 1)))
            .first();
    Row row = rows.get(1);
    assertThat(row.<Long>getAs("customers")).isEqualTo(sums.getLong(0));
    assertThat(row.<BigDecimal>getAs("revenue")).isEqualByComparingTo(sums.getDecimal(1));
    assertThat(row.<Long>getAs("active_customers")).isEqualTo(sums.getLong(2));
    assertThat(row.<String>getAs("run_id")).isEqualTo(scores.first().<String>getAs("run_id"));
  }

  /** What could be long is cut after the largest, and the rest adds up to the total. */
  @Test
  void tenThousandSegmentsAndAThousandCohortsFitIntoThreeMegabytes() throws IOException {
    JobFixture job = SampleRuns.CDNOW.published();
    SparkSession spark = SparkTestSession.shared();
    Dataset<Row> segments =
        spark
            .range(10_000)
            .selectExpr(
                "'<b>tag</b>' AS dimension",
                "concat('<script>alert(', id, ')</script>') AS segment",
                "20 + id % 97 AS customers",
                "CAST(id * 1.25 AS decimal(30,6)) AS revenue",
                "CAST(id AS double) AS p_alive");
    Dataset<Row> cohorts =
        spark
            .range(1_000)
            .selectExpr("add_months(DATE'1998-06-01', -CAST(id AS int)) AS cohort", "id")
            .selectExpr("cohort", "explode(sequence(0, CAST(id AS int))) AS period", "id")
            .selectExpr(
                "cohort",
                "period",
                "10 + id AS cohort_size",
                "CAST(5 AS bigint) AS active_customers",
                "5.0D / (10 + id) AS retention",
                "1.0D * period AS cumulative_revenue_per_customer",
                "true AS observed");
    Manifest manifest = Manifest.read(job.manifestBytes(DATE));
    PublishedTables tables =
        name ->
            name.equals("segments")
                ? Optional.of(segments)
                : name.equals("cohorts") ? Optional.of(cohorts) : Optional.empty();
    Settings settings = JobFixture.settings(Map.of("perennial.report.currency", "XXX<"));
    KeyFigures figures = KeyFigures.of(manifest, ScoreCells.NONE, tables);

    byte[] bytes =
        new Report(settings.report(), settings.reportCurrency())
            .page(manifest, tables, ScoreCells.NONE, new RunHistory(List.of(figures)));

    assertThat(bytes.length).isLessThan(3_000_000);
    Document page = Jsoup.parse(new String(bytes, StandardCharsets.UTF_8));
    assertThat(page.select("script")).hasSize(3);
    Element table = page.selectFirst("table[data-table=segments]");
    assertThat(table.select("tbody tr")).hasSize(13);
    assertThat(table.text()).contains("<script>alert(", "other (9,988 segments)");
    BigDecimal revenue =
        table.select("tbody tr td:nth-child(3)").stream()
            .map(cell -> new BigDecimal(cell.attr("data-v")))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(revenue).isEqualByComparingTo("62493750"); // 1.25 * 9999 * 10000 / 2
    assertThat(page.select("#retention tbody tr")).hasSize(25);
    assertThat(page.select("#retention tbody tr:first-child th").text())
        .isEqualTo("976 earlier cohorts");
    assertThat(page.select(".missing li").text()).contains("targets", "equity", "periods");
  }

  /** Every figure that the report takes from a table is the table's, and is written as such. */
  private static void compare(JobFixture job, Locale locale) throws IOException {
    Document page = Jsoup.parse(page(job).toFile());
    int compared = 0;
    for (Map.Entry<String, List<String>> table : KEYS.entrySet()) {
      Dataset<Row> rows = job.table(table.getKey());
      if (OF_ALL.contains(table.getKey())) {
        rows = rows.where("dimension = 'all'");
      }
      Map<String, Row> byKey = new LinkedHashMap<>();
      for (Row row : rows.collectAsList()) {
        byKey.put(key(row, table.getValue()), row);
      }
      for (Element shown : page.select("table[data-table=" + table.getKey() + "]")) {
        List<String> columns = shown.select("thead th").eachAttr("data-column");
        for (Element line : shown.select("tbody tr")) {
          Row row = byKey.get(line.attr("data-key"));
          for (int i = 1; row != null && i < columns.size(); i++) {
            compared += same(line.child(i), row.getAs(columns.get(i)), locale);
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(150);

    retention(job, page, locale);
    int texts = 0;
    for (Element cell : page.select("td.n[data-v], .figure.n[data-v]")) {
      texts += same(cell, new BigDecimal(cell.attr("data-v")), locale);
    }
    assertThat(texts).isGreaterThan(250);
  }

  private static void retention(JobFixture job, Document page, Locale locale) {
    Element table = page.selectFirst("#retention");
    List<String> columns = table.select("thead th").eachAttr("data-column");
    int compared = 0;
    for (Row row : job.table("cohorts").collectAsList()) {
      Element line = table.selectFirst("tr[data-key=" + row.getAs("cohort").toString() + "]");
      int column = columns.indexOf("period=" + row.getAs("period"));
      compared += same(line.child(column), row.getAs("retention"), locale);
    }
    assertThat(compared).isGreaterThan(40);
  }

  private static String key(Row row, List<String> columns) {
    return String.join(
        "|", columns.stream().map(name -> String.valueOf(row.<Object>getAs(name))).toList());
  }

  /** Compares a cell with a value, by its data and by its text to the digits that it shows. */
  private static int same(Element cell, Object value, Locale locale) {
    if (value == null) {
      assertThat(cell.hasAttr("data-v")).as(cell.outerHtml()).isFalse();
      assertThat(cell.hasClass("none")).as(cell.outerHtml()).isTrue();
      return 1;
    }
    if (!(value instanceof Number)) {
      return 0;
    }
    BigDecimal expected = new BigDecimal(value.toString());
    assertThat(new BigDecimal(cell.attr("data-v")))
        .as(cell.outerHtml())
        .isEqualByComparingTo(expected);
    String text = cell.text();
    boolean percent = text.contains("%");
    String digits = text.replaceAll("[^0-9.,\u202f\u00a0-]", "").strip();
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    Number read = format.parse(digits.replace("\u00a0", "\u202f"), new ParsePosition(0));
    int decimals = decimals(digits, locale);
    BigDecimal scaled = percent ? expected.movePointRight(2) : expected;
    assertThat(new BigDecimal(read.toString()))
        .as("%s is written as %s", value, text)
        .isEqualByComparingTo(scaled.setScale(decimals, RoundingMode.HALF_UP));
    return 1;
  }

  private static int decimals(String digits, Locale locale) {
    int point = digits.lastIndexOf(locale.equals(Locale.FRENCH) ? ',' : '.');
    return point < 0 ? 0 : digits.substring(point + 1).replaceAll("[^0-9]", "").length();
  }
}
