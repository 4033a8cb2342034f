package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * By what the totals of a model's forecasts are corrected: the {@link LevelFactor} of each class of
 * frequency at earlier origins. Where a class has fewer than 500 customers at one of them, all have
 * the factor of all.
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
   * The factors that some origins teach.
   *
   * @param origins the classes with customers at each
   */
  static Levels of(List<Map<Integer, Totals>> origins) {
    double ofAll =
        factor(
            origins.stream()
                .map(all -> all.values().stream().reduce(new Totals(0, 0, 0), Totals::plus)));
    boolean areLarge =
        origins.stream()
            .flatMap(classes -> classes.values().stream())
            .allMatch(sums -> sums.customers >= MIN_CLASS);
    List<Double> factors = new ArrayList<>();
    for (int each = 0; each <= LAST_CLASS; each++) {
      int number = each;
      List<Totals> ofClass =
          origins.stream().map(all -> all.get(number)).filter(Objects::nonNull).toList();
      factors.add(areLarge && !ofClass.isEmpty() ? factor(ofClass.stream()) : ofAll);
    }
    return new Levels(factors);
  }

  /** Of an origin where one of the totals is 0 nothing can be said. */
  private static double factor(Stream<Totals> origins) {
    return LevelFactor.of(
            origins
                .map(sums -> TotalError.logarithm(sums.actual, sums.forecast))
                .flatMap(Optional::stream)
                .toList())
        .value();
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
