package io.perennial.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Observed money. In the code an amount is a {@code long} of micros (millionths of the currency
 * unit), so that sums are exact and independent of the order of rows; in tables it is {@code
 * decimal(19,6)}.
 */
public final class Money {
  /** Micros in one currency unit. */
  public static final long MICROS = 1_000_000L;

  /** Decimal places of one micro. */
  public static final int SCALE = 6;

  /** The largest amount, in currency units, that one row may carry. */
  public static final long LARGEST_ROW = 9_000_000_000_000L;

  /** An amount of one customer, in tables. */
  public static final DataType AMOUNT = DataTypes.createDecimalType(19, SCALE);

  /** A sum of amounts over customers, in tables. */
  public static final DataType TOTAL = DataTypes.createDecimalType(30, SCALE);

  /** Binary digits of the lower half of a sum. */
  private static final int HALF = 32;

  private Money() {}

  /** Micros as a decimal amount, exact. */
  public static Column amount(Column micros) {
    return micros.cast(DataTypes.createDecimalType(19, 0)).multiply(exactMicro()).cast(AMOUNT);
  }

  /** Micros as a double, for estimates; correctly rounded up to 2^53 micros. */
  public static Column estimate(Column micros) {
    return micros.cast(DataTypes.DoubleType).divide(functions.lit((double) MICROS));
  }

  /** The micros of an amount, a long. */
  public static Column micros(Column amount) {
    return Calls.of(new Micros(), "of", DataTypes.LongType, amount.cast(AMOUNT));
  }

  /**
   * The exact sum of micros over up to two billion rows, as micros in a decimal; null over none.
   */
  public static Column sum(Column micros) {
    // In halves that no sum makes too large for a long: longer decimals are objects.
    DataType digits = DataTypes.createDecimalType(19, 0);
    Column high = functions.sum(functions.shiftright(micros, HALF)).cast(digits);
    Column low = functions.sum(micros.bitwiseAND((1L << HALF) - 1)).cast(digits);
    return high.multiply(functions.lit(BigDecimal.valueOf(1L << HALF)))
        .plus(low)
        .cast(DataTypes.createDecimalType(29, 0));
  }

  /** A sum of micros, read from a row, as an amount. */
  public static BigDecimal amount(BigDecimal micros) {
    return micros == null
        ? BigDecimal.ZERO.setScale(SCALE)
        : new BigDecimal(micros.toBigIntegerExact(), SCALE);
  }

  /** A sum of micros as an amount. */
  public static BigDecimal amount(BigInteger micros) {
    return new BigDecimal(micros, SCALE);
  }

  /** Micros as an amount. */
  public static BigDecimal amount(long micros) {
    return new BigDecimal(BigInteger.valueOf(micros), SCALE);
  }

  private static Column exactMicro() {
    return functions.lit(new BigDecimal(BigInteger.ONE, SCALE));
  }
}
