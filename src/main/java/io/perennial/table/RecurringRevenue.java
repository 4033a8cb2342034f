package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.schema.Money;
import io.perennial.subscription.Measure;
import io.perennial.subscription.MonthFigures;
import io.perennial.subscription.MonthTable;
import io.perennial.subscription.Months;
import io.perennial.subscription.SubscriptionBase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Monthly recurring revenue and what moved it: one row a month, of the whole base with a null plan,
 * and where plans are mapped one row a month and plan. Opening + new + reactivation + expansion +
 * resumed + fx + transferred_in − contraction − churn − paused − transferred_out = closing,
 * exactly; the closing of a month is the opening of the next, and the plans add up to the base.
 * Movements are decided by the sum of a customer or, in the other table of this kind, by each
 * subscription, whose columns then count subscriptions, not customers.
 */
final class RecurringRevenue extends SmallTable {
  /** First day of the month. */
  static final String MONTH = "month";

  /** Null for the whole base. */
  static final String PLAN = "plan";

  static final String OPENING = "opening";
  static final String CLOSING = "closing";

  /** What the movements add to the opening. */
  private static final List<String> UP =
      List.of("new", "reactivation", "expansion", "resumed", "fx", "transferred_in");

  /** What they take from it. */
  private static final List<String> DOWN =
      List.of("contraction", "churn", "paused", "transferred_out");

  /** What the plans add up to; transfers leave nothing. */
  private static final List<String> SHARED =
      List.of(
          "new",
          "reactivation",
          "expansion",
          "resumed",
          "fx",
          "contraction",
          "churn",
          "paused",
          CLOSING);

  private static final String TRANSFERS = "transfers";

  private static final StructType SCHEMA =
      new StructType()
          .add(MONTH, DataTypes.DateType, false)
          .add(PLAN, DataTypes.StringType)
          .add(OPENING, Money.TOTAL, false)
          .add("new", Money.TOTAL, false)
          .add("reactivation", Money.TOTAL, false)
          .add("expansion", Money.TOTAL, false)
          .add("resumed", Money.TOTAL, false)
          .add("fx", Money.TOTAL, false)
          .add("contraction", Money.TOTAL, false)
          .add("churn", Money.TOTAL, false)
          .add("paused", Money.TOTAL, false)
          .add("transferred_in", Money.TOTAL, false)
          .add("transferred_out", Money.TOTAL, false)
          .add(CLOSING, Money.TOTAL, false)
          .add("billed", Money.TOTAL)
          .add("active_customers", DataTypes.LongType, false)
          .add("logo_churn", DataTypes.DoubleType)
          .add("gross_retention", DataTypes.DoubleType)
          .add("net_retention", DataTypes.DoubleType)
          .add("quick_ratio", DataTypes.DoubleType)
          .add("arpa", DataTypes.DoubleType)
          .add("committed", Money.TOTAL)
          .add("churn_voluntary", Money.TOTAL)
          .add("churn_involuntary", Money.TOTAL)
          .add("gross_retention_12", DataTypes.DoubleType)
          .add("net_retention_12", DataTypes.DoubleType)
          .add("new_customers", DataTypes.LongType)
          .add("reactivated_customers", DataTypes.LongType)
          .add("churned_customers", DataTypes.LongType)
          .add("trials", DataTypes.LongType, false)
          .add("conversions", DataTypes.LongType, false)
          .add("observed", DataTypes.BooleanType, false);

  private final String name;
  private final Function<SubscriptionBase, MonthTable> decidedBy;

  private RecurringRevenue(String name, Function<SubscriptionBase, MonthTable> decidedBy) {
    super(SCHEMA);
    this.name = name;
    this.decidedBy = decidedBy;
  }

  /** Decided by the sum of each customer. */
  static RecurringRevenue byCustomer() {
    return new RecurringRevenue("subscriptions", SubscriptionBase::customers);
  }

  /** Decided by each subscription. */
  static RecurringRevenue bySubscription() {
    return new RecurringRevenue("subscription_movements", SubscriptionBase::subscriptions);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.input().subscriptions().isConfigured();
  }

  @Override
  public boolean isOfTransactions() {
    return false;
  }

  @Override
  List<Row> list(Facts facts) {
    Facts.Subscriptions of = facts.subscriptions();
    MonthTable months = decidedBy.apply(of.base());
    int last = Months.of(Math.toIntExact(facts.runDate().toEpochDay()));
    List<Row> rows = new ArrayList<>();
    months.all(last).forEach(month -> rows.add(row(of, facts.runDate(), null, last, month)));
    for (String plan : months.plans()) {
      months
          .months(plan, last)
          .forEach(month -> rows.add(row(of, facts.runDate(), plan, last, month)));
    }
    return rows;
  }

  private static Row row(
      Facts.Subscriptions of, LocalDate runDate, String plan, int last, MonthFigures month) {
    LocalDate lastDay = Months.firstDay(month.month() + 1).minusDays(1);
    boolean isBase = plan == null;
    return RowFactory.create(
        Months.firstDay(month.month()),
        plan,
        amount(month.opening()),
        amount(month, Measure.NEW),
        amount(month, Measure.REACTIVATION),
        amount(month, Measure.EXPANSION),
        amount(month, Measure.RESUMED),
        amount(month, Measure.FX),
        amount(month, Measure.CONTRACTION),
        amount(month, Measure.CHURN),
        amount(month, Measure.PAUSED),
        amount(month, Measure.TRANSFERRED_IN),
        amount(month, Measure.TRANSFERRED_OUT),
        amount(month, Measure.CLOSING),
        of.hasBilled() ? amount(month, Measure.BILLED) : null,
        count(month, Measure.ACTIVE),
        month.logoChurn(),
        month.grossRetention(),
        month.netRetention(),
        month.quickRatio(),
        month.arpa(),
        of.hasReasons() && month.month() == last ? amount(month, Measure.COMMITTED) : null,
        of.hasReasons() ? amount(month, Measure.CHURN_VOLUNTARY) : null,
        of.hasReasons() ? amount(month, Measure.CHURN_INVOLUNTARY) : null,
        month.grossRetentionOfYear(),
        month.netRetentionOfYear(),
        isBase ? count(month, Measure.NEW_CUSTOMERS) : null,
        isBase ? count(month, Measure.REACTIVATED_CUSTOMERS) : null,
        isBase ? count(month, Measure.CHURNED_CUSTOMERS) : null,
        count(month, Measure.TRIALS),
        count(month, Measure.CONVERSIONS),
        !lastDay.plusDays(of.policy().graceDays()).isAfter(runDate));
  }

  private static BigDecimal amount(MonthFigures month, Measure measure) {
    return amount(month.sum(measure));
  }

  private static BigDecimal amount(BigInteger micros) {
    return new BigDecimal(micros, Money.SCALE);
  }

  private static Long count(MonthFigures month, Measure measure) {
    return month.sum(measure).longValueExact();
  }

  /** Nothing is unexplained, no month is missing, and the plans are the base. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    List<Row> sorted =
        written.stream()
            .sorted(
                Comparator.comparing(
                        (Row row) -> row.<String>getAs(PLAN),
                        Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(RecurringRevenue::month))
            .toList();
    List<String> problems = new ArrayList<>();
    Map<LocalDate, Map<String, BigDecimal>> plans = new HashMap<>();
    Row before = null;
    for (Row row : sorted) {
      String where = "%s of %s, plan %s".formatted(name, month(row), row.getAs(PLAN));
      BigDecimal explained = row.getAs(OPENING);
      for (String movement : UP) {
        explained = explained.add(row.getAs(movement));
      }
      for (String movement : DOWN) {
        explained = explained.subtract(row.getAs(movement));
      }
      require(where + ": the movements explain a closing", explained, row.getAs(CLOSING), problems);
      boolean goesOn =
          before != null && Objects.equals(before.<String>getAs(PLAN), row.<String>getAs(PLAN));
      if (goesOn) {
        require(where + " opens with", row.getAs(OPENING), before.getAs(CLOSING), problems);
        if (!month(before).plusMonths(1).equals(month(row))) {
          problems.add(where + ": the month before is missing");
        }
      }
      before = row;
      if (row.getAs(PLAN) != null) {
        add(row, plans);
      }
    }
    if (facts.subscriptions().policy().hasPlans()) {
      written.stream()
          .filter(row -> row.getAs(PLAN) == null)
          .forEach(row -> compare(row, plans, problems));
    }
    return problems;
  }

  private static LocalDate month(Row row) {
    // Sessions differ in the class they give dates to Java as.
    return LocalDate.parse(row.getAs(MONTH).toString());
  }

  private static void add(Row row, Map<LocalDate, Map<String, BigDecimal>> plans) {
    Map<String, BigDecimal> sums = plans.computeIfAbsent(month(row), any -> new HashMap<>());
    SHARED.forEach(column -> sums.merge(column, row.getAs(column), BigDecimal::add));
    sums.merge(TRANSFERS, row.getAs("transferred_in"), BigDecimal::add);
    sums.merge(TRANSFERS, row.<BigDecimal>getAs("transferred_out").negate(), BigDecimal::add);
  }

  private void compare(
      Row base, Map<LocalDate, Map<String, BigDecimal>> plans, List<String> problems) {
    LocalDate month = month(base);
    Map<String, BigDecimal> sums = plans.getOrDefault(month, Map.of());
    for (String column : SHARED) {
      require(
          "%s of %s: the plans have %s".formatted(name, month, column),
          sums.getOrDefault(column, BigDecimal.ZERO),
          base.getAs(column),
          problems);
    }
    require(
        "%s of %s: transfers leave".formatted(name, month),
        sums.getOrDefault(TRANSFERS, BigDecimal.ZERO),
        BigDecimal.ZERO,
        problems);
  }

  private static void require(
      String what, BigDecimal found, BigDecimal expected, List<String> problems) {
    if (found.compareTo(expected) != 0) {
      problems.add(
          "%s of %s instead of %s"
              .formatted(what, found.toPlainString(), expected.toPlainString()));
    }
  }
}
