package io.perennial.evaluation;

import io.perennial.model.interval.Interval;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the metrics of one forecast are made of: mergeable sums over customers. Differences and
 * products are summed up exactly but for rounding; what depends on the order of customers is summed
 * up by {@link BinnedSums}.
 */
final class ForecastSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Frequencies that are classes of their own; the last class holds all from there on. */
  static final int FREQUENCIES = 8;

  private static final int ABSOLUTE = 0;
  private static final int SQUARE = 1;
  private static final int LOG_SQUARE = 2;
  private static final int FORECAST_SQUARE = 3;
  private static final int ACTUAL_SQUARE = 4;
  private static final int PRODUCT = 5;
  private static final int VARIANCE = 6;

  /** Intervals of the model: how many, how many that hold what happened, and their widths. */
  private static final int INTERVALS = 7;

  /** The same of those that are calibrated by earlier origins. */
  private static final int CALIBRATED = 10;

  /** Of each frequency the customers, their forecasts and what they did. */
  private static final int CLASSES = 13;

  private static final int SUMS = CLASSES + 3 * FREQUENCIES;

  /** So many customers are added plainly first: that rounds nothing that counts, and is faster. */
  private static final int LATEST = 1000;

  private final double[] sums = new double[SUMS];

  /** What rounding took away from each sum, as Neumaier keeps it. */
  private final double[] lost = new double[SUMS];

  /** Of the latest customers, which are not in the sums yet. */
  private final double[] latest = new double[SUMS];

  private int latestCustomers;

  /** Where the sums of ranks stand among those of a bin. */
  private static final int RANK = 3;

  private static final int RANK_AMONG_ALL = 4;

  /** By forecast: forecast, actual, rank by actual at the origin and among those of all origins. */
  private final BinnedSums bins = new BinnedSums(4);

  /** Of the customers with intervals. */
  private final Residuals residuals = new Residuals();

  /** Adds a customer. */
  void add(double forecast, Outcome outcome, int frequency) {
    double actual = outcome.actual();
    double difference = forecast - actual;
    double logs = Outcome.logarithm(forecast) - outcome.logarithm();
    latest[ABSOLUTE] += Math.abs(difference);
    latest[SQUARE] += difference * difference;
    latest[LOG_SQUARE] += logs * logs;
    latest[FORECAST_SQUARE] += forecast * forecast;
    latest[ACTUAL_SQUARE] += actual * actual;
    latest[PRODUCT] += forecast * actual;
    int at = CLASSES + 3 * Math.min(frequency, FREQUENCIES - 1);
    latest[at]++;
    latest[at + 1] += forecast;
    latest[at + 2] += actual;
    if (++latestCustomers == LATEST) {
      addLatest();
    }
    bins.add(forecast, forecast, actual, outcome.rank(), outcome.rankAmongAll());
  }

  /**
   * Adds what the model says of a customer beyond the forecast.
   *
   * @param limits of earlier origins; null where there was none
   */
  void addInterval(CustomerForecast customer, IntervalLimits limits, double actual) {
    addInterval(INTERVALS, customer.own(), actual);
    if (limits != null) {
      addInterval(CALIBRATED, limits.around(customer), actual);
    }
    latest[VARIANCE] += customer.deviation() * customer.deviation();
    residuals.add(customer, actual);
  }

  /** Ends are included. */
  private void addInterval(int at, Interval interval, double actual) {
    latest[at]++;
    latest[at + 1] += actual >= interval.low() && actual <= interval.high() ? 1 : 0;
    latest[at + 2] += interval.high() - interval.low();
  }

  private void addLatest() {
    for (int i = 0; i < SUMS; i++) {
      add(i, latest[i]);
    }
    Arrays.fill(latest, 0.0);
    latestCustomers = 0;
  }

  private void add(int i, double term) {
    double before = sums[i];
    double after = before + term;
    lost[i] += Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before;
    sums[i] = after;
  }

  ForecastSums merge(ForecastSums other) {
    for (int i = 0; i < SUMS; i++) {
      add(i, other.sums[i]);
      add(i, other.latest[i]);
      lost[i] += other.lost[i];
    }
    bins.merge(other.bins);
    residuals.merge(other.residuals);
    return this;
  }

  private double sum(int i) {
    return sums[i] + lost[i] + latest[i];
  }

  private double ofClasses(ToDoubleFunction<Lift.Group> figure) {
    return byFrequency().stream().mapToDouble(figure).sum();
  }

  double customers() {
    return ofClasses(Lift.Group::customers);
  }

  double forecast() {
    return ofClasses(Lift.Group::forecast);
  }

  double actual() {
    return ofClasses(Lift.Group::actual);
  }

  /** Forecast ÷ actual − 1, of the totals; null where nobody did anything. */
  Double bias() {
    return actual() > 0 ? forecast() / actual() - 1 : null;
  }

  double meanAbsoluteError() {
    return sum(ABSOLUTE) / customers();
  }

  double rootMeanSquareError() {
    return Math.sqrt(sum(SQUARE) / customers());
  }

  /** Mean squared difference of the logarithms of one plus each. */
  double meanSquaredLogError() {
    return sum(LOG_SQUARE) / customers();
  }

  /** Pearson's; null where one of the two is the same for all customers. */
  Double correlation() {
    return ratio(covariance(), Math.sqrt(forecastVariance() * actualVariance()));
  }

  /** Slope of the line through actual by forecast: 1 where the forecast is calibrated. */
  Double calibrationSlope() {
    return ratio(covariance(), forecastVariance());
  }

  private double covariance() {
    return sum(PRODUCT) - forecast() * actual() / customers();
  }

  /** Zero where all but rounding is. */
  private double forecastVariance() {
    double square = sum(FORECAST_SQUARE);
    double variance = square - forecast() * forecast() / customers();
    return variance > 1e-12 * square ? variance : 0.0;
  }

  private double actualVariance() {
    double square = sum(ACTUAL_SQUARE);
    double variance = square - actual() * actual() / customers();
    return variance > 1e-12 * square ? variance : 0.0;
  }

  private static Double ratio(double numerator, double denominator) {
    return denominator > 0 ? numerator / denominator : null;
  }

  /**
   * Spearman's, ties averaged; null where one of the two ranks all customers equal.
   *
   * @param actual the ranks that customers were added with
   */
  Double rankCorrelation(Actuals.Ranks actual) {
    return rankCorrelation(actual, RANK);
  }

  /** The same of all origins. */
  Double rankCorrelationAmongAll(Actuals.Ranks actual) {
    return rankCorrelation(actual, RANK_AMONG_ALL);
  }

  private Double rankCorrelation(Actuals.Ranks actual, int ranks) {
    double below = 0.0;
    double product = 0.0;
    double squares = 0.0;
    List<double[]> ascending = bins.descending();
    Collections.reverse(ascending);
    for (double[] bin : ascending) {
      double rank = below + (bin[0] + 1) / 2;
      product += rank * bin[ranks];
      squares += bin[0] * rank * rank;
      below += bin[0];
    }
    double ofMeans = below * (below + 1) / 2 * (below + 1) / 2;
    double spread =
        Math.sqrt(Math.max(0, squares - ofMeans))
            * Math.sqrt(Math.max(0, actual.squares() - ofMeans));
    return ratio(product - ofMeans, spread);
  }

  /** The share of the intervals that hold what happened; null without intervals. */
  Double coverage() {
    return ratio(sum(INTERVALS + 1), sum(INTERVALS));
  }

  /** The mean width of the intervals; null without. */
  Double intervalWidth() {
    return ratio(sum(INTERVALS + 2), sum(INTERVALS));
  }

  /** The share of the calibrated intervals that hold what happened; null without. */
  Double calibratedCoverage() {
    return ratio(sum(CALIBRATED + 1), sum(CALIBRATED));
  }

  /** The mean width of the calibrated intervals; null without. */
  Double calibratedWidth() {
    return ratio(sum(CALIBRATED + 2), sum(CALIBRATED));
  }

  Residuals residuals() {
    return residuals;
  }

  /**
   * The variance of the total by the model, whose customers are independent; null without
   * intervals. The customers who have some stand for all.
   */
  Double varianceOfTotal() {
    Double ofCustomer = ratio(sum(VARIANCE), sum(INTERVALS));
    return ofCustomer == null ? null : (Double) (ofCustomer * customers());
  }

  /** What customers did, in the order of the forecast. */
  Lift lift() {
    List<Lift.Group> groups = new ArrayList<>();
    for (double[] bin : bins.descending()) {
      groups.add(new Lift.Group(bin[0], bin[1], bin[2]));
    }
    return new Lift(groups);
  }

  /** The customers of each frequency: 0, 1, … and the last from there on. */
  List<Lift.Group> byFrequency() {
    List<Lift.Group> classes = new ArrayList<>();
    for (int i = 0; i < FREQUENCIES; i++) {
      double[] sums = new double[3];
      for (int j = 0; j < 3; j++) {
        sums[j] = sum(CLASSES + 3 * i + j);
      }
      classes.add(new Lift.Group(sums[0], sums[1], sums[2]));
    }
    return classes;
  }
}
