package io.perennial.table;

import io.perennial.cohort.Amounts;
import io.perennial.cohort.CohortActivity;
import io.perennial.cohort.FixedAges;
import io.perennial.config.Settings.TimeUnit;
import io.perennial.economics.Allocation;
import io.perennial.economics.Payback;
import io.perennial.economics.PaybackProjection;
import io.perennial.economics.UnitCosts;
import io.perennial.economics.ValueToCost;
import io.perennial.model.interval.CohortForecast;
import io.perennial.schema.Dimensions;
import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns on what the customers of a cohort cost to win, when they have paid it back, and what
 * they are worth for it. All null where no cost of acquisition is configured.
 */
final class PaybackColumns {
  /** Cost of a customer, as in the table acquisition: the blended one, or that of a channel. */
  static final String CAC = "cac";

  /**
   * The first month of their age by whose end the margin per customer reaches that cost: counted
   * from 0, a twelfth of a year long. Null while it has not.
   */
  static final String PAYBACK_MONTH = "payback_month";

  /** How far they are where they have not, such as {@code 27.50 of 30.00 so far}, or why. */
  static final String PAYBACK_PROGRESS = "payback_progress";

  /**
   * A projection, of cohorts of all customers that have not paid back: the month of age in which
   * what is missing is made up for, if the margin that is predicted comes evenly over the horizon;
   * null where the horizon ends before.
   */
  static final String PAYBACK_PROJECTED_MONTH = "payback_projected_month";

  /** The same with the upper end of the interval of the predicted margin. */
  static final String PAYBACK_PROJECTED_MONTH_LOW = "payback_projected_month_low";

  /** The same with the lower end; null where the horizon ends before. */
  static final String PAYBACK_PROJECTED_MONTH_HIGH = "payback_projected_month_high";

  /** {@link AgeColumns#LTV} ÷ CAC. */
  static final String LTV_TO_CAC = "ltv_to_cac_";

  /** Of that, {@code below 3} or, at or below 1, {@code destroys value}. */
  static final String LTV_TO_CAC_FLAG = "ltv_to_cac_flag_";

  private static final int COLUMNS = 6 + 2 * FixedAges.DAYS.size();

  private final Facts facts;
  private final Allocation allocation;
  private final UnitCosts costs;

  private PaybackColumns(Facts facts) {
    this.facts = facts;
    this.allocation = facts.allocation();
    this.costs = facts.unitCosts();
  }

  /** The schema with these columns. */
  static StructType addTo(StructType schema) {
    StructType all =
        schema
            .add(CAC, Money.TOTAL)
            .add(PAYBACK_MONTH, DataTypes.IntegerType)
            .add(PAYBACK_PROGRESS, DataTypes.StringType)
            .add(PAYBACK_PROJECTED_MONTH, DataTypes.IntegerType)
            .add(PAYBACK_PROJECTED_MONTH_LOW, DataTypes.IntegerType)
            .add(PAYBACK_PROJECTED_MONTH_HIGH, DataTypes.IntegerType);
    for (int age : FixedAges.DAYS) {
      all =
          all.add(LTV_TO_CAC + age, DataTypes.DoubleType)
              .add(LTV_TO_CAC_FLAG + age, DataTypes.StringType);
    }
    return all;
  }

  /**
   * The values of these columns.
   *
   * @param cohort null for customers of all cohorts
   * @param ltv by age, null where it is not known
   */
  static List<Object> values(
      LocalDate cohort,
      ActivitySegment segment,
      CohortActivity customers,
      List<Double> ltv,
      Facts facts) {
    return facts.knowsAcquisitionCost()
        ? new PaybackColumns(facts).row(cohort, segment, customers, ltv)
        : Collections.nCopies(COLUMNS, null);
  }

  private List<Object> row(
      LocalDate cohort, ActivitySegment segment, CohortActivity customers, List<Double> ltv) {
    Optional<String> channel = channel(segment);
    Optional<Allocation.Line> line =
        channel.filter(name -> cohort != null).flatMap(name -> allocation.line(cohort, name));
    Optional<BigDecimal> cac =
        cohort == null ? channel.flatMap(allocation::cac) : line.flatMap(Allocation.Line::cac);
    String unknown =
        channel.isEmpty()
            ? "costs are known of all customers and of channels"
            : segment.name().equals(Dimensions.OTHER)
                ? "several channels"
                : line.flatMap(Allocation.Line::reason).orElse("no spend");
    Payback payback =
        cohort == null
            ? new Payback(OptionalInt.empty(), Optional.of("see the cohorts"))
            : Payback.of(cac, unknown, customers.customers(), margins(customers));
    List<Object> values = new ArrayList<>();
    values.add(cac.orElse(null));
    values.add(boxed(payback.month()));
    values.add(payback.progress().orElse(null));
    boolean isProjected =
        cohort != null
            && cac.isPresent()
            && payback.month().isEmpty()
            && segment.dimension().equals(Dimensions.ALL);
    values.addAll(
        isProjected ? projected(cohort, cac.get(), customers) : Arrays.asList(null, null, null));
    for (Double value : ltv) {
      ValueToCost ratio = ValueToCost.of(Optional.ofNullable(value).map(BigDecimal::valueOf), cac);
      values.add(ratio.ratio().map(BigDecimal::doubleValue).orElse(null));
      values.add(ratio.flag().orElse(null));
    }
    return values;
  }

  /** The channel of the table acquisition that a segment is; empty for other dimensions. */
  private Optional<String> channel(ActivitySegment segment) {
    if (segment.dimension().equals(Dimensions.ALL)) {
      return Optional.of(Allocation.BLENDED);
    }
    return facts
        .settings()
        .channel()
        .filter(segment.dimension()::equals)
        .map(any -> segment.name());
  }

  /** The margins of the months of age that have ended for all. */
  private List<BigDecimal> margins(CohortActivity customers) {
    return customers.endedMonths(facts.runDate()).stream().map(this::delivered).toList();
  }

  private List<Object> projected(LocalDate cohort, BigDecimal cac, CohortActivity customers) {
    BigDecimal margin =
        customers.months().values().stream()
            .map(this::delivered)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    double ageDays =
        customers.acquired().entrySet().stream()
                .mapToDouble(
                    day ->
                        (double) day.getValue()
                            * ChronoUnit.DAYS.between(day.getKey(), facts.runDate()))
                .sum()
            / customers.customers();
    PaybackProjection projection =
        new PaybackProjection(
            cac.subtract(each(margin, customers)).doubleValue(),
            ageDays / TimeUnit.MONTH.days(),
            facts.settings().clv().horizonDays() / TimeUnit.MONTH.days());
    Optional<CohortForecast> forecast =
        facts.equity().stream()
            .filter(each -> each.cohort().filter(cohort::equals).isPresent())
            .filter(each -> each.predictedClv() != null)
            .findFirst();
    return Arrays.asList(
        month(projection, forecast.map(CohortForecast::predictedClv), customers),
        month(
            projection,
            forecast.flatMap(CohortForecast::clv).map(interval -> interval.high()),
            customers),
        month(
            projection,
            forecast.flatMap(CohortForecast::clv).map(interval -> interval.low()),
            customers));
  }

  private static Integer month(
      PaybackProjection projection, Optional<Double> predicted, CohortActivity customers) {
    return predicted.map(sum -> boxed(projection.month(sum / customers.customers()))).orElse(null);
  }

  private BigDecimal delivered(Amounts amounts) {
    return costs
        .margins(amounts.revenue(), amounts.orders(), amounts.cost(), Optional.empty())
        .delivered();
  }

  private static BigDecimal each(BigDecimal sum, CohortActivity customers) {
    return Allocation.perCustomer(sum, customers.customers());
  }

  private static Integer boxed(OptionalInt month) {
    return month.isPresent() ? (Integer) month.getAsInt() : null;
  }
}
