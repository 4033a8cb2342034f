package io.perennial.economics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;

import io.perennial.config.Settings;
import io.perennial.history.HistoryColumns;
import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * What orders cost: the goods, by a cost of each row or by a margin rate, and serving them, by an
 * amount an order and a share of revenue. Amounts are rounded to micros, halves away from zero;
 * micros of single customers add up to those of all exactly, so sums of many customers are made of
 * the columns, not of the revenue of all.
 *
 * @param costs whether the cost of goods is measured
 * @param marginRate share of revenue that is margin, where it is not; 1 where it is not known
 *     either
 * @param perOrder cost to serve an order
 * @param share cost to serve as a share of net revenue
 */
public record UnitCosts(
    CustomerValue.Costs costs, BigDecimal marginRate, BigDecimal perOrder, BigDecimal share) {
  /** Decimal places of shares. */
  private static final int SHARE_SCALE = 12;

  public UnitCosts {
    marginRate = marginRate.setScale(SHARE_SCALE, RoundingMode.HALF_UP);
    perOrder = perOrder.setScale(Money.SCALE, RoundingMode.HALF_UP);
    share = share.setScale(SHARE_SCALE, RoundingMode.HALF_UP);
  }

  /** The costs that are configured. */
  public static UnitCosts of(Settings settings) {
    return new UnitCosts(
        settings.input().columns().cost().isPresent()
            ? CustomerValue.Costs.KNOWN
            : CustomerValue.Costs.UNKNOWN,
        BigDecimal.valueOf(settings.clv().margin()),
        settings.economics().costPerOrder(),
        settings.economics().costShare());
  }

  /** Whether the cost of goods is known. */
  public boolean knowsGoods() {
    return costs == CustomerValue.Costs.KNOWN || marginRate.compareTo(BigDecimal.ONE) != 0;
  }

  /** Whether the cost to serve is known. */
  public boolean knowsService() {
    return perOrder.signum() != 0 || share.signum() != 0;
  }

  /**
   * The margins of one customer, or of many as far as single micros do not matter.
   *
   * @param revenue net amount
   * @param cost measured cost of goods; not looked at where it is not measured
   * @param acquisition what winning the customers has cost; empty where it is not known
   */
  public Margins margins(
      BigDecimal revenue, long orders, BigDecimal cost, Optional<BigDecimal> acquisition) {
    return Margins.of(revenue, goods(revenue, cost), service(revenue, orders), acquisition);
  }

  private Optional<BigDecimal> goods(BigDecimal revenue, BigDecimal cost) {
    if (!knowsGoods()) {
      return Optional.empty();
    }
    return Optional.of(costs == CustomerValue.Costs.KNOWN ? cost : part(revenue, goodsShare()));
  }

  private Optional<BigDecimal> service(BigDecimal revenue, long orders) {
    return knowsService()
        ? Optional.of(perOrder.multiply(BigDecimal.valueOf(orders)).add(part(revenue, share)))
        : Optional.empty();
  }

  private static BigDecimal part(BigDecimal revenue, BigDecimal share) {
    return revenue.multiply(share).setScale(Money.SCALE, RoundingMode.HALF_UP);
  }

  private BigDecimal goodsShare() {
    return BigDecimal.ONE.subtract(marginRate);
  }

  /** Cost of goods of a customer in micros, over the columns of a history; 0 if not known. */
  public Column goodsMicros() {
    return costs == CustomerValue.Costs.KNOWN
        ? col(HistoryColumns.COST)
        : micros(col(HistoryColumns.REVENUE), goodsShare());
  }

  /** Cost to serve a customer in micros, over the columns of a history; 0 if not known. */
  public Column serviceMicros() {
    return micros(col(HistoryColumns.REVENUE), share)
        .plus(
            col(HistoryColumns.ORDERS)
                .cast("long")
                .multiply(perOrder.unscaledValue().longValueExact()));
  }

  private static Column micros(Column micros, BigDecimal share) {
    if (share.signum() == 0) {
      return lit(0L);
    }
    // decimal(19,0) × decimal(13,12): 33 digits, exact.
    Column exact = micros.cast(DataTypes.createDecimalType(19, 0)).multiply(lit(share));
    return round(exact, 0).cast(DataTypes.LongType);
  }
}
