package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What the scores come to, in cells small enough for the driver: one pass over the customers gives
 * every figure that the report and the history take from them. The number of cells depends on the
 * classes, not on the customers: at most a few thousand.
 */
public final class ScoreCells {
  /** The lowest frequency of each class: 0, 1, 2, 3-4, 5-9, 10-19, 20 and more. */
  public static final List<Integer> FREQUENCIES = List.of(0, 1, 2, 3, 5, 10, 20);

  /** The least days since the last purchase of each class; the last is open. */
  public static final List<Integer> DAYS = List.of(0, 31, 61, 91, 181, 366, 731);

  /** The class of predicted values that are not above zero. */
  public static final int NO_VALUE = -1_000;

  private static final int BINS_AN_OCTAVE = 2;

  /**
   * Customers who are alike.
   *
   * @param frequency an index into {@link #FREQUENCIES}
   * @param days an index into {@link #DAYS}
   * @param bin of the predicted value: the whole part of twice its logarithm to base 2, {@link
   *     #NO_VALUE}, or null where nothing is predicted
   * @param active of the customers, those with a purchase in the window of the measured churn
   * @param revenue net, to date
   * @param predicted sum of predicted values, rounded to a millionth each; null without
   * @param alive sum of P(alive); null without
   */
  public record Cell(
      int r,
      int f,
      String segment,
      int frequency,
      int days,
      Integer bin,
      long customers,
      long active,
      BigDecimal revenue,
      BigDecimal predicted,
      BigDecimal alive) {}

  /** What several cells come to; sums are null where no cell has one. */
  public record Sum(
      long customers, long active, BigDecimal revenue, BigDecimal predicted, BigDecimal alive) {
    /** The mean probability to be active; null without. */
    public Double meanAlive() {
      return alive == null || customers == 0 ? null : alive.doubleValue() / customers;
    }
  }

  /** No customers. */
  public static final ScoreCells NONE = new ScoreCells(List.of());

  private final List<Cell> cells;

  private ScoreCells(List<Cell> cells) {
    this.cells = cells;
  }

  /**
   * Reads the scores of a run: one Spark job.
   *
   * @param churnWindowMonths the window of the measured churn
   */
  public static ScoreCells of(Dataset<Row> scores, LocalDate runDate, int churnWindowMonths) {
    return of(collect(scores, runDate, churnWindowMonths, List.of()));
  }

  /** The cells of collected rows. */
  static ScoreCells of(List<Row> rows) {
    return new ScoreCells(
        rows.stream()
            .map(
                row ->
                    new Cell(
                        row.getInt(0),
                        row.getInt(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.<Integer>getAs(5),
                        row.getLong(6),
                        row.getLong(7),
                        Money.amount(row.getDecimal(8)),
                        row.isNullAt(9) ? null : Money.amount(row.getDecimal(9)),
                        row.isNullAt(10) ? null : Money.amount(row.getDecimal(10))))
            .toList());
  }

  /**
   * One row a cell. A value that is no number counts as a customer of some cell, and is left out of
   * the sums.
   *
   * @param others what else to sum up of each cell
   */
  static List<Row> collect(
      Dataset<Row> scores, LocalDate runDate, int churnWindowMonths, List<Column> others) {
    Column last = col(ScoreColumns.LAST_PURCHASE);
    Column predicted = col(ScoreColumns.PREDICTED_CLV);
    Column bin = floor(log2(predicted).multiply(BINS_AN_OCTAVE)).try_cast("int");
    List<Column> sums =
        List.of(
            coalesce(
                functions.sum(when(last.gt(lit(day(runDate.minusMonths(churnWindowMonths)))), 1)),
                lit(0L)),
            Money.sum(Money.micros(col(ScoreColumns.REVENUE))),
            Money.sum(micros(predicted)),
            Money.sum(micros(col(ScoreColumns.P_ALIVE))));
    return scores
        .groupBy(
            col(ScoreColumns.R_SCORE),
            col(ScoreColumns.F_SCORE),
            col(ScoreColumns.RFM_SEGMENT),
            classOf(col(ScoreColumns.FREQUENCY), FREQUENCIES),
            classOf(datediff(lit(day(runDate)), last), DAYS),
            when(predicted.gt(0), bin).when(predicted.isNotNull(), NO_VALUE))
        .agg(count(lit(1)), Stream.concat(sums.stream(), others.stream()).toArray(Column[]::new))
        .collectAsList();
  }

  private static java.sql.Date day(LocalDate date) {
    return java.sql.Date.valueOf(date);
  }

  private static Column micros(Column value) {
    return rint(value.multiply(Money.MICROS)).try_cast("long");
  }

  /** The index of the last lower bound that a value reaches. */
  private static Column classOf(Column value, List<Integer> bounds) {
    Column index = when(value.lt(bounds.get(1)), 0);
    for (int i = 2; i < bounds.size(); i++) {
      index = index.when(value.lt(bounds.get(i)), i - 1);
    }
    return index.otherwise(bounds.size() - 1);
  }

  /** The cells that meet a condition, summed up. */
  public Sum sum(Predicate<Cell> which) {
    long customers = 0;
    long active = 0;
    BigDecimal revenue = BigDecimal.ZERO;
    BigDecimal predicted = null;
    BigDecimal alive = null;
    for (Cell cell : cells) {
      if (which.test(cell)) {
        customers += cell.customers;
        active += cell.active;
        revenue = revenue.add(cell.revenue);
        predicted = add(predicted, cell.predicted);
        alive = add(alive, cell.alive);
      }
    }
    return new Sum(customers, active, revenue, predicted, alive);
  }

  /** All customers with a purchase. */
  public Sum all() {
    return sum(cell -> true);
  }

  /** The segments that somebody is in. */
  public List<String> segments() {
    return cells.stream().map(Cell::segment).distinct().sorted().toList();
  }

  /** Customers by class of predicted value; empty where nothing is predicted. */
  public SortedMap<Integer, Long> histogram() {
    SortedMap<Integer, Long> histogram = new TreeMap<>();
    for (Cell cell : cells) {
      if (cell.bin != null) {
        histogram.merge(cell.bin, cell.customers, Long::sum);
      }
    }
    return histogram;
  }

  /** Whether the run has scores. */
  public boolean isEmpty() {
    return cells.isEmpty();
  }

  private static BigDecimal add(BigDecimal sum, BigDecimal more) {
    return more == null ? sum : sum == null ? more : sum.add(more);
  }

  /**
   * Cells by class, for the map of P(alive): by frequency, then by days since the last purchase.
   */
  public Map<Integer, Map<Integer, Sum>> byFrequencyAndDays() {
    Map<Integer, Map<Integer, Sum>> map = new TreeMap<>();
    for (int frequency = 0; frequency < FREQUENCIES.size(); frequency++) {
      for (int days = 0; days < DAYS.size(); days++) {
        int x = frequency;
        int t = days;
        Sum sum = sum(cell -> cell.frequency == x && cell.days == t);
        if (sum.customers() > 0) {
          map.computeIfAbsent(x, any -> new TreeMap<>()).put(t, sum);
        }
      }
    }
    return map;
  }
}
