package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.interval.Interval;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics by worked examples, and against computations that sort every customer. */
@Tag("pure")
class MetricsTest {
  private static final double[] DESCENDING = {4, 3, 2, 1};

  @ParameterizedTest
  @CsvSource({"'10,30,0,0', .6", "'30,10,0,0', 1", "'0,0,10,30', -1"})
  void giniOfActualByPredictedRank(String actual, double gini) {
    double[] numbers = Arrays.stream(actual.split(",")).mapToDouble(Double::parseDouble).toArray();
    assertThat(rank(DESCENDING, numbers).get("gini")).isCloseTo(gini, within(1e-12));
  }

  @Test
  void anEqualForecastOfAllOrdersNothing() {
    Map<String, Double> rank = rank(new double[] {2, 2, 2, 2}, new double[] {10, 30, 0, 0});
    assertThat(rank.get("gini")).isCloseTo(0.0, within(1e-12));
    assertThat(rank.get("spearman")).isNull();
    assertThat(rank.get("correlation")).isNull();
    // One of four customers, who hold 10 each on average.
    assertThat(rank.get("top_decile")).isCloseTo(.25, within(1e-12));
    assertThat(rank.get("top_decile_perfect")).isCloseTo(.75, within(1e-12));
  }

  @Test
  void nobodyDoesAnything() {
    double[] nothing = new double[4];
    assertThat(rank(DESCENDING, nothing).values()).containsOnlyNulls();
    assertThat(Metrics.ofLevel(sums(DESCENDING, nothing)))
        .containsEntry("bias", null)
        .containsEntry("mae", 2.5);
  }

  /** By hand: forecasts 4, 3, 2, 1 of 2, 3, 0, 1. */
  @Test
  void levelOfFourCustomers() {
    double[] actual = {2, 3, 0, 1};
    Map<String, Double> level = Metrics.ofLevel(sums(DESCENDING, actual));
    assertThat(level.get("customers")).isEqualTo(4.0);
    assertThat(level.get("bias")).isCloseTo(10.0 / 6 - 1, within(1e-9));
    assertThat(level.get("mae")).isCloseTo(1.0, within(1e-12));
    assertThat(level.get("rmse")).isCloseTo(Math.sqrt(2), within(1e-9));
    double ln53 = Math.log(5.0 / 3);
    double ln3 = Math.log(3);
    assertThat(level.get("msle")).isCloseTo((ln53 * ln53 + ln3 * ln3) / 4, within(1e-9));
    // Σ(f − 2.5)(a − 1.5) = .75 + .75 + .75 + .75 = 3 and Σ(f − 2.5)² = 5.
    assertThat(level.get("calibration_slope")).isCloseTo(.6, within(1e-9));
    Map<String, Double> rank = rank(DESCENDING, actual);
    assertThat(rank.get("correlation")).isCloseTo(3 / Math.sqrt(5 * 5), within(1e-9));
    // Ranks 4, 3, 2, 1 and 3, 4, 1, 2: 1 − 6·4/(4·15).
    assertThat(rank.get("spearman")).isCloseTo(.6, within(1e-9));
  }

  @Test
  void intervalsHoldTheirEnds() {
    ForecastSums sums = sums(DESCENDING, DESCENDING);
    assertThat(Metrics.ofLevel(sums)).doesNotContainKey("coverage");
    sums.addInterval(customer(0, 2), null, 2);
    sums.addInterval(customer(0, 1), null, 2);
    sums.addInterval(customer(2, 8), null, 2);
    sums.addInterval(customer(0, 3), null, 1);
    assertThat(Metrics.ofLevel(sums))
        .containsEntry("coverage", .75)
        .containsEntry("interval_width", 3.0);
  }

  /** Limits of −2 and 1.5 deviations for those who will buy, of 1 for others. */
  @Test
  void calibratedIntervalsAreCountedApart() {
    ForecastSums sums = sums(DESCENDING, DESCENDING);
    IntervalLimits limits =
        new IntervalLimits(.9, Collections.nCopies(12, 1.0), List.of(-2.0, 1.5));
    sums.addInterval(customer(0, 2), limits, 4);
    sums.addInterval(customer(0, 2), limits, 5);
    sums.addInterval(customer(1, 2), limits, 4);
    assertThat(Metrics.ofLevel(sums))
        .containsEntry("coverage", 0.0)
        .containsEntry("calibrated_coverage", 0.6666666667)
        .containsEntry("calibrated_width", 3.666666667);
    // Nine customers are needed for a quantile at 90%.
    assertThat(IntervalLimits.of(sums.residuals(), .9))
        .isEqualTo(new IntervalLimits(.9, List.of(), List.of()));
  }

  /** 3 are forecast of this customer, with a deviation of 1. */
  private static CustomerForecast customer(double low, double high) {
    return new CustomerForecast(Target.PURCHASES, 1, .5, 3, 1, new Interval(low, high));
  }

  @Test
  void decilesHoldEveryCustomerOnce() {
    double[] forecast = IntStream.range(0, 25).mapToDouble(i -> 25 - i).toArray();
    List<Lift.Group> deciles = sums(forecast, forecast).lift().deciles();
    assertThat(deciles.stream().map(Lift.Group::customers))
        .containsExactly(2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0);
    assertThat(deciles.get(0).actual()).isEqualTo(25.0 + 24);
    assertThat(deciles.get(9).forecast()).isEqualTo(3.0 + 2 + 1);
    // Ties at a limit are shared out.
    double[] equal = new double[20];
    Arrays.fill(equal, 1.0);
    assertThat(sums(equal, equal).lift().deciles())
        .allSatisfy(decile -> assertThat(decile.actual()).isCloseTo(2.0, within(1e-12)));
  }

  /** 20,000 customers whose forecasts all differ: bins of 0.1% cost less than the fifth digit. */
  @Test
  void binsGiveWhatSortingGives() throws Exception {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(12);
    int n = 20_000;
    double[] forecast = new double[n];
    double[] actual = new double[n];
    for (int i = 0; i < n; i++) {
      forecast[i] = Math.exp(4 * random.nextDouble() + random.nextDouble() - 3);
      actual[i] =
          random.nextDouble() < .6
              ? 0
              : Math.round(100 * forecast[i] * random.nextDouble()) / 100.0;
    }
    Map<String, Double> rank = rank(forecast, actual);
    assertThat(rank.get("gini"))
        .isCloseTo(gini(forecast, actual) / gini(actual, actual), within(1e-5));
    assertThat(rank.get("spearman"))
        .isCloseTo(correlation(ranks(forecast), ranks(actual)), within(1e-5));
    assertThat(rank.get("correlation")).isCloseTo(correlation(forecast, actual), within(1e-9));
    assertThat(rank.get("top_decile")).isCloseTo(top(forecast, actual), within(2e-4));
    assertThat(rank.get("top_decile_perfect")).isCloseTo(top(actual, actual), within(2e-4));

    // Partitions, as they come over the network, merge to the same.
    ForecastSums merged = new ForecastSums();
    Actuals.Ranks ranks = actuals(actual).ranks();
    for (int part = 0; part < 4; part++) {
      int from = part * n / 4;
      ForecastSums one = new ForecastSums();
      for (int i = from; i < from + n / 4; i++) {
        one.add(forecast[i], Outcome.of(actual[i], ranks.of(actual[i]), 0), 0);
      }
      merged.merge(copy(one));
    }
    assertThat(Metrics.ofRank(merged, actuals(actual).perfect(), merged.rankCorrelation(ranks)))
        .isEqualTo(rank);
    assertThat(Metrics.ofLevel(merged)).isEqualTo(Metrics.ofLevel(sums(forecast, actual)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1023",
    "-1, 1023",
    "NaN, 1023",
    "9.5367431640625e-7, 1024",
    "1, 21504",
    "1.0009765625, 21505",
    "1.1e12, 62464",
    "Infinity, 62464"
  })
  void binsAscendWithValues(double value, int bin) {
    assertThat(BinnedSums.bin(value)).isEqualTo(bin);
  }

  private static ForecastSums copy(ForecastSums sums) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sums);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ForecastSums) in.readObject();
    }
  }

  private static Actuals actuals(double[] actual) {
    Actuals actuals = new Actuals();
    Arrays.stream(actual).forEach(actuals::add);
    return actuals;
  }

  private static ForecastSums sums(double[] forecast, double[] actual) {
    Actuals.Ranks ranks = actuals(actual).ranks();
    ForecastSums sums = new ForecastSums();
    for (int i = 0; i < forecast.length; i++) {
      sums.add(forecast[i], Outcome.of(actual[i], ranks.of(actual[i]), 0), 0);
    }
    return sums;
  }

  private static Map<String, Double> rank(double[] forecast, double[] actual) {
    ForecastSums sums = sums(forecast, actual);
    Actuals actuals = actuals(actual);
    return Metrics.ofRank(sums, actuals.perfect(), sums.rankCorrelation(actuals.ranks()));
  }

  private static int[] order(double[] forecast) {
    return IntStream.range(0, forecast.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -forecast[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /** Without ties in the forecast, by the mean position of what was done. */
  private static double gini(double[] forecast, double[] actual) {
    double weighted = 0.0;
    int[] order = order(forecast);
    for (int i = 0; i < order.length; i++) {
      weighted += actual[order[i]] * (order.length - i - .5);
    }
    return weighted / order.length / Arrays.stream(actual).sum() - .5;
  }

  private static double top(double[] forecast, double[] actual) {
    return Arrays.stream(order(forecast))
            .limit(actual.length / 10)
            .mapToDouble(i -> actual[i])
            .sum()
        / Arrays.stream(actual).sum();
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int from = lower(sorted, values[i]);
      int to = lower(sorted, Math.nextUp(values[i]));
      ranks[i] = (from + to + 1) / 2.0;
    }
    return ranks;
  }

  private static int lower(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }
}
