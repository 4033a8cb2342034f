package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cells;
import io.perennial.model.FitSummary;
import io.perennial.model.LikelihoodFamily;
import io.perennial.model.LocalCells;
import io.perennial.model.MaximumLikelihood;
import io.perennial.model.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** What every model of purchases in continuous time keeps. */
abstract class PurchaseLikelihoodContract<L extends PurchaseLikelihood> {
  abstract LikelihoodFamily<L> family();

  /** Parameters, in weeks, that a simulation of some years can recover. */
  abstract double[] recoverable();

  /** Parameters at which a formula of the model has a removable singularity. */
  abstract List<double[]> singular();

  private L model() {
    return family().of(recoverable());
  }

  @Test
  void gradientIsThatOfTheLogLikelihood() {
    List<double[]> points = new ArrayList<>(singular());
    points.add(recoverable());
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 40; i++) {
      points.add(wide(random, 1.5));
    }
    double[][] customers = {{0, 0, 0.1}, {0, 0, 39}, {1, 3, 3}, {7, 20, 38}, {200, 38, 40}};
    for (double[] parameters : points) {
      for (double[] customer : customers) {
        double[] gradient = new double[parameters.length];
        family()
            .of(parameters)
            .atFrequency((int) customer[0])
            .logLikelihood(customer[1], customer[2], gradient);
        for (int i = 0; i < parameters.length; i++) {
          // Richardson's extrapolation of central differences.
          double coarse = difference(parameters, customer, i, 2e-3);
          double fine = difference(parameters, customer, i, 1e-3);
          double expected = fine + (fine - coarse) / 3;
          assertThat(gradient[i])
              .as(
                  "derivative %d at %s of %s",
                  i, Arrays.toString(parameters), Arrays.toString(customer))
              .isCloseTo(expected, within(1e-8 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  private double difference(double[] parameters, double[] customer, int i, double step) {
    return (shifted(parameters, customer, i, step) - shifted(parameters, customer, i, -step))
        / (2 * step);
  }

  private double shifted(double[] parameters, double[] customer, int i, double step) {
    double[] at = parameters.clone();
    Parameter parameter = family().parameters().get(i);
    at[i] = parameter.infimum() + (at[i] - parameter.infimum()) * Math.exp(step);
    return family().of(at).logLikelihood((int) customer[0], customer[1], customer[2]);
  }

  @Test
  void isFiniteForAnyParametersAndCustomers() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 4_000; i++) {
      double[] parameters = wide(random, 4);
      L model = family().of(parameters);
      int x = i % 4 == 0 ? 0 : (int) Math.pow(10, random.nextDouble(0, 4));
      double age = Math.pow(10, random.nextDouble(-2, 3));
      double recency = x == 0 ? 0 : age * Math.pow(random.nextDouble(), 0.2);
      double t = Math.pow(10, random.nextDouble(-3, 3));
      String at =
          "%s, x = %d, t_x = %s, T = %s, t = %s"
              .formatted(Arrays.toString(parameters), x, recency, age, t);
      double[] gradient = new double[parameters.length];
      assertThat(model.atFrequency(x).logLikelihood(recency, age, gradient)).as(at).isFinite();
      for (double derivative : gradient) {
        assertThat(derivative).as(at).isFinite();
      }
      assertThat(model.pAlive(x, recency, age)).as(at).isBetween(0.0, 1.0);
      for (PurchaseProcess process : List.of(model, model.ifAlive(x, age))) {
        double expected = process.expectedPurchases(t);
        assertThat(expected).as(at).isNotNegative().isFinite();
        assertThat(process.pAlive(t)).as(at).isBetween(0.0, 1.0);
        assertThat(process.probabilityOf(0, t)).as(at).isBetween(0.0, 1 + 1e-10);
        assertThat(process.probabilityOf(7, t)).as(at).isBetween(0.0, 1.0);
        assertThat(process.discountedExpectedPurchases(t, 0.002))
            .as(at)
            .isBetween(Math.exp(-0.002 * t) * expected * (1 - 1e-9), expected * (1 + 1e-9));
        assertThat(process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, 0.002))
            .as(at)
            .isFinite()
            .isNotNegative();
      }
    }
  }

  /** Parameters spread over some decades around the recoverable ones. */
  private double[] wide(SplittableRandom random, double decades) {
    double[] parameters = recoverable();
    for (int i = 0; i < parameters.length; i++) {
      double infimum = family().parameters().get(i).infimum();
      parameters[i] =
          infimum
              + (parameters[i] - infimum)
                  * Math.pow(10, random.nextDouble(-decades / 2, decades / 2));
    }
    return parameters;
  }

  @Test
  void forecastsBelongToOneDistribution() {
    for (PurchaseProcess process : List.of(model(), model().ifAlive(3, 20.0))) {
      double t = 26.0;
      double total = 0.0;
      double mean = 0.0;
      for (int n = 0; n < 600; n++) {
        double probability = process.probabilityOf(n, t);
        total += probability;
        mean += n * probability;
      }
      assertThat(total).isCloseTo(1.0, within(1e-10));
      assertThat(mean).isCloseTo(process.expectedPurchases(t), withinPercentage(1e-7));
      assertThat(process.discountedExpectedPurchases(t, 0.0))
          .isCloseTo(process.expectedPurchases(t), withinPercentage(1e-9));
      double slope =
          (process.expectedPurchases(t + 1e-3) - process.expectedPurchases(t - 1e-3)) / 2e-3;
      assertThat(process.purchaseRate(t)).isCloseTo(slope, withinPercentage(1e-5));
      assertThat(process.discountedExpectedPurchases(5000.0, 0.01))
          .isCloseTo(
              process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, 0.01),
              withinPercentage(1e-9));
    }
  }

  @Test
  void nothingHappensInNoTime() {
    PurchaseProcess alive = model().ifAlive(3, 20.0);
    assertThat(alive.expectedPurchases(0)).isZero();
    assertThat(alive.probabilityOf(0, 0)).isEqualTo(1.0);
    assertThat(alive.probabilityOf(2, 0)).isZero();
    assertThat(alive.pAlive(0)).isEqualTo(1.0);
  }

  @Test
  void simulatesWhatItForecasts() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(99L);
    for (PurchaseProcess process : List.of(model(), model().ifAlive(3, 20.0))) {
      int customers = 200_000;
      double horizon = 52.0;
      double sum = 0.0;
      double squares = 0.0;
      int none = 0;
      for (int i = 0; i < customers; i++) {
        double[] times = process.simulate(random, horizon);
        assertThat(times).isSorted();
        assertThat(times.length == 0 || times[times.length - 1] <= horizon).isTrue();
        sum += times.length;
        squares += (double) times.length * times.length;
        none += times.length == 0 ? 1 : 0;
      }
      double mean = sum / customers;
      double error = Math.sqrt((squares / customers - mean * mean) / customers);
      assertThat(mean).isCloseTo(process.expectedPurchases(horizon), within(4 * error));
      assertThat(none / (double) customers)
          .isCloseTo(process.probabilityOf(0, horizon), within(4 * 0.5 / Math.sqrt(customers)));
    }
  }

  /** Estimates of several simulated populations lie about the truth as the errors say. */
  @Test
  void recoversTheParametersOfASimulation() {
    int replicates = 6;
    double[] truth = recoverable();
    double[] squares = new double[truth.length];
    for (int k = 0; k < replicates; k++) {
      FitSummary fit = fit(simulated(model(), 20_000, 1000L + k));
      assertThat(fit.converged()).isTrue();
      double[] estimates = fit.parameterValues();
      double[] errors = fit.standardErrors().values().stream().mapToDouble(v -> v).toArray();
      for (int i = 0; i < truth.length; i++) {
        squares[i] += Math.pow((estimates[i] - truth[i]) / errors[i], 2);
      }
    }
    for (double square : squares) {
      // Chi-squared with six degrees of freedom: between .2 and 27.9 but for one time in 5,000
      // each.
      assertThat(square).isBetween(0.2, 27.9);
    }
  }

  FitSummary fit(Cells cells) {
    LocalCells local = new LocalCells(cells);
    return new MaximumLikelihood<>(family(), local.totals().largestSecond() / 10).fit(local);
  }

  /** Customers of various ages up to three years. */
  static Cells simulated(PurchaseLikelihood model, int customers, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    List<Cells.Cell> cells = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      double age = 52.0 + 104.0 * i / customers;
      double[] times = model.simulate(random, age);
      double recency = times.length == 0 ? 0.0 : times[times.length - 1];
      cells.add(new Cells.Cell(times.length, recency, age, 1.0));
    }
    return Cells.of(cells);
  }

  /**
   * Compares with mpmath. Columns: parameters, x, t_x, T, t, rate, then values; NaN where there is
   * none.
   */
  static void agreesWithMpmath(
      List<double[]> rows, LikelihoodFamily<? extends PurchaseLikelihood> family, int parameters) {
    for (double[] row : rows) {
      PurchaseLikelihood model = family.of(Arrays.copyOf(row, parameters));
      double[] v = Arrays.copyOfRange(row, 4, row.length);
      int x = (int) v[0];
      double t = v[3];
      double rate = v[4];
      PurchaseProcess alive = model.ifAlive(x, v[2]);
      double[] found = {
        model.logLikelihood(x, v[1], v[2]),
        model.pAlive(x, v[1], v[2]),
        alive.expectedPurchases(t),
        alive.discountedExpectedPurchases(t, rate),
        alive.discountedExpectedPurchases(Double.POSITIVE_INFINITY, rate),
        alive.probabilityOf(0, t),
        alive.probabilityOf(1, t),
        alive.probabilityOf(5, t),
        model.expectedPurchases(t),
        model.probabilityOf(0, t),
        model.probabilityOf(3, t),
        model.pAlive(t)
      };
      for (int i = 0; i < found.length; i++) {
        double expected = v[5 + i];
        if (!Double.isNaN(expected)) {
          assertThat(found[i])
              .as("value %d of %s", i, Arrays.toString(row))
              .isCloseTo(expected, within(TOLERANCE * Math.max(i == 0 ? 1 : 0, Math.abs(expected))));
        }
      }
    }
  }

  private static final double TOLERANCE = 1e-10;
}
