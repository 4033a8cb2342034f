package io.perennial.table;

import io.perennial.cohort.PeriodActivity;
import io.perennial.cohort.RevenueBridge;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The base from month to month and from quarter to quarter, of all customers and by attribute: who
 * came, stayed, came back and stayed away, and what made revenue change. Every period from the
 * first of all customers to the one of the run date has a row; one that ended without a purchase is
 * a row of zeros. In the period that has not ended, counts are those observed so far, null for
 * none, and what needs all of it is null.
 */
final class Periods extends SmallTable {
  /** {@code month} or {@code quarter}. */
  static final String KIND = "kind";

  /** First day of the period. */
  static final String PERIOD = "period";

  /** What splits the customers into segments. */
  static final String DIMENSION = "dimension";

  /** The segment. */
  static final String SEGMENT = "segment";

  /** Customers with a purchase day in the period. */
  static final String ACTIVE = "active";

  /** Of the active, those whose first purchase day lies in it. */
  static final String NEW = "new";

  /** Of the active, those who bought in the period before, too; null in the first period. */
  static final String RETAINED = "retained";

  /** Of the active, those who had bought, but not in the period before; null in the first. */
  static final String RETURNED = "returned";

  /**
   * Customers who bought in the period before and not in this one; null in the first period, and
   * while the period has not ended.
   */
  static final String LAPSED = "lapsed";

  /** Purchase days of the active customers. */
  static final String PURCHASE_DAYS = "purchase_days";

  /** Orders. */
  static final String ORDERS = "orders";

  /** Net amount of the days in the period, also of customers who only gave back. */
  static final String REVENUE = "revenue";

  /**
   * Part that the number of active customers has in the change of revenue since the period before
   * (see {@link RevenueBridge}); null in the first period, and while the period has not ended.
   */
  static final String BRIDGE_CUSTOMERS = "bridge_customers";

  /** Part of the purchase days of an active customer, likewise. */
  static final String BRIDGE_FREQUENCY = "bridge_frequency";

  /** Part of the net amount of a purchase day, likewise. */
  static final String BRIDGE_VALUE = "bridge_value";

  /** Whether the period had ended by the run date. */
  static final String OBSERVED = "observed";

  private static final StructType SCHEMA =
      new StructType()
          .add(KIND, DataTypes.StringType, false)
          .add(PERIOD, DataTypes.DateType, false)
          .add(DIMENSION, DataTypes.StringType, false)
          .add(SEGMENT, DataTypes.StringType, false)
          .add(ACTIVE, DataTypes.LongType)
          .add(NEW, DataTypes.LongType)
          .add(RETAINED, DataTypes.LongType)
          .add(RETURNED, DataTypes.LongType)
          .add(LAPSED, DataTypes.LongType)
          .add(PURCHASE_DAYS, DataTypes.LongType)
          .add(ORDERS, DataTypes.LongType)
          .add(REVENUE, Money.TOTAL)
          .add(BRIDGE_CUSTOMERS, Money.TOTAL)
          .add(BRIDGE_FREQUENCY, Money.TOTAL)
          .add(BRIDGE_VALUE, Money.TOTAL)
          .add(OBSERVED, DataTypes.BooleanType, false);

  private static final List<Period> KINDS = List.of(Period.MONTH, Period.QUARTER);

  Periods() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "periods";
  }

  @Override
  List<Row> list(Facts facts) {
    return rows(facts.activitySegments(), facts.runDate());
  }

  /**
   * The rows of the table.
   *
   * @param segments that of all customers first
   */
  static List<Row> rows(List<ActivitySegment> segments, LocalDate runDate) {
    List<Row> rows = new ArrayList<>();
    for (Period kind : KINDS) {
      SortedMap<LocalDate, PeriodActivity> all = segments.get(0).activity().periods().get(kind);
      int first = kind.number(all.firstKey());
      for (ActivitySegment segment : segments) {
        addRows(rows, kind, first, segment, runDate);
      }
    }
    return rows;
  }

  private static void addRows(
      List<Row> rows, Period kind, int first, ActivitySegment segment, LocalDate runDate) {
    SortedMap<LocalDate, PeriodActivity> found = segment.activity().periods().get(kind);
    Optional<PeriodActivity> before = Optional.empty();
    for (int number = first; number <= kind.number(runDate); number++) {
      LocalDate start = kind.start(number);
      PeriodActivity now = found.getOrDefault(start, PeriodActivity.NONE);
      boolean observed = !kind.start(number + 1).isAfter(runDate.plusDays(1));
      boolean known = observed || found.containsKey(start);
      boolean follows = known && before.isPresent();
      Optional<RevenueBridge> bridge =
          before
              .filter(earlier -> observed)
              .map(earlier -> RevenueBridge.between(factors(earlier), factors(now)));
      rows.add(
          RowFactory.create(
              kind.name().toLowerCase(Locale.ROOT),
              start,
              segment.dimension(),
              segment.name(),
              known ? now.active() : null,
              known ? now.acquired() : null,
              follows ? now.retained() : null,
              follows ? now.returned() : null,
              before
                  .filter(earlier -> observed)
                  .map(earlier -> earlier.active() - now.retained())
                  .orElse(null),
              known ? now.purchaseDays() : null,
              known ? now.amounts().orders() : null,
              known ? now.amounts().revenue() : null,
              bridge.map(RevenueBridge::customers).orElse(null),
              bridge.map(RevenueBridge::frequency).orElse(null),
              bridge.map(RevenueBridge::value).orElse(null),
              observed));
      before = Optional.of(now);
    }
  }

  private static RevenueBridge.Factors factors(PeriodActivity period) {
    return new RevenueBridge.Factors(
        period.active(), period.purchaseDays(), period.amounts().revenue());
  }

  /** Of every kind and dimension, all customers are new once, and the revenue is all there is. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    Map<String, Long> customers = new TreeMap<>();
    Map<String, BigDecimal> revenue = new TreeMap<>();
    for (Row row : written) {
      String of = "%ss of dimension %s".formatted(row.getAs(KIND), row.getAs(DIMENSION));
      customers.merge(of, row.getAs(NEW) == null ? 0L : row.getAs(NEW), Long::sum);
      revenue.merge(
          of, row.getAs(REVENUE) == null ? BigDecimal.ZERO : row.getAs(REVENUE), BigDecimal::add);
    }
    long buyers = facts.account().buyers();
    BigDecimal total = facts.account().revenue();
    List<String> problems = new ArrayList<>();
    for (String of : customers.keySet()) {
      if (customers.get(of) != buyers || revenue.get(of).compareTo(total) != 0) {
        problems.add(
            "periods holds %d new customers and a revenue of %s in %s instead of %d and %s"
                .formatted(customers.get(of), revenue.get(of), of, buyers, total));
      }
    }
    return problems;
  }
}
