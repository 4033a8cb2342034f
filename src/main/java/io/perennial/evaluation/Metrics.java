package io.perennial.evaluation;

import io.perennial.model.interval.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The metrics of a forecast by name, in their order. */
public final class Metrics {
  static final String CUSTOMERS = "customers";
  public static final String FORECAST = "forecast";
  public static final String ACTUAL = "actual";
  public static final String BIAS = "bias";
  public static final String GINI = "gini";
  public static final String TOP_DECILE = "top_decile";
  public static final String COVERAGE = "coverage";
  public static final String CALIBRATED_COVERAGE = "calibrated_coverage";
  public static final String TOTAL_COVERAGE = "total_coverage";

  /** After the name of a metric: its standard deviation over the origins. */
  static final String SPREAD = "_spread";

  /** Figures do not depend on how rows are split over tasks but for rounding: this is without. */
  private static final MathContext DIGITS = new MathContext(10);

  private Metrics() {}

  /** How a metric of a target is called. */
  static String name(Target target, String metric) {
    return target.word() + "_" + metric;
  }

  /** What a forecast comes to, ranks apart; null where a metric is not defined. */
  static Map<String, Double> ofLevel(ForecastSums sums) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    put(metrics, CUSTOMERS, sums.customers());
    put(metrics, FORECAST, sums.forecast());
    put(metrics, ACTUAL, sums.actual());
    put(metrics, BIAS, sums.bias());
    put(metrics, "mae", sums.meanAbsoluteError());
    put(metrics, "rmse", sums.rootMeanSquareError());
    put(metrics, "msle", sums.meanSquaredLogError());
    put(metrics, "calibration_slope", sums.calibrationSlope());
    if (sums.coverage() != null) {
      put(metrics, COVERAGE, sums.coverage());
      put(metrics, "interval_width", sums.intervalWidth());
    }
    if (sums.calibratedCoverage() != null) {
      put(metrics, CALIBRATED_COVERAGE, sums.calibratedCoverage());
      put(metrics, "calibrated_width", sums.calibratedWidth());
    }
    return metrics;
  }

  /** Whether an interval of the total held it. */
  static Map<String, Double> ofTotal(Interval total, double actual) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    put(metrics, "total_low", total.low());
    put(metrics, "total_high", total.high());
    put(metrics, TOTAL_COVERAGE, actual >= total.low() && actual <= total.high() ? 1.0 : 0.0);
    return metrics;
  }

  /**
   * How well customers are ordered; null where a metric is not defined.
   *
   * @param perfect the order by what customers did
   * @param rankCorrelation by the same
   */
  static Map<String, Double> ofRank(ForecastSums sums, Lift perfect, Double rankCorrelation) {
    Lift lift = sums.lift();
    Double gini = perfect.gini();
    Map<String, Double> metrics = new LinkedHashMap<>();
    put(metrics, "correlation", sums.correlation());
    put(metrics, "spearman", rankCorrelation);
    put(metrics, GINI, gini == null || gini <= 0 ? null : lift.gini() / gini);
    put(metrics, TOP_DECILE, lift.topDecile());
    put(metrics, "top_decile_perfect", perfect.topDecile());
    return metrics;
  }

  private static void put(Map<String, Double> metrics, String name, Double value) {
    metrics.put(name, value == null ? null : rounded(value));
  }

  /** The standard deviation of a metric over origins; null for fewer than two. */
  static Double deviation(List<Double> values) {
    double[] known =
        values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
    double mean = Arrays.stream(known).average().orElse(0.0);
    double squares = Arrays.stream(known).map(x -> (x - mean) * (x - mean)).sum();
    return known.length < 2 ? null : rounded(Math.sqrt(squares / (known.length - 1)));
  }

  /** To ten significant digits. */
  static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue() + 0.0;
  }
}
