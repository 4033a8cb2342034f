package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.TransactionColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV and JSON as people write them. */
class TextFilesTest {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "perennial.input.columns.customer", "who",
          "perennial.input.columns.timestamp", "day",
          "perennial.input.columns.amount", "amount");

  @TempDir Path directory;

  /** What the page on reading one's data shows, and what is said on the way there. */
  @Test
  void shopWithDecimalCommasComesToItsFiguresInTwoTries() throws IOException {
    write(
        "orders.csv",
        """
        Bestellung;Kunde;Datum;Artikel;Betrag;Status
        10021;K-118;03.01.2025 14:05;Tee, grün;1.234,50 €;bezahlt
        10022;;03.01.2025 14:31;"Kanne ""Oma""\";39,90 €;bezahlt
        10021;K-118;17.01.2025 09:12;Tee, grün;-12,00 €;erstattet
        """);
    Map<String, String> values = new HashMap<>();
    values.put("perennial.input.columns.customer", "Kunde");
    values.put("perennial.input.columns.timestamp", "Datum");
    values.put("perennial.input.columns.amount", "Betrag");
    values.put("perennial.input.options.sep", ";");

    Transactions first = csv("orders.csv", values);
    List<RejectedValues> said =
        first.examples(List.of("customer-missing", "timestamp-unreadable", "amount-unreadable"), 3);
    assertThat(said)
        .filteredOn(each -> each.suggestion().isPresent())
        .extracting(each -> each.key().get() + " = " + each.suggestion().get())
        .containsExactly(
            "input.columns.timestamp = try_to_timestamp(Datum, 'd.M.yyyy H:mm')",
            "input.columns.amount = concat(IF(Betrag RLIKE '[(-]', '-', ''), translate(regexp_extract(Betrag, '^(?: |€){0,9}+-?(?: |€){0,9}+((?:[0-9]{1,3}(?:[.][0-9]{3})+|[0-9]+)(?:[,][0-9]{1,2})?)(?: |€){0,9}+$', 1), ',.', '.'))");
    for (RejectedValues each : said) {
      each.suggestion().ifPresent(text -> values.put("perennial." + each.key().get(), text));
    }

    Transactions second = csv("orders.csv", values);

    assertThat(accepted(second)).containsExactlyInAnyOrder("K-118 1234500000", "K-118 -12000000");
    assertThat(second.quarantined("run").select("Artikel", "reasons").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[Kanne \"Oma\",ArraySeq(customer-missing)]");
  }

  /** 1 EUR 5 is not 15, and 8 dollars are not 8 euros. */
  @Test
  void amountsThatNoSuggestionHasSeenAreQuarantined() throws IOException {
    String seen = "who,day,amount\na,2024-01-01,5.00 EUR\nb,2024-01-01,-7.50 EUR\n";
    write("orders.csv", seen);
    Map<String, String> values = new HashMap<>(COLUMNS);
    RejectedValues said =
        csv("orders.csv", values).examples(List.of("amount-unreadable"), 3).get(0);
    values.put("perennial.input.columns.amount", said.suggestion().orElseThrow());
    write("orders.csv", seen + "c,2024-01-01,1 EUR 5\nd,2024-01-01,8.00 USD\ne,2024-01-01,6\n");

    Transactions second = csv("orders.csv", values);

    assertThat(accepted(second)).containsExactlyInAnyOrder("a 5000000", "b -7500000", "e 6000000");
    assertThat(second.quarantined("run").select("amount", "reasons").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder(
            "[1 EUR 5,ArraySeq(amount-unreadable)]", "[8.00 USD,ArraySeq(amount-unreadable)]");
  }

  static Stream<Arguments> otherShops() {
    return Stream.of(
        argumentSet(
            "pipes, dollars and month first",
            "Customer|When|Total\n"
                + "a|12/31/2011 2:05 PM|$1,234.56\na|1/2/2012 11:10 AM|($12.00)\n"
                + "b|01/30/2012 9:00 AM|39\nb|02/03/2012 12:00 PM|free\n",
            "UTF-8",
            List.of("1234560000 2011-12-31", "-12000000 2012-01-02", "39000000 2012-01-30")),
        argumentSet(
            "tabs, euros and points",
            "Customer\tWhen\tTotal\n"
                + "a\t31.12.2011\t1.234,56 €\na\t2.1.2012\t−12,00 €\nb\t30.01.2012\t1.000 €\n",
            "UTF-8",
            List.of("1234560000 2011-12-31", "-12000000 2012-01-02", "1000000000 2012-01-30")),
        argumentSet(
            "semicolons of a Windows program",
            "Customer;When;Total;Bemerkung\n"
                + "a;31/12/2011 10:05;1.234,56 €;Käse\na;02/01/2012;12,00- €;\n"
                + "b;30/01/2012 23:59:59;39,9;\n",
            "windows-1252",
            List.of("1234560000 2011-12-31", "-12000000 2012-01-02", "39900000 2012-01-30")),
        argumentSet(
            "quoted commas, rupees",
            "Customer,When,Total\n"
                + "a,\"Dec 31, 2011\",\"Rs. 1,23,456.50\"\nb,\"Jan 2, 2012\",\"Rs. 1,000\"\n",
            "UTF-8",
            List.of("123456500000 2011-12-31", "1000000000 2012-01-02")));
  }

  /** The configuration of the README, and then that with what the message says. */
  @ParameterizedTest
  @MethodSource("otherShops")
  void otherShopsComeToTheirFiguresInTwoTriesToo(String text, String encoding, List<String> rows)
      throws IOException {
    Files.write(directory.resolve("orders.txt"), text.getBytes(encoding));
    Map<String, String> values = new HashMap<>();
    values.put("perennial.input.path", directory.resolve("orders.txt").toString());
    values.put("perennial.input.columns.customer", "Customer");
    values.put("perennial.input.columns.timestamp", "When");
    values.put("perennial.input.columns.amount", "Total");

    JobFailure first = catchThrowableOfType(JobFailure.class, () -> open(values));
    String advice = first.problems().get(first.problems().size() - 1);
    assertThat(advice).startsWith("the file looks like CSV; set input.format = csv, ");
    Matcher setting =
        Pattern.compile("(input[.a-z-]+) = (?:\"([^\"]*)\"|([A-Za-z0-9-]+))").matcher(advice);
    while (setting.find()) {
      String value = setting.group(2) == null ? setting.group(3) : setting.group(2);
      values.put("perennial." + setting.group(1), value.replace("\\t", "\t"));
    }

    assertThat(
            open(values)
                .classified()
                .where(TransactionColumns.ROW_CLASS + " = 0")
                .selectExpr(
                    "CONCAT_WS(' ', %s, DATE_FROM_UNIX_DATE(%s))"
                        .formatted(TransactionColumns.AMOUNT, TransactionColumns.DAY))
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrderElementsOf(rows);
  }

  static Stream<Arguments> otherFiles() {
    String csv = "who,day,amount\na,2024-01-01,1\n";
    return Stream.of(
        argumentSet("spreadsheet", "PK\u0003\u0004\u0014\u0000\b", "", "save it as CSV"),
        argumentSet("web page", "<!DOCTYPE html>\n<p>Log in; please</p>\n", "", "HTML or XML"),
        argumentSet("Parquet", "PAR1\u0015\u0004,\u0000\n", "", "set input.format = parquet"),
        argumentSet("JSON", "{\"who\":\"a\",\"day\":1}\n", "", "set input.format = json"),
        argumentSet(
            "padded names",
            csv.replace(",", " , "),
            "",
            "input.options.ignoreTrailingWhiteSpace = true"),
        argumentSet(
            "UTF-16", csv.replaceAll("", "\u0000"), "", "set input.options.encoding = UTF-16"),
        argumentSet("no separator", csv, "sep=", "input.options.sep = : Delimiter cannot be empty"),
        argumentSet("few columns", csv, "maxColumns=1", "than options.maxColumns"),
        argumentSet(
            "no sample",
            csv,
            "samplingRatio=0",
            "cannot be read as configured (requirement failed: samplingRatio (0.0)"));
  }

  /** What is no CSV, or is another one than the options say, is told as what it is. */
  @ParameterizedTest
  @MethodSource("otherFiles")
  void otherFilesAreToldAsWhatTheyAre(String content, String option, String said)
      throws IOException {
    write("file.csv", content);
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.options.inferSchema", "true");
    if (!option.isEmpty()) {
      String[] words = option.split("=", -1);
      values.put("perennial.input.options." + words[0], words[1]);
    }

    assertThatThrownBy(() -> csv("file.csv", values))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining(said);
  }

  /** An end that cannot be read does not run on, and what reads a value is told. */
  @Test
  void subscriptionsSayWhatReadsThem() throws IOException {
    write(
        "subscriptions.csv",
        "who,from,until,price\na,01.12.2024,,1\nb,2024-12-01,soon,2\nc,2024-12-01,2024-12-31,4\n");
    String section = "perennial.input.subscriptions.";
    Subscriptions read =
        Subscriptions.open(
            SparkTestSession.shared(),
            JobFixture.settings(
                    Map.of(
                        section + "path", directory.resolve("subscriptions.csv").toString(),
                        section + "format", "csv",
                        section + "options.header", "true",
                        section + "columns.customer", "who",
                        section + "columns.start", "from",
                        section + "columns.end", "try_to_timestamp(until, 'yyyy-MM-dd')",
                        section + "columns.amount", "price",
                        section + "filter", "who <> 'c'"))
                .input()
                .subscriptions());

    assertThat(read.examples(LocalDate.of(2025, 1, 1)))
        .isEqualTo(Map.of("start-unreadable", "01.12.2024", "end-unreadable", "soon"));
    assertThat(read.remedy("start-unreadable", "01.12.2024"))
        .isEqualTo(
            "; input.subscriptions.columns.start = \"try_to_timestamp(from, 'd.M.yyyy')\" reads it");
    assertThat(read.remedy("end-unreadable", "soon")).isEmpty();
  }

  @Test
  void linesOfMoreOrFewerFieldsAreQuarantinedAsTheyAre() throws IOException {
    write(
        "a.csv",
        "who,day,amount\na,2024-01-01,1\nb,2024-01-02\nc,2024-01-03,3,x\nd,2024-01-04,4\n");

    for (String infer : List.of("false", "true")) {
      Map<String, String> values = new HashMap<>(COLUMNS);
      values.put("perennial.input.options.inferSchema", infer);
      Transactions transactions = csv("a.csv", values);

      assertThat(accepted(transactions)).containsExactlyInAnyOrder("a 1000000", "d 4000000");
      assertThat(transactions.quarantined("run").select("who", "reasons", "line").collectAsList())
          .extracting(Row::toString)
          .containsExactlyInAnyOrder(
              "[null,ArraySeq(line-malformed),b,2024-01-02]",
              "[null,ArraySeq(line-malformed),c,2024-01-03,3,x]");
    }
  }

  @Test
  void valueOfAnotherTypeDoesNotMakeALineMalformed() throws IOException {
    write("a.csv", "who,day,amount\na,2024-01-01,1\nb,2024-01-02,two\n");
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.schema", "day DATE, amount DOUBLE, who STRING");

    Transactions transactions = csv("a.csv", values);

    assertThat(accepted(transactions)).containsExactly("a 1000000");
    assertThat(transactions.quarantined("run").columns()).startsWith("day", "amount", "who");
    assertThat(transactions.quarantined("run").select("reasons").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[ArraySeq(amount-missing)]");
  }

  @Test
  void columnsGoByNameBelowPartitionsToo() throws IOException {
    write("in/month=1/a.csv", "who,day,amount\na,2024-01-01,1\n");
    write("in/month=2/b.csv", "amount,who,extra,day\n2,b,e,2024-02-01\n");
    write("in/month=2/empty.csv", "");
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.filter", "month = 2");

    assertThat(accepted(csv("in", COLUMNS))).containsExactlyInAnyOrder("a 1000000", "b 2000000");
    Transactions pruned = csv("in", values);
    assertThat(pruned.classified().count()).isEqualTo(1);
    assertThat(pruned.prunedBy()).isPresent();
  }

  @Test
  void fileOfAnotherKindIsNamed() throws IOException {
    write("in/a.csv", "who,day,amount\na,2024-01-01,1\n");
    write("in/b.csv", "b,2024-02-01,2\n");

    assertThatThrownBy(() -> csv("in", COLUMNS))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("b.csv (b, 2024-02-01, 2) has no column in common with");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";"})
  void separatorsThatDifferAreNamed(String separator) throws IOException {
    write("in/a.csv", "who,day,amount\na,2024-01-01,1\n");
    write("in/b.csv", "who;day;amount\nb;2024-02-01;2\n");
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.options.sep", separator);

    assertThatThrownBy(() -> csv("in", values))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("They look like files with different separators");
  }

  @Test
  void severalPathsAndNamesWithSignsOfPatternsAreRead() throws IOException {
    write("a[1].csv", "who,day,amount\na,2024-01-01,1\n");
    write("b.csv", "day,who,amount\n2024-02-01,b,2\n");
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put(
        "perennial.input.paths",
        "[\"%s\", \"%s\"]".formatted(directory.resolve("a[1].csv"), directory.resolve("b.csv")));
    values.put("perennial.input.format", "csv");
    values.put("perennial.input.options.header", "true");

    assertThat(accepted(open(values))).containsExactlyInAnyOrder("a 1000000", "b 2000000");
  }

  @Test
  void arrayOverSeveralLinesIsJson() throws IOException {
    write(
        "a.json",
        """
        [
          {"who": "a", "day": "2024-01-01", "amount": 1},
          {"who": "b", "day": "2024-01-02", "amount": 2.5}
        ]
        """);

    assertThat(accepted(json("a.json"))).containsExactlyInAnyOrder("a 1000000", "b 2500000");
  }

  /**
   * Spark escapes what is no letter or digit in the names of files, and lists them in any order.
   */
  @Test
  void jsonLiesInFoldersOfAnyNameBesideEmptyFiles() throws IOException {
    Files.createDirectories(directory.resolve("shop/region=5 %25 o'clock"));
    write("shop/region=5 %25 o'clock/0.json", "");
    write(
        "shop/region=5 %25 o'clock/a.json",
        "[\n{\"who\": \"a\", \"day\": \"2024-01-01\", \"amount\": 1},\n"
            + "{\"who\": \"b\", \"day\": \"2024-01-02\", \"amount\": 2}]\n");

    assertThat(accepted(json("shop"))).containsExactlyInAnyOrder("a 1000000", "b 2000000");
  }

  @Test
  void arrayInAFolderThatLooksLikeAPatternIsRefused() throws IOException {
    Files.createDirectories(directory.resolve("[x]"));
    write("[x]/a.json", "[\n{\"who\": \"a\", \"day\": \"2024-01-01\", \"amount\": 1}\n]\n");

    assertThatThrownBy(() -> json("[x]"))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
              assertThat(failure.problems().toString())
                  .contains("[x]/a.json", "rename the folder or the file");
            });
  }

  @Test
  void lineThatIsNoJsonIsQuarantined() throws IOException {
    write(
        "a.json",
        "{\"who\": \"a\", \"day\": \"2024-01-01\", \"amount\": 1}\n{\"who\": \"b\", \"day\n");

    Transactions transactions = json("a.json");

    assertThat(accepted(transactions)).containsExactly("a 1000000");
    assertThat(transactions.quarantined("run").select("who", "reasons", "line").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[null,ArraySeq(line-malformed),{\"who\": \"b\", \"day]");
  }

  @Test
  void modeThatLosesLinesIsRefused() throws IOException {
    write("a.csv", "who,day,amount\na,2024-01-01,1\n");
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.options.mode", "DROPMALFORMED");
    values.put("perennial.input.options.quote", "too long");

    assertThatThrownBy(() -> csv("a.csv", values))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
              assertThat(failure.problems())
                  .anyMatch(told -> told.startsWith("input.options.mode = DROPMALFORMED"))
                  .anyMatch(told -> told.startsWith("input.options.quote = too long"));
            });
  }

  private static List<String> accepted(Transactions transactions) {
    Dataset<Row> rows = transactions.classified().where("__perennial_row_class = 0");
    return rows
        .selectExpr("concat(__perennial_customer, ' ', __perennial_amount)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, UTF-8",
    "utf8, UTF-8",
    "ISO-8859-1, ISO-8859-1",
    "latin1, ISO-8859-1",
  })
  void encodingIsKnownByEachOfItsNames(String name, String encoding) throws IOException {
    Files.write(
        directory.resolve("a.csv"), "who,day,amount\nZoë,2024-01-01,1\n".getBytes(encoding));
    Map<String, String> values = new HashMap<>(COLUMNS);
    values.put("perennial.input.options.encoding", name);

    assertThat(accepted(csv("a.csv", values))).containsExactly("Zoë 1000000");
  }

  private Transactions csv(String name, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("perennial.input.path", directory.resolve(name).toString());
    all.put("perennial.input.format", "csv");
    all.put("perennial.input.options.header", "true");
    return open(all);
  }

  private Transactions json(String name) {
    Map<String, String> all = new HashMap<>(COLUMNS);
    all.put("perennial.input.path", directory.resolve(name).toString());
    all.put("perennial.input.format", "json");
    return open(all);
  }

  private static Transactions open(Map<String, String> values) {
    return Transactions.open(
        SparkTestSession.shared(),
        JobFixture.settings(values).input(),
        List.of(),
        Optional.empty());
  }

  private void write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
