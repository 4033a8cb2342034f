package io.perennial.ingest;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.RowClass.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * What a file of text looks like that could not be read as configured: said with the keys that read
 * it, of its layout and of its amounts and times at once, so that a second try succeeds.
 */
final class TextLayout {
  private static final int LINES = 500;

  /** Values of a column that a suggested expression has to read. */
  private static final int VALUES = 200;

  /** Columns that are described where none of the configured ones is there. */
  private static final int COLUMNS = 12;

  private static final int LONGEST = 40; // characters of an example

  /** The separators in use, and how a configuration writes them. */
  private static final Map<Character, String> SEPARATORS = separators();

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?");
  private static final Pattern ISO =
      Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}.*)?");

  /** What stands for bytes that are no text in UTF-8. */
  static final char UNDECODED = '\ufffd';

  private final Settings.Source input;
  private final Section section;
  private final List<String> lines;
  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<Character, CsvParser> parsers = new HashMap<>();

  private TextLayout(Settings.Source input, Section section, List<String> lines) {
    this.input = input;
    this.section = section;
    this.lines = lines;
    options.putAll(input.options());
  }

  private static Map<Character, String> separators() {
    Map<Character, String> separators = new LinkedHashMap<>();
    separators.put(';', ";");
    separators.put('\t', "\\t");
    separators.put('|', "|");
    separators.put(',', ",");
    return separators;
  }

  /**
   * Opens an input; where that fails, says what its files look like, if they are text that another
   * configuration reads.
   *
   * @param amounts keys of amounts with their expressions
   * @param times keys of times and days with their expressions
   * @param others keys of other columns with their expressions
   */
  static <T> T advising(
      SparkSession spark,
      Settings.Source input,
      Section section,
      Map<String, String> amounts,
      Map<String, String> times,
      Map<String, String> others,
      Supplier<T> opening) {
    try {
      return opening.get();
    } catch (JobFailure failure) {
      if (failure.exitCode() != ExitCode.INPUT) {
        throw failure;
      }
      Optional<String> advice =
          lines(spark, input)
              .flatMap(
                  lines -> new TextLayout(input, section, lines).advice(amounts, times, others));
      if (advice.isEmpty()) {
        throw failure;
      }
      List<String> problems = new ArrayList<>(failure.problems());
      problems.add(advice.get());
      throw new JobFailure(ExitCode.INPUT, problems, failure);
    }
  }

  /** The first lines; absent where the input is no files, or they cannot be read as text. */
  private static Optional<List<String>> lines(SparkSession spark, Settings.Source input) {
    if (input.paths().isEmpty()) {
      return Optional.empty();
    }
    try {
      List<String> lines =
          spark
              .read()
              .format("text")
              .option("recursiveFileLookup", "true")
              .load(input.paths().toArray(String[]::new))
              .as(Encoders.STRING())
              .limit(LINES)
              .collectAsList()
              .stream()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    } catch (Exception e) { // the first failure is the one to report
      return Optional.empty();
    }
  }

  private Optional<String> advice(
      Map<String, String> amounts, Map<String, String> times, Map<String, String> others) {
    String first = lines.get(0).startsWith("\ufeff") ? lines.get(0).substring(1) : lines.get(0);
    List<String> settings = new ArrayList<>();
    if (first.startsWith("PK\u0003\u0004")) {
      return Optional.of(
          "the file looks like a spreadsheet or another ZIP archive, which Spark does not read; save it as CSV");
    }
    if (first.startsWith("PAR1") || first.startsWith("ORC")) {
      String found = first.startsWith("ORC") ? "orc" : "parquet";
      return input.format().equalsIgnoreCase(found)
          ? Optional.empty()
          : Optional.of(
              "the file is %s; set %s = %s".formatted(found, section.key("format"), found));
    }
    if (lines.stream().anyMatch(line -> line.indexOf('\0') >= 0)) {
      return isCsv() && first.contains("\0")
          ? Optional.of(
              "the file looks like text in UTF-16; set %s = UTF-16"
                  .formatted(section.key("options.encoding")))
          : Optional.empty();
    }
    if (first.matches("(?i)<(!doctype|html|\\?xml).*") && !input.format().equalsIgnoreCase("xml")) {
      return Optional.of(
          "the file looks like HTML or XML; was it what you meant to download, or does it need %s = xml?"
              .formatted(section.key("format")));
    }
    if (first.startsWith("{") || first.startsWith("[{")) {
      return input.format().equalsIgnoreCase("json")
          ? Optional.empty()
          : Optional.of("the file looks like JSON; set %s = json".formatted(section.key("format")));
    }
    Optional<Character> separator = separator(first);
    if (separator.isEmpty()) {
      return Optional.empty();
    }
    if (!isCsv()) {
      settings.add(section.key("format") + " = csv");
    }
    String[] names = fields(separator.get(), first);
    boolean named = isHeader(names);
    if (named && !options.getOrDefault("header", "false").equalsIgnoreCase("true")) {
      settings.add(section.key("options.header") + " = true");
    }
    String configured = options.getOrDefault("sep", options.getOrDefault("delimiter", ","));
    String found = SEPARATORS.get(separator.get());
    if (!configured.equals(found) && !configured.equals(separator.get().toString())) {
      settings.add("%s = \"%s\"".formatted(section.key("options.sep"), found));
    }
    boolean padded = named && Arrays.stream(names).anyMatch(name -> !name.equals(name.strip()));
    if (padded && !options.containsKey("ignoreLeadingWhiteSpace")) {
      settings.add(section.key("options.ignoreLeadingWhiteSpace") + " = true");
      settings.add(section.key("options.ignoreTrailingWhiteSpace") + " = true");
    }
    boolean decoded =
        options.containsKey("encoding")
            || options.containsKey("charset")
            || lines.stream().noneMatch(line -> line.indexOf(UNDECODED) >= 0);
    if (!decoded) {
      settings.add(section.key("options.encoding") + " = ISO-8859-1");
    }
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        said(settings, columns(separator.get(), first, named), amounts, times, others));
  }

  private boolean isCsv() {
    return input.format().equalsIgnoreCase("csv");
  }

  private String said(
      List<String> settings,
      Map<String, List<String>> columns,
      Map<String, String> amounts,
      Map<String, String> times,
      Map<String, String> others) {
    Map<String, String> mapped = new LinkedHashMap<>(others);
    mapped.putAll(times);
    mapped.putAll(amounts);
    boolean areThere =
        mapped.values().stream()
            .allMatch(expression -> !isName(expression) || find(columns, expression).isPresent());
    if (areThere) {
      times.forEach((key, expression) -> expression(key, expression, columns, false, settings));
      amounts.forEach((key, expression) -> expression(key, expression, columns, true, settings));
      return "the file looks like CSV; set " + String.join(", ", settings);
    }
    return "the file looks like CSV; set %s, and name its columns in %s: %s"
        .formatted(
            String.join(", ", settings),
            section.key("columns"),
            columns.entrySet().stream()
                .limit(COLUMNS)
                .map(each -> described(each.getKey(), each.getValue()))
                .collect(Collectors.joining("; ")));
  }

  /** Adds an expression for a column that is mapped by its name and cannot be read so. */
  private void expression(
      String key,
      String expression,
      Map<String, List<String>> columns,
      boolean isAmount,
      List<String> settings) {
    if (!isName(expression)) {
      return;
    }
    find(columns, expression)
        .flatMap(name -> suggested(name, columns.get(name), isAmount))
        .ifPresent(suggestion -> settings.add("%s = \"%s\"".formatted(key, suggestion)));
  }

  private static Optional<String> suggested(String name, List<String> values, boolean isAmount) {
    Pattern readable = isAmount ? NUMBER : ISO;
    return values.stream().allMatch(value -> readable.matcher(value).matches())
        ? Optional.empty()
        : SuggestedExpression.of(
            isAmount ? Reason.AMOUNT_UNREADABLE : Reason.TIMESTAMP_UNREADABLE,
            ColumnMapping.quoted(name),
            values);
  }

  private static String described(String name, List<String> values) {
    if (values.isEmpty()) {
      return ColumnMapping.quoted(name) + " (empty)";
    }
    String example = values.get(0);
    String shown =
        "%s ('%s')"
            .formatted(
                ColumnMapping.quoted(name),
                example.length() > LONGEST ? example.substring(0, LONGEST) + "…" : example);
    Optional<String> time =
        values.stream().allMatch(value -> value.matches("[0-9]+"))
            ? Optional.empty()
            : suggested(name, values, false);
    return shown
        + time.or(() -> isMoney(values) ? suggested(name, values, true) : Optional.empty())
            .map(", read by %s"::formatted)
            .orElse("");
  }

  /** Whether the values are amounts, and not names or numbers of something. */
  private static boolean isMoney(List<String> values) {
    return values.stream()
        .allMatch(value -> value.matches("[^0-9]{0,5}[0-9][0-9.,' ]*[^0-9]{0,5}"));
  }

  private static boolean isName(String expression) {
    return expression.matches("`[^`]+`|[\\p{L}_][\\p{L}\\p{N}_]*");
  }

  private static Optional<String> find(Map<String, List<String>> columns, String expression) {
    String name = expression.replace("`", "");
    return columns.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
  }

  /** The one that splits the first line and nearly all others into the same number of fields. */
  private Optional<Character> separator(String first) {
    Character best = null;
    int most = 1;
    for (char each : SEPARATORS.keySet()) {
      int fields = fields(each, first).length;
      long alike = lines.stream().filter(line -> fields(each, line).length == fields).count();
      if (fields > most && alike >= 0.8 * lines.size()) {
        most = fields;
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Whether a header read as one name is several, with another separator between them. */
  static boolean isUnsplit(List<String> header) {
    return header.size() == 1
        && SEPARATORS.keySet().stream().anyMatch(each -> header.get(0).indexOf(each) >= 0);
  }

  /** Whether the fields are names, all of them and different ones. */
  private static boolean isHeader(String[] fields) {
    return Arrays.stream(fields).allMatch(name -> name != null && name.matches(".*\\p{L}.*"))
        && new HashSet<>(Arrays.asList(fields)).size() == fields.length;
  }

  /** The values of each column that are not blank. */
  private Map<String, List<String>> columns(char separator, String first, boolean named) {
    String[] names = fields(separator, first);
    if (!named) {
      Arrays.setAll(names, i -> "_c" + i);
    }
    Map<String, List<String>> columns = new LinkedHashMap<>();
    List<String[]> rows =
        lines.stream()
            .skip(named ? 1 : 0)
            .map(line -> fields(separator, line))
            .filter(row -> row.length == names.length)
            .toList();
    IntStream.range(0, names.length)
        .filter(i -> names[i] != null)
        .forEach(
            i ->
                columns.put(
                    names[i].strip(),
                    rows.stream()
                        .map(row -> row[i])
                        .filter(value -> value != null && !value.isBlank())
                        .map(String::strip)
                        .limit(VALUES)
                        .toList()));
    return columns;
  }

  private String[] fields(char separator, String line) {
    try {
      String[] fields = parsers.computeIfAbsent(separator, TextLayout::parser).parseLine(line);
      return fields == null ? new String[0] : fields;
    } catch (RuntimeException e) { // more fields than any table has
      return new String[0];
    }
  }

  private static CsvParser parser(char separator) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(separator);
    settings.getFormat().setQuoteEscape('"');
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(10_000);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    return new CsvParser(settings);
  }
}
