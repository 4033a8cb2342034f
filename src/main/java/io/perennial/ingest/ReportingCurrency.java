package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.Money;
import java.io.Serializable;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.unsafe.types.UTF8String;

/** Amounts of any currency in the reporting one, at the rate of a day. */
public final class ReportingCurrency implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long LARGEST = Money.LARGEST_ROW * Money.MICROS;

  private final ExchangeRates rates;
  private final int maxAgeDays;

  private ReportingCurrency(ExchangeRates rates, int maxAgeDays) {
    this.rates = rates;
    this.maxAgeDays = maxAgeDays;
  }

  /**
   * Reads the rates.
   *
   * @throws JobFailure with everything that is wrong with them
   */
  public static ReportingCurrency read(SparkSession spark, Settings.Rates settings) {
    TableProblems problems = new TableProblems();
    ExchangeRates rates = ExchangeRates.read(spark, settings, problems);
    problems.check();
    return new ReportingCurrency(rates, settings.maxAgeDays());
  }

  /**
   * An amount, multiplied exactly and rounded once to the nearest micro, halves away from zero.
   *
   * @param code of its currency, in capitals; null for the reporting one
   * @param day since 1970-01-01
   * @throws JobFailure when there is no rate for the day
   */
  public long convert(long micros, String code, int day) {
    if (code == null) {
      return micros;
    }
    int at = rates.at(UTF8String.fromString(code), day);
    if (at == ExchangeRates.NONE) {
      throw new JobFailure(
          ExitCode.INPUT,
          "input.rates has no rate of %s for %s, nor one that is at most %d days older; subscriptions need one for the last day of each month in which they run. Add it, or raise input.rates.max-age-days"
              .formatted(code, LocalDate.ofEpochDay(day), maxAgeDays));
    }
    return ExactProduct.of(
        micros, rates.numerator(at), 1, rates.denominator(at), 1, LARGEST, LARGEST);
  }
}
