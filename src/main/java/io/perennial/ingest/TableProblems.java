package io.perennial.ingest;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * What is wrong with tables that have to be right as a whole, such as rates: every kind of problem
 * with the number of its rows and an example, all told at once.
 */
final class TableProblems {
  private static final int MOST_DIGITS = 18;

  private final List<String> absent = new ArrayList<>();

  /** The first row of each kind of problem, and how many there are. */
  private final Map<String, String> examples = new LinkedHashMap<>();

  private final Map<String, Long> rows = new LinkedHashMap<>();
  private Optional<SideTable> table = Optional.empty();

  /** Names the table that the next problems are of. */
  void of(SideTable next) {
    table = Optional.of(next);
  }

  private String source() {
    return table.map(SideTable::source).orElse("");
  }

  /** A problem of a row. */
  void add(String problem, String example) {
    String key = source() + ": " + problem;
    rows.merge(key, 1L, Long::sum);
    examples.putIfAbsent(key, Messages.cut(example));
  }

  /** Something that the table as a whole does not have. */
  void addAbsent(String problem) {
    absent.add(source() + " holds no " + problem);
  }

  /** Whether a row has a value in each of these columns. */
  boolean isComplete(Row row, String... names) {
    String line = row.getAs(SideTable.LINE);
    if (line != null) {
      add("a line that does not fit the header", "'" + line + "'");
      return false;
    }
    boolean complete = true;
    for (String name : names) {
      if (row.getAs(name) == null) {
        complete = false;
        String text = row.getAs(SideTable.read(name));
        if (text == null) {
          add("no " + name, told(row, names));
        } else {
          String remedy = table.map(known -> known.remedy(name, text)).orElse("");
          add("%s that cannot be read".formatted(one(name)), "'" + text + "'" + remedy);
        }
      }
    }
    return complete;
  }

  /**
   * The number of a column, if it is above 0 and short enough; null otherwise.
   *
   * @param decimals how many decimal places count
   */
  BigDecimal positive(Row row, String name, int decimals, String where) {
    BigDecimal number =
        row.<BigDecimal>getAs(name).setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
    BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
    if (plain.signum() <= 0) {
      add("%s that is not above 0".formatted(one(name)), where + ": " + plain.toPlainString());
      return null;
    }
    if (plain.precision() > MOST_DIGITS) {
      add(
          "%s of more than %d digits".formatted(one(name), MOST_DIGITS),
          where + ": " + plain.toPlainString());
      return null;
    }
    return plain;
  }

  /**
   * Ends the job if there is a problem.
   *
   * @throws JobFailure with all of them
   */
  void check() {
    List<String> sentences = new ArrayList<>();
    rows.forEach(
        (problem, count) ->
            sentences.add(
                String.format(
                    Locale.ROOT,
                    "%s (%s), for example %s",
                    problem,
                    count == 1 ? "1 row" : "%,d rows".formatted(count),
                    examples.get(problem))));
    sentences.addAll(absent);
    if (!sentences.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, sentences, null);
    }
  }

  private static String one(String name) {
    return (name.matches("[aeiou].*") ? "an " : "a ") + name;
  }

  private static String told(Row row, String... names) {
    List<String> told = new ArrayList<>();
    for (String name : names) {
      told.add(name + " = " + row.getAs(SideTable.read(name)));
    }
    return String.join(", ", told);
  }
}
