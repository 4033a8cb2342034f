package io.perennial.table;

import io.perennial.model.interval.Interval;
import io.perennial.schema.Money;
import io.perennial.table.SegmentTotals.Sum;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the customers of a segment are worth: one row a dimension and segment, and one of all
 * customers, {@code all}. Sums are over the customers of the row; those of the segments of a
 * dimension add up to those of all customers, and to the scores, exactly.
 */
final class Segments extends SmallTable {
  /** What customers are split by; {@code all} for the row of all customers. */
  static final String DIMENSION = "dimension";

  /** Name of the segment; {@code (none)} where it is not known, {@code (other)} of small ones. */
  static final String SEGMENT = "segment";

  /** Number of customers. */
  static final String CUSTOMERS = "customers";

  /** Net amount to date. */
  static final String REVENUE = "revenue";

  /** Net amount less the cost of goods, as far as it is known. */
  static final String MARGIN_PRODUCT = "margin_product";

  /** The same less the cost to serve, as far as it is known. */
  static final String MARGIN_DELIVERED = "margin_delivered";

  /**
   * The same less the cost of acquisition, of the customers of whom it is known; null without any.
   */
  static final String MARGIN_AFTER_ACQUISITION = "margin_after_acquisition";

  /** Expected discounted margin over the horizon; null without a model. */
  static final String PREDICTED_CLV = "predicted_clv";

  /** Lower end of its interval, see {@link SegmentInterval}. */
  static final String PREDICTED_CLV_LOW = "predicted_clv_low";

  /** Upper end of its interval. */
  static final String PREDICTED_CLV_HIGH = "predicted_clv_high";

  /** Mean probability of being active. */
  static final String P_ALIVE = "p_alive";

  /** Mean of the days of the horizon in which customers are expected to be active. */
  static final String EXPECTED_LIFETIME_DAYS = "expected_lifetime_days";

  /** Churn a month, by the windows of the classic formula; null where it cannot be measured. */
  static final String MONTHLY_CHURN = "monthly_churn";

  /** Net amount of an order. */
  static final String ORDER_VALUE = "order_value";

  /** Orders of a customer in a month since the first purchase. */
  static final String ORDERS_PER_MONTH = "orders_per_month";

  /** Mean cost of acquisition of the customers of whom it is known. */
  static final String CAC = "cac";

  /** Margin to date and predicted value of a customer ÷ {@link #CAC}. */
  static final String LTV_TO_CAC = "ltv_to_cac";

  /** {@link #CAC} ÷ monthly margin of a customer. */
  static final String PAYBACK_MONTHS = "payback_months";

  /** Margin to date and predicted value that 10% of the customers do not exceed. */
  static final String VALUE_P10 = "value_p10";

  /** The median of the same. */
  static final String VALUE_P50 = "value_p50";

  /** What 90% of the customers do not exceed of the same. */
  static final String VALUE_P90 = "value_p90";

  private static final StructType SCHEMA =
      new StructType()
          .add(DIMENSION, DataTypes.StringType, false)
          .add(SEGMENT, DataTypes.StringType, false)
          .add(CUSTOMERS, DataTypes.LongType, false)
          .add(REVENUE, Money.TOTAL, false)
          .add(MARGIN_PRODUCT, Money.TOTAL, false)
          .add(MARGIN_DELIVERED, Money.TOTAL, false)
          .add(MARGIN_AFTER_ACQUISITION, Money.TOTAL)
          .add(PREDICTED_CLV, DataTypes.DoubleType)
          .add(PREDICTED_CLV_LOW, DataTypes.DoubleType)
          .add(PREDICTED_CLV_HIGH, DataTypes.DoubleType)
          .add(P_ALIVE, DataTypes.DoubleType)
          .add(EXPECTED_LIFETIME_DAYS, DataTypes.DoubleType)
          .add(MONTHLY_CHURN, DataTypes.DoubleType)
          .add(ORDER_VALUE, DataTypes.DoubleType)
          .add(ORDERS_PER_MONTH, DataTypes.DoubleType)
          .add(CAC, DataTypes.DoubleType)
          .add(LTV_TO_CAC, DataTypes.DoubleType)
          .add(PAYBACK_MONTHS, DataTypes.DoubleType)
          .add(VALUE_P10, DataTypes.DoubleType, false)
          .add(VALUE_P50, DataTypes.DoubleType, false)
          .add(VALUE_P90, DataTypes.DoubleType, false);

  Segments() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "segments";
  }

  @Override
  List<Row> list(Facts facts) {
    List<SegmentTotals> segments = facts.segments();
    Optional<Interval> all = facts.equity().get(0).clv();
    double level = facts.settings().intervals().level();
    SegmentTotals base = segments.get(0);
    return segments.stream()
        .map(
            segment ->
                row(
                    new SegmentEconomics(segment, facts),
                    all.map(around -> SegmentInterval.of(segment, base, around, level))))
        .toList();
  }

  private static Row row(SegmentEconomics segment, Optional<Interval> clv) {
    SegmentTotals totals = segment.totals();
    return RowFactory.create(
        totals.dimension(),
        totals.segment(),
        totals.customers(),
        totals.sum(Sum.REVENUE),
        totals.sum(Sum.MARGIN_PRODUCT),
        totals.sum(Sum.MARGIN_DELIVERED),
        totals.count(Sum.MARGIN_AFTER_ACQUISITION) == 0
            ? null
            : totals.sum(Sum.MARGIN_AFTER_ACQUISITION),
        totals.count(Sum.PREDICTED_CLV) == 0 ? null : totals.sum(Sum.PREDICTED_CLV).doubleValue(),
        clv.map(Interval::low).orElse(null),
        clv.map(Interval::high).orElse(null),
        orNull(totals.mean(Sum.P_ALIVE)),
        orNull(totals.mean(Sum.EXPECTED_LIFETIME_DAYS)),
        orNull(segment.churn().monthly()),
        segment.orderValue().value(),
        segment.ordersPerMonth().value(),
        orNull(totals.mean(Sum.ACQUISITION_COST)),
        segment.valueToCost(),
        segment.paybackMonths(),
        totals.value(0.1),
        totals.value(0.5),
        totals.value(0.9));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  /** Every dimension holds all customers and their whole revenue. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    Map<String, List<Row>> dimensions =
        written.stream().collect(Collectors.groupingBy(row -> row.getAs(DIMENSION)));
    List<String> problems = new ArrayList<>();
    dimensions.forEach(
        (dimension, rows) -> {
          long customers = totalCount(rows, CUSTOMERS);
          BigDecimal revenue = totalAmount(rows, REVENUE);
          if (customers != facts.account().buyers()
              || revenue.compareTo(facts.account().revenue()) != 0) {
            problems.add(
                "segments by %s hold %d customers with a revenue of %s instead of %d with %s"
                    .formatted(
                        dimension,
                        customers,
                        revenue,
                        facts.account().buyers(),
                        facts.account().revenue()));
          }
        });
    for (Row row : written) {
      Double low = row.getAs(PREDICTED_CLV_LOW);
      Double high = row.getAs(PREDICTED_CLV_HIGH);
      if (low != null && !(low <= high && Double.isFinite(high - low))) {
        problems.add(
            "segment %s by %s has an interval from %s to %s"
                .formatted(row.getAs(SEGMENT), row.getAs(DIMENSION), low, high));
      }
    }
    return problems;
  }
}
