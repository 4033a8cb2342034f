package io.perennial.ingest;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.run.Manifest;
import io.perennial.schema.Money;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Amounts of several currencies and years in one money: times the rate of exchange, times the price
 * level of the base month, divided by that of the row's month. An amount in micros is multiplied
 * exactly and rounded once, to the nearest micro, halves away from zero.
 *
 * <p>Both tables are small and go to the tasks as a whole: rows are converted where they are read.
 */
public final class ComparableMoney implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int NO_RATE = 1;
  static final int NO_INDEX = 2;
  static final int OUT_OF_RANGE = 4;

  /** Below every amount; a result lower than this is {@code Long.MIN_VALUE} and problem bits. */
  private static final long LEAST = -Money.LARGEST_ROW * Money.MICROS;

  private final ExchangeRates rates;
  private final PriceLevels levels;

  /** Only on the driver. */
  private final transient Manifest.ComparableMoney described;

  private ComparableMoney(
      ExchangeRates rates, PriceLevels levels, Manifest.ComparableMoney described) {
    this.rates = rates;
    this.levels = levels;
    this.described = described;
  }

  /**
   * Reads the tables that are configured.
   *
   * @throws io.perennial.failure.JobFailure with every problem of both
   */
  static Optional<ComparableMoney> read(SparkSession spark, Settings.Input input) {
    TableProblems problems = new TableProblems();
    ExchangeRates rates = null;
    PriceLevels levels = null;
    if (input.rates().isConfigured()) {
      rates = ExchangeRates.read(spark, input.rates(), problems);
    }
    if (input.priceIndex().isConfigured()) {
      levels = PriceLevels.read(spark, input.priceIndex(), problems);
    }
    problems.check();
    return rates == null && levels == null
        ? Optional.empty()
        : Optional.of(
            new ComparableMoney(
                rates,
                levels,
                new Manifest.ComparableMoney(
                    rates == null
                        ? null
                        : rates.described(InputSource.name(input.rates().source(), Section.RATES)),
                    levels == null
                        ? null
                        : levels.described(
                            InputSource.name(input.priceIndex().source(), Section.PRICE_INDEX)))));
  }

  /** Of tables at hand, either of which may be null. */
  static ComparableMoney of(ExchangeRates rates, PriceLevels levels) {
    return new ComparableMoney(rates, levels, null);
  }

  /** For the manifest. */
  Manifest.ComparableMoney described() {
    return described;
  }

  /** Whether amounts are of several currencies. */
  boolean hasRates() {
    return rates != null;
  }

  /** An amount converted; see {@link #convert}. */
  Column converted(Column currency, Column day, Column micros) {
    return ExpressionUtils.column(
        new Invoke(
            Literal.fromObject(this),
            "convert",
            DataTypes.LongType,
            CollectionConverters.asScala(
                    Arrays.asList(
                        ExpressionUtils.expression(currency),
                        ExpressionUtils.expression(day),
                        ExpressionUtils.expression(micros)))
                .toSeq(),
            CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
            true, // null for null, which there is none of
            false,
            true)); // deterministic
  }

  /** The converted amount, in micros; 0 where it cannot be converted. */
  static Column amount(Column converted) {
    return when(converted.geq(LEAST), converted).otherwise(0L);
  }

  /** Whether there is one of these problems. */
  static Column hasProblem(Column converted, int problem) {
    return converted.lt(LEAST).and(converted.bitwiseAND(lit((long) problem)).notEqual(0L));
  }

  /**
   * An amount in the reporting currency and the money of the base month. Called by the code that
   * Spark generates.
   *
   * @param currency in capitals, empty for none
   * @param day since 1970-01-01
   * @return micros, or {@code Long.MIN_VALUE} and the bits of what is missing
   */
  public long convert(UTF8String currency, int day, long micros) {
    int rate = rates == null ? ExchangeRates.ONE : rates.at(currency, day);
    int month = levels == null ? 0 : levels.at(day);
    if (rate == ExchangeRates.NONE || month < 0) {
      return Long.MIN_VALUE
          + (rate == ExchangeRates.NONE ? NO_RATE : 0)
          + (month < 0 ? NO_INDEX : 0);
    }
    return ExactProduct.of(
        micros,
        rates == null ? 1 : rates.numerator(rate),
        levels == null ? 1 : levels.numerator(month),
        rates == null ? 1 : rates.denominator(rate),
        levels == null ? 1 : levels.denominator(month),
        -LEAST,
        Long.MIN_VALUE + OUT_OF_RANGE);
  }

  /** Short, since plans show it. */
  @Override
  public String toString() {
    return "comparable money";
  }
}
