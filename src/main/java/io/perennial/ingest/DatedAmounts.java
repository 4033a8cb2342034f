package io.perennial.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.ingest.SideTable.Kind;
import io.perennial.ingest.SideTable.Wanted;
import io.perennial.run.Manifest;
import io.perennial.schema.DatedAmount;
import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An input whose rows are amounts of days, such as spend and visits: every row is judged, what is
 * accepted is summed up by days, channel and kind, and the rest counted by reason.
 */
public final class DatedAmounts {
  /** The most sums that are held in memory: some ten years of a hundred channels and kinds. */
  static final int MAX_SUMS = 500_000;

  private static final int EARLIEST = (int) LocalDate.of(1900, 1, 1).toEpochDay();
  private static final int LATEST = (int) LocalDate.of(2199, 12, 31).toEpochDay();
  private static final int LONGEST_EXAMPLE = 160; // characters

  private static final String CHANNEL = "channel";
  private static final String KIND = "kind";
  private static final String REASONS = "reasons";
  private static final String START = "first_day";
  private static final String END = "last_day";
  private static final String MICROS = "micros";
  private static final String EXAMPLE = "example";
  private static final String SHOWN = "shown";
  private static final String UNREADABLE = "-unreadable";

  private final String name;
  private final SideTable table;
  private final List<String> days;
  private final String amount;
  private final List<String> texts;

  private DatedAmounts(
      String name, SideTable table, List<String> days, String amount, List<String> texts) {
    this.name = name;
    this.table = table;
    this.days = days;
    this.amount = amount;
    this.texts = texts;
  }

  /**
   * What was read.
   *
   * @param sums the accepted amounts, by days, channel and kind
   * @param account of every row
   * @param examples by reason, the values of one of its rows, and what reads it where that is known
   */
  public record Judged(
      List<DatedAmount> sums, Manifest.SideInput account, SortedMap<String, String> examples) {}

  /**
   * Opens the spend and resolves its columns; reads no row.
   *
   * @throws JobFailure with every problem of source and columns
   */
  public static DatedAmounts open(SparkSession spark, Settings.Spend input) {
    List<Wanted> wanted = new ArrayList<>();
    wanted.add(new Wanted("start", input.columns().start(), Kind.DAY));
    input.columns().end().ifPresent(end -> wanted.add(new Wanted("end", end, Kind.DAY)));
    wanted.add(new Wanted("amount", input.columns().amount(), Kind.MICROS));
    input.columns().channel().ifPresent(by -> wanted.add(new Wanted(CHANNEL, by, Kind.TEXT)));
    input.columns().kind().ifPresent(by -> wanted.add(new Wanted(KIND, by, Kind.TEXT)));
    return of("spend", SideTable.open(spark, input, Section.SPEND, wanted), wanted);
  }

  /**
   * Opens the visits and resolves their columns; reads no row.
   *
   * @throws JobFailure with every problem of source and columns
   */
  public static DatedAmounts open(SparkSession spark, Settings.Visits input) {
    List<Wanted> wanted = new ArrayList<>();
    wanted.add(new Wanted("date", input.columns().date(), Kind.DAY));
    wanted.add(new Wanted("visits", input.columns().visits(), Kind.MICROS));
    input.columns().channel().ifPresent(by -> wanted.add(new Wanted(CHANNEL, by, Kind.TEXT)));
    return of("visits", SideTable.open(spark, input, Section.VISITS, wanted), wanted);
  }

  private static DatedAmounts of(String name, SideTable table, List<Wanted> wanted) {
    return new DatedAmounts(
        name,
        table,
        names(wanted, Kind.DAY),
        names(wanted, Kind.MICROS).get(0),
        names(wanted, Kind.TEXT));
  }

  private static List<String> names(List<Wanted> wanted, Kind kind) {
    return wanted.stream().filter(each -> each.kind() == kind).map(Wanted::name).toList();
  }

  /** How messages call the input. */
  public String source() {
    return table.source();
  }

  /**
   * Reads and judges all rows: one query.
   *
   * @throws JobFailure when the input has no rows, none that is accepted, or too many different
   *     ones to hold
   */
  public Judged judge() {
    List<Row> groups;
    try {
      groups = grouped().limit(MAX_SUMS + 1).collectAsList();
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw table.translate(e);
    }
    if (groups.size() > MAX_SUMS) {
      throw new JobFailure(
          ExitCode.INPUT,
          String.format(
              Locale.ROOT,
              "%s has amounts of more than %,d different days, channels and kinds; sum them up to fewer in a view, or map a coarser channel",
              source(),
              MAX_SUMS));
    }
    return account(groups);
  }

  private Dataset<Row> grouped() {
    Column accepted = col(REASONS).equalTo("");
    return table
        .rows()
        .select(
            concat_ws(" ", array_compact(array(reasons().toArray(Column[]::new)))).as(REASONS),
            unix_date(col(days.get(0))).as(START),
            unix_date(col(days.get(days.size() - 1))).as(END),
            text(CHANNEL),
            text(KIND),
            coalesce(col(amount), lit(0L)).as(MICROS),
            example().as(EXAMPLE))
        .groupBy(
            col(REASONS),
            when(accepted, col(START)).as(START),
            when(accepted, col(END)).as(END),
            when(accepted, col(CHANNEL)).as(CHANNEL),
            when(accepted, col(KIND)).as(KIND))
        .agg(
            count(lit(1)).as("rows"),
            Money.sum(col(MICROS)).as(MICROS),
            min(when(not(accepted), col(EXAMPLE))).as(EXAMPLE));
  }

  private Column text(String name) {
    return (texts.contains(name) ? col(name) : lit(null).cast("string")).as(name);
  }

  /** What is shown of a row, which comes first in the order, and the texts that were read. */
  private Column example() {
    return struct(
        Stream.concat(
                Stream.of(substring(shown(), 1, LONGEST_EXAMPLE).as(SHOWN)),
                readable().map(name -> col(SideTable.read(name))))
            .toArray(Column[]::new));
  }

  /** The values that may be unreadable. */
  private Stream<String> readable() {
    return Stream.concat(days.stream(), Stream.of(amount));
  }

  /** The values of a row as they were read. */
  private Column shown() {
    Column[] columns =
        Stream.of(days.stream(), Stream.of(amount), texts.stream())
            .flatMap(names -> names)
            .map(name -> concat(lit(name + "="), coalesce(col(SideTable.read(name)), lit("null"))))
            .toArray(Column[]::new);
    return coalesce(col(SideTable.LINE), concat_ws(", ", columns));
  }

  /** The code of each reason where it applies, null where not. */
  private List<Column> reasons() {
    List<Column> reasons = new ArrayList<>();
    Column malformed = col(SideTable.LINE).isNotNull();
    reasons.add(when(malformed, "line-malformed"));
    Column wellFormed = not(malformed);
    for (String name : days) {
      Column read = col(SideTable.read(name));
      Column day = unix_date(col(name));
      reasons.add(when(wellFormed.and(read.isNull()), name + "-missing"));
      reasons.add(when(wellFormed.and(read.isNotNull()).and(day.isNull()), name + UNREADABLE));
      reasons.add(when(wellFormed.and(not(day.between(EARLIEST, LATEST))), name + "-out-of-range"));
    }
    Column first = col(days.get(0));
    Column last = col(days.get(days.size() - 1));
    reasons.add(when(wellFormed.and(last.lt(first)), "end-before-start"));

    Column read = col(SideTable.read(amount));
    Column number = read.try_cast("double");
    Column unused = wellFormed.and(col(amount).isNull()).and(read.isNotNull());
    Column special =
        number
            .isNaN()
            .or(number.equalTo(Double.POSITIVE_INFINITY))
            .or(number.equalTo(Double.NEGATIVE_INFINITY));
    reasons.add(when(wellFormed.and(read.isNull()), amount + "-missing"));
    reasons.add(when(unused.and(number.isNull()), amount + UNREADABLE));
    reasons.add(when(unused.and(special), amount + "-not-finite"));
    reasons.add(when(unused.and(number.isNotNull()).and(not(special)), amount + "-out-of-range"));
    reasons.add(when(wellFormed.and(col(amount).lt(0L)), amount + "-negative"));
    return reasons;
  }

  private Judged account(List<Row> groups) {
    List<DatedAmount> sums = new ArrayList<>();
    SortedMap<String, Long> reasons = new TreeMap<>();
    SortedMap<String, Row> examples = new TreeMap<>();
    long acceptedRows = 0;
    long rejectedRows = 0;
    BigDecimal acceptedAmount = BigDecimal.ZERO.setScale(Money.SCALE);
    BigDecimal rejectedAmount = BigDecimal.ZERO.setScale(Money.SCALE);
    for (Row group : groups) {
      long rows = group.getAs("rows");
      BigDecimal sum = Money.amount(group.<BigDecimal>getAs(MICROS));
      String codes = group.getAs(REASONS);
      if (codes.isEmpty()) {
        acceptedRows += rows;
        acceptedAmount = acceptedAmount.add(sum);
        sums.add(
            new DatedAmount(
                LocalDate.ofEpochDay(group.<Integer>getAs(START)),
                LocalDate.ofEpochDay(group.<Integer>getAs(END)),
                Optional.ofNullable(group.getAs(CHANNEL)),
                Optional.ofNullable(group.getAs(KIND)),
                sum));
      } else {
        rejectedRows += rows;
        rejectedAmount = rejectedAmount.add(sum);
        for (String code : codes.split(" ")) {
          reasons.merge(code, rows, Long::sum);
          examples.merge(
              code,
              group.getAs(EXAMPLE),
              BinaryOperator.minBy(Comparator.comparing(DatedAmounts::shown)));
        }
      }
    }
    Manifest.SideInput account =
        new Manifest.SideInput(
            name,
            acceptedRows + rejectedRows,
            acceptedAmount.add(rejectedAmount),
            new Manifest.RowsAmount(acceptedRows, acceptedAmount),
            new Manifest.Quarantined(rejectedRows, rejectedAmount, reasons));
    SortedMap<String, String> told = new TreeMap<>();
    examples.forEach(
        (code, example) ->
            told.put(code, "'%s'%s".formatted(shown(example), remedy(code, example))));
    return new Judged(sums, account, told);
  }

  private static String shown(Row example) {
    return example.getAs(SHOWN);
  }

  private String remedy(String code, Row example) {
    return readable()
        .filter(name -> code.equals(name + UNREADABLE))
        .map(name -> table.remedy(name, example.getAs(SideTable.read(name))))
        .collect(Collectors.joining());
  }
}
