package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * By what the totals of a model's forecasts are corrected: the {@link LevelFactor} of each class of
 * frequency at an earlier origin. Where a class has fewer than 500 customers, all have the factor
 * of all.
 *
 * @param factors of customers with 0, 1, 2, and 3 or more repeat purchases
 */
public record Levels(List<Double> factors) {
  private static final int LAST_CLASS = 3;

  /** Customers of a class; where one has fewer, all classes have the factor of all. */
  private static final long MIN_CLASS = 500;

  public Levels {
    factors = List.copyOf(factors);
  }

  /** Totals of a class, money. */
  record Totals(long customers, double forecast, double actual) {
    Totals plus(Totals other) {
      return new Totals(
          customers + other.customers, forecast + other.forecast, actual + other.actual);
    }
  }

  /**
   * The factors of an origin.
   *
   * @param classes with customers
   */
  static Levels of(Map<Integer, Totals> classes) {
    double ofAll = factor(classes.values().stream().reduce(new Totals(0, 0, 0), Totals::plus));
    boolean areLarge = classes.values().stream().allMatch(sums -> sums.customers >= MIN_CLASS);
    List<Double> factors = new ArrayList<>();
    for (int each = 0; each <= LAST_CLASS; each++) {
      factors.add(areLarge && classes.containsKey(each) ? factor(classes.get(each)) : ofAll);
    }
    return new Levels(factors);
  }

  /** 1 where one of the totals is 0, since nothing can be said. */
  private static double factor(Totals sums) {
    return sums.forecast > 0 && sums.actual > 0
        ? LevelFactor.of(sums.actual, sums.forecast).value()
        : 1;
  }

  /** The class of a customer with so many repeat purchases. */
  static int classOf(int frequency) {
    return Math.min(frequency, LAST_CLASS);
  }

  /** The class of a customer with a frequency. */
  static Column classColumn() {
    return least(col(ScoreColumns.FREQUENCY).cast("int"), lit(LAST_CLASS));
  }

  double of(int frequencyClass) {
    return factors.get(frequencyClass);
  }

  /** The factor of a customer with a frequency. */
  Column column() {
    Column factor = lit(factors.get(LAST_CLASS));
    for (int each = 0; each < LAST_CLASS; each++) {
      factor = when(classColumn().equalTo(each), factors.get(each)).otherwise(factor);
    }
    return factor;
  }
}
