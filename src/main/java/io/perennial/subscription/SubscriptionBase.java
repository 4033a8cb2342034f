package io.perennial.subscription;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Money;
import io.perennial.schema.RowClass;
import io.perennial.schema.SubscriptionColumns;
import io.perennial.schema.SubscriptionColumns.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * All that tables say about subscriptions. One shuffle brings the rows of a customer together; what
 * reaches the driver grows with months, plans and lengths of life, not with customers.
 *
 * @param rows by class: what became of each, with its amount
 * @param customers by month and plan, decided by each customer's sum
 * @param subscriptions by month and plan, decided by each subscription
 * @param lives by the plan that they began with; {@link #ALL} for all of them
 * @param live micros a month of the lives that go on, likewise
 * @param currencies accepted rows by currency
 */
public record SubscriptionBase(
    SortedMap<Integer, Rows> rows,
    MonthTable customers,
    MonthTable subscriptions,
    SortedMap<String, Survival> lives,
    SortedMap<String, BigInteger> live,
    SortedMap<String, Long> currencies) {
  /** The key of all lives. */
  public static final String ALL = MonthCells.ALL;

  /** A number of rows and the sum of their amounts. */
  public record Rows(long rows, BigDecimal amount) {
    static final Rows NONE = new Rows(0, Money.amount(0));

    private Rows plus(Rows other) {
      return new Rows(rows + other.rows, amount.add(other.amount));
    }
  }

  private enum Kind {
    CUSTOMERS,
    SUBSCRIPTIONS,
    LIVES,
    ROWS,
    AMOUNT,
    CURRENCY
  }

  private static final String SALT = "salt";

  private static final StructType CELL =
      new StructType()
          .add("kind", DataTypes.IntegerType)
          .add("plan", DataTypes.StringType)
          .add("at", DataTypes.IntegerType)
          .add("measure", DataTypes.IntegerType)
          .add("value", DataTypes.createDecimalType(38, 0));

  /**
   * Measures the subscriptions.
   *
   * @param classified columns as in {@link SubscriptionColumns}
   */
  public static SubscriptionBase measure(
      Dataset<Row> classified, Policy policy, Exchange exchange) {
    // Rejected rows have no customer; they stay where they are, whatever their number.
    Dataset<Row> together =
        classified
            .withColumn(
                SALT, when(col(SubscriptionColumns.ROW_CLASS).notEqual(0), spark_partition_id()))
            .repartition(col(SubscriptionColumns.CUSTOMER), col(SALT))
            .sortWithinPartitions(SubscriptionColumns.CUSTOMER);
    List<Row> cells =
        together
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    rows -> new Partition(policy, exchange).book(rows),
                Encoders.row(CELL))
            .groupBy("kind", "plan", "at", "measure")
            .agg(sum("value"))
            .collectAsList();
    return of(cells);
  }

  private static SubscriptionBase of(List<Row> cells) {
    SortedMap<Integer, Rows> rows = new TreeMap<>();
    MonthTable customers = new MonthTable();
    MonthTable subscriptions = new MonthTable();
    MonthTable lives = new MonthTable();
    SortedMap<String, Long> currencies = new TreeMap<>();
    for (Row cell : cells) {
      String key = cell.getString(1);
      int at = cell.getInt(2);
      Measure measure = Measure.values()[cell.getInt(3)];
      BigInteger value = cell.getDecimal(4).toBigIntegerExact();
      switch (Kind.values()[cell.getInt(0)]) {
        case CUSTOMERS -> customers.add(key, at, measure, value);
        case SUBSCRIPTIONS -> subscriptions.add(key, at, measure, value);
        case LIVES -> lives.add(key, at, measure, value);
        case ROWS -> rows.merge(at, new Rows(value.longValueExact(), Money.amount(0)), Rows::plus);
        case AMOUNT -> rows.merge(at, new Rows(0, new BigDecimal(value, Money.SCALE)), Rows::plus);
        case CURRENCY -> currencies.put(key, value.longValueExact());
      }
    }
    if (customers.plans().size() > MonthCells.MAX_PLANS) {
      throw MonthCells.tooManyPlans();
    }
    return new SubscriptionBase(
        rows, customers, subscriptions, lives.survivals(), lives.totals(Measure.LIVE), currencies);
  }

  /** The rows of a class. */
  public Rows rows(int rowClass) {
    return rows.getOrDefault(rowClass, Rows.NONE);
  }

  /** All rows of the input. */
  public Rows read() {
    return rows.values().stream().reduce(Rows.NONE, Rows::plus);
  }

  /** The rows that were rejected for any reason. */
  public Rows rejected() {
    return rows.tailMap(RowClass.ACCEPTED + 1).values().stream().reduce(Rows.NONE, Rows::plus);
  }

  /** How many rows were rejected by code of the reason; a row counts under each that applies. */
  public SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    rows.forEach(
        (rowClass, counted) ->
            SubscriptionColumns.reasons(rowClass)
                .forEach(reason -> reasons.merge(reason.code(), counted.rows, Long::sum)));
    return reasons;
  }

  /** Books the customers of one partition. */
  private static final class Partition {
    private final CustomerBooks books;
    private final Map<Integer, Long> rows = new HashMap<>();
    private final Map<Integer, BigInteger> amounts = new HashMap<>();
    private final Map<String, Long> currencies = new HashMap<>();

    Partition(Policy policy, Exchange exchange) {
      this.books = new CustomerBooks(policy, exchange);
    }

    Iterator<Row> book(Iterator<Row> input) {
      String customer = null;
      List<Row> own = new ArrayList<>();
      while (input.hasNext()) {
        Row row = input.next();
        int rowClass = row.getAs(SubscriptionColumns.ROW_CLASS);
        if (rowClass != RowClass.ACCEPTED) {
          count(rowClass, row);
          continue;
        }
        String other = row.getAs(SubscriptionColumns.CUSTOMER);
        if (!other.equals(customer)) {
          bookCustomer(own);
          own.clear();
          customer = other;
        }
        own.add(row);
      }
      bookCustomer(own);
      return cells();
    }

    private void bookCustomer(List<Row> own) {
      if (own.isEmpty()) {
        return;
      }
      Map<PricePeriod, List<Row>> periods = new HashMap<>();
      List<PricePeriod> given = new ArrayList<>();
      for (Row row : own) {
        PricePeriod period = period(row);
        given.add(period);
        periods.computeIfAbsent(period, any -> new ArrayList<>()).add(row);
      }
      for (PricePeriod overlapping : books.book(given)) {
        List<Row> rowsOf = periods.get(overlapping);
        count(Reason.PERIODS_OVERLAP.bit(), rowsOf.remove(rowsOf.size() - 1));
      }
      for (List<Row> accepted : periods.values()) {
        for (Row row : accepted) {
          count(RowClass.ACCEPTED, row);
          String currency = row.getAs(SubscriptionColumns.CURRENCY);
          currencies.merge(currency == null ? "" : currency, 1L, Long::sum);
        }
      }
    }

    private PricePeriod period(Row row) {
      BillingInterval interval =
          new BillingInterval(
              BillingInterval.Unit.valueOf(
                  row.<String>getAs(SubscriptionColumns.UNIT).toUpperCase(Locale.ROOT)),
              row.getAs(SubscriptionColumns.COUNT));
      return new PricePeriod(
          row.getAs(SubscriptionColumns.SUBSCRIPTION),
          row.getAs(SubscriptionColumns.PLAN),
          row.getAs(SubscriptionColumns.START),
          day(row, SubscriptionColumns.END, PricePeriod.NEVER),
          interval.monthly(row.getAs(SubscriptionColumns.AMOUNT)),
          interval.monthly(row.getAs(SubscriptionColumns.BILLED)),
          PricePeriod.Leaving.values()[row.<Integer>getAs(SubscriptionColumns.LEAVING)],
          day(row, SubscriptionColumns.PAUSED_FROM, PricePeriod.NEVER),
          day(row, SubscriptionColumns.PAUSED_TO, PricePeriod.NEVER),
          day(row, SubscriptionColumns.TRIAL_END, PricePeriod.NO_TRIAL),
          row.getAs(SubscriptionColumns.CURRENCY));
    }

    private static int day(Row row, String column, int none) {
      Integer day = row.getAs(column);
      return day == null ? none : day;
    }

    private void count(int rowClass, Row row) {
      rows.merge(rowClass, 1L, Long::sum);
      BigInteger amount = BigInteger.valueOf(row.<Long>getAs(SubscriptionColumns.AMOUNT));
      amounts.merge(rowClass, amount, BigInteger::add);
    }

    private Iterator<Row> cells() {
      List<Row> cells = new ArrayList<>();
      add(cells, Kind.CUSTOMERS, books.customers());
      add(cells, Kind.SUBSCRIPTIONS, books.subscriptions());
      add(cells, Kind.LIVES, books.lives());
      rows.forEach((at, n) -> cells.add(cell(Kind.ROWS, ALL, at, BigDecimal.valueOf(n))));
      amounts.forEach((at, sum) -> cells.add(cell(Kind.AMOUNT, ALL, at, new BigDecimal(sum))));
      currencies.forEach(
          (code, n) -> cells.add(cell(Kind.CURRENCY, code, 0, BigDecimal.valueOf(n))));
      return cells.iterator();
    }

    private static void add(List<Row> cells, Kind kind, MonthCells from) {
      from.forEach(
          (plan, at, measure, value) ->
              cells.add(
                  RowFactory.create(
                      kind.ordinal(), plan, at, measure.ordinal(), new BigDecimal(value))));
    }

    private static Row cell(Kind kind, String key, int at, BigDecimal value) {
      return RowFactory.create(kind.ordinal(), key, at, 0, value);
    }
  }
}
