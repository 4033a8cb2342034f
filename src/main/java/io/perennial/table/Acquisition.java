package io.perennial.table;

import static org.apache.spark.sql.functions.sum;

import io.perennial.config.Settings;
import io.perennial.economics.Allocation;
import io.perennial.economics.ValueToCost;
import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What winning customers cost, by period of their first purchase, channel and kind of spend, and
 * what they are worth for it: see {@link Allocation}. On where spend, a cost by customer, or visits
 * are configured.
 */
final class Acquisition extends SmallTable {
  /** First day of the period in which customers were won, as of the cohorts. */
  static final String PERIOD = "period";

  /**
   * The channel; {@code (none)}: not known, {@code (blended)}: all together, {@code (paid)}: those
   * that money of their own was spent on in the period.
   */
  static final String CHANNEL = "channel";

  /** The kind of spend; {@code (all)}: all of them, the fully loaded cost; {@code (none)}. */
  static final String KIND = "kind";

  /** Spend of the period. What is spent on no channel is shared by the customers of all. */
  static final String SPEND = "spend";

  /** The part of it that is laid on customers. */
  static final String ALLOCATED = "allocated";

  /** The part that is laid on nobody; allocated + unallocated = spend, exactly. */
  static final String UNALLOCATED = "unallocated";

  /** Customers won in the period. */
  static final String CUSTOMERS = "customers";

  /**
   * Spend ÷ customers, without what lies outside the data; null where nobody was won or nothing
   * spent. Where costs are told by customer, their mean.
   */
  static final String CAC = "cac";

  /** Why there is no CAC, and which part of the spend is laid on nobody; null where all is well. */
  static final String REASON = "reason";

  /** Margin to date of a customer, less the cost of goods and of serving as far as it is known. */
  static final String VALUE_TO_DATE = "value_to_date";

  /** The same with the margin that is predicted over the horizon; null without a prediction. */
  static final String LTV = "ltv";

  /** Value to date ÷ CAC. */
  static final String VALUE_TO_CAC = "value_to_cac";

  /** Of that, {@code below 3} or, at or below 1, {@code destroys value}. */
  static final String VALUE_TO_CAC_FLAG = "value_to_cac_flag";

  /** LTV ÷ CAC. */
  static final String LTV_TO_CAC = "ltv_to_cac";

  /** Of that, {@code below 3} or {@code destroys value}. */
  static final String LTV_TO_CAC_FLAG = "ltv_to_cac_flag";

  /** The highest sensible cost of a customer: a third of the LTV. */
  static final String HIGHEST_CAC = "highest_cac";

  /** Visits in the period; null where none are known. */
  static final String VISITS = "visits";

  /** Customers ÷ visits; {@code economics.conversion-rate} where visits are not known. */
  static final String CONVERSION_RATE = "conversion_rate";

  /** What a visitor is worth, LTV × conversion rate, and so the highest bid for one. */
  static final String HIGHEST_BID = "highest_bid";

  private static final StructType SCHEMA =
      new StructType()
          .add(PERIOD, DataTypes.DateType, false)
          .add(CHANNEL, DataTypes.StringType, false)
          .add(KIND, DataTypes.StringType, false)
          .add(SPEND, Money.TOTAL, false)
          .add(ALLOCATED, Money.TOTAL, false)
          .add(UNALLOCATED, Money.TOTAL, false)
          .add(CUSTOMERS, DataTypes.LongType, false)
          .add(CAC, Money.TOTAL)
          .add(REASON, DataTypes.StringType)
          .add(VALUE_TO_DATE, DataTypes.DoubleType)
          .add(LTV, DataTypes.DoubleType)
          .add(VALUE_TO_CAC, DataTypes.DoubleType)
          .add(VALUE_TO_CAC_FLAG, DataTypes.StringType)
          .add(LTV_TO_CAC, DataTypes.DoubleType)
          .add(LTV_TO_CAC_FLAG, DataTypes.StringType)
          .add(HIGHEST_CAC, DataTypes.DoubleType)
          .add(VISITS, DataTypes.DoubleType)
          .add(CONVERSION_RATE, DataTypes.DoubleType)
          .add(HIGHEST_BID, DataTypes.DoubleType);

  Acquisition() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "acquisition";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.input().spend().isConfigured()
        || settings.input().visits().isConfigured()
        || settings.input().customers().hasAcquisitionCost();
  }

  @Override
  List<Row> list(Facts facts) {
    return facts.allocation().lines().stream().map(line -> row(line, facts)).toList();
  }

  private static Row row(Allocation.Line line, Facts facts) {
    WonCustomers.Value value = facts.wonCustomers().value(line.period(), line.channels());
    Optional<BigDecimal> toDate = each(value.margin(), line.customers());
    Optional<BigDecimal> lifetime =
        value.predicted().flatMap(more -> each(value.margin().add(more), line.customers()));
    ValueToCost earned = ValueToCost.of(toDate, line.cac());
    ValueToCost expected = ValueToCost.of(lifetime, line.cac());
    Optional<BigDecimal> visits = facts.acquisition().visits(line);
    Optional<BigDecimal> rate =
        visits
            .flatMap(number -> each(BigDecimal.valueOf(line.customers()), number))
            .or(() -> facts.settings().economics().conversionRate());
    return RowFactory.create(
        line.period(),
        line.channel(),
        line.kind(),
        line.spend(),
        line.allocated(),
        line.unallocated(),
        line.customers(),
        line.cac().orElse(null),
        line.reason().orElse(null),
        number(toDate),
        number(lifetime),
        number(earned.ratio()),
        earned.flag().orElse(null),
        number(expected.ratio()),
        expected.flag().orElse(null),
        number(lifetime.map(ValueToCost::highestCac)),
        number(visits),
        number(rate),
        number(lifetime.flatMap(ltv -> rate.map(share -> ValueToCost.highestBid(ltv, share)))));
  }

  private static Optional<BigDecimal> each(BigDecimal sum, long customers) {
    return each(sum, BigDecimal.valueOf(customers));
  }

  private static Optional<BigDecimal> each(BigDecimal sum, BigDecimal number) {
    return number.signum() > 0
        ? Optional.of(sum.divide(number, MathContext.DECIMAL64))
        : Optional.empty();
  }

  private static Double number(Optional<BigDecimal> value) {
    return value.map(BigDecimal::doubleValue).orElse(null);
  }

  /** All spend is there and every customer is, once by channel and once in the blend. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    List<Row> ofAllKinds =
        written.stream().filter(row -> row.getAs(KIND).equals(Allocation.ALL_KINDS)).toList();
    List<Row> blended =
        ofAllKinds.stream().filter(row -> row.getAs(CHANNEL).equals(Allocation.BLENDED)).toList();
    List<Row> byChannel =
        ofAllKinds.stream()
            .filter(row -> !row.getAs(CHANNEL).equals(Allocation.BLENDED))
            .filter(row -> !row.getAs(CHANNEL).equals(Allocation.PAID))
            .toList();
    List<String> problems = new ArrayList<>();
    long buyers = facts.account().buyers();
    if (totalCount(blended, CUSTOMERS) != buyers || totalCount(byChannel, CUSTOMERS) != buyers) {
      problems.add(
          "acquisition holds %d customers in all and %d by channel instead of %d"
              .formatted(totalCount(blended, CUSTOMERS), totalCount(byChannel, CUSTOMERS), buyers));
    }
    BigDecimal spent = facts.spent();
    for (BigDecimal sum :
        List.of(
            totalAmount(blended, SPEND),
            totalAmount(byChannel, SPEND),
            totalAmount(blended, ALLOCATED).add(totalAmount(blended, UNALLOCATED)))) {
      if (sum.compareTo(spent) != 0) {
        problems.add("acquisition holds a spend of %s instead of %s".formatted(sum, spent));
      }
    }
    return problems;
  }
}
