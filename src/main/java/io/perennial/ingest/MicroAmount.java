package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Money;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * An amount of any numeric type, or of text, read as micros: rounded to the nearest millionth of
 * the currency unit, halves away from zero.
 *
 * @param micros 0 where the amount cannot be used
 * @param missing the input is null or blank
 * @param unreadable text that is no number
 * @param notFinite NaN or infinite
 * @param outOfRange beyond {@link Money#LARGEST_ROW}
 */
record MicroAmount(
    Column micros, Column missing, Column unreadable, Column notFinite, Column outOfRange) {

  /** Text is rounded once, straight to micros. */
  private static final DataType WIDE = DataTypes.createDecimalType(38, Money.SCALE);

  static boolean accepts(DataType type) {
    return type instanceof NumericType || type instanceof StringType;
  }

  static MicroAmount of(Column input, DataType type) {
    Column missing = input.isNull();
    if (type instanceof StringType) {
      MicroAmount parsed = of(TextValues.boundedNumber(input).try_cast(WIDE), WIDE);
      Column blank = TextValues.isBlank(input);
      Column unreadable = parsed.missing.and(blank.equalTo(lit(false)));
      return new MicroAmount(parsed.micros, blank, unreadable, lit(false), parsed.outOfRange);
    }
    if (type instanceof DoubleType || type instanceof FloatType) {
      Column value = input.cast(DataTypes.DoubleType);
      Column notFinite =
          value
              .isNaN()
              .or(value.equalTo(Double.POSITIVE_INFINITY))
              .or(value.equalTo(Double.NEGATIVE_INFINITY));
      Column inRange = value.between((double) -Money.LARGEST_ROW, (double) Money.LARGEST_ROW);
      Column micros = halfUp(value.multiply((double) Money.MICROS)).cast(DataTypes.LongType);
      return new MicroAmount(
          orZero(inRange, micros),
          missing,
          lit(false),
          coalesce(notFinite, lit(false)),
          coalesce(inRange.or(notFinite), lit(true)).equalTo(lit(false)));
    }
    Column inRange = input.between(-Money.LARGEST_ROW, Money.LARGEST_ROW);
    Column micros =
        type instanceof DecimalType
            ? Money.micros(input.try_cast(Money.AMOUNT))
            : input.cast(DataTypes.LongType).multiply(Money.MICROS);
    return new MicroAmount(
        orZero(inRange, micros),
        missing,
        lit(false),
        lit(false),
        coalesce(inRange, lit(true)).equalTo(lit(false)));
  }

  /**
   * The same amount for an expression that turns text into a number: where it is null although
   * there is text, the text is unreadable, not missing.
   *
   * @param nothingThere no text is there
   */
  MicroAmount ofText(Column nothingThere) {
    return new MicroAmount(
        micros,
        missing.and(nothingThere),
        unreadable.or(missing.and(nothingThere.equalTo(lit(false)))),
        notFinite,
        outOfRange);
  }

  /** Whether the amount cannot be used, for any reason. */
  Column unusable() {
    return missing.or(unreadable).or(notFinite).or(outOfRange);
  }

  /** {@code rint} takes halves to the even neighbour; decimals are rounded away from zero. */
  private static Column halfUp(Column value) {
    Column nearest = rint(value);
    Column rest = value.minus(nearest);
    return nearest.plus(
        when(value.gt(0).and(rest.equalTo(0.5)), 1.0)
            .when(value.lt(0).and(rest.equalTo(-0.5)), -1.0)
            .otherwise(0.0));
  }

  private static Column orZero(Column usable, Column micros) {
    return coalesce(when(usable, micros), lit(0L));
  }
}
