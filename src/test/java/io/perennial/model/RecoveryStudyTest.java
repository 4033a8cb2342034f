package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.StudyTable;
import io.perennial.model.btyd.BgBbLikelihood;
import io.perennial.model.btyd.BgCnbdLikelihood;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.btyd.MbgCnbdLikelihood;
import io.perennial.model.btyd.MbgNbdLikelihood;
import io.perennial.model.btyd.NbdLikelihood;
import io.perennial.model.btyd.ParetoNbdLikelihood;
import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.contractual.BetaDiscreteWeibullLikelihood;
import io.perennial.model.contractual.ContractualLikelihood;
import io.perennial.model.contractual.ShiftedBetaGeometricLikelihood;
import io.perennial.model.fit.FitOptions;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.model.fit.Parameter;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether fits find the parameters that customers were simulated from, and whether their intervals
 * hold them as often as they say: by the standard errors (Wald, on the logarithm of a parameter's
 * distance from its infimum) and by percentiles of the bootstrap. Writes the table of the site's
 * page on studies to target/studies/recovery.md.
 */
@Tag("pure")
@Tag("study")
class RecoveryStudyTest {
  private static final int SETS = Integer.getInteger("study.sets", 200);
  private static final int REPLICATES = Integer.getInteger("study.replicates", 200);
  private static final int CUSTOMERS = 3000;
  private static final long SEED = 20261122;
  private static final StudyTable TABLE =
      new StudyTable(
          "recovery.md",
          """
          | model | quantity | truth | mean estimate | bias / SE | RMSE | mean SE | 95% Wald | 95% bootstrap |
          |---|---|---:|---:|---:|---:|---:|---:|---:|
          """);

  /** The normal distribution is within this of its mean 95 times in a hundred. */
  private static final double WALD = 1.959964;

  /** A model at true parameters. */
  private record Study<L extends CellLikelihood>(
      LikelihoodFamily<L> family,
      double[] truth,
      double scale,
      Simulation<L> simulation,
      String forecastName,
      ToDoubleFunction<L> forecast) {
    @Override
    public String toString() {
      return family.name();
    }
  }

  /** Draws the i-th customer. */
  @FunctionalInterface
  private interface Simulation<L> {
    Cells.Cell draw(L truth, UniformRandomProvider random, int i);
  }

  private static Stream<Study<?>> studies() {
    return Stream.of(
        purchases(NbdLikelihood.FAMILY, .385, 12.07),
        purchases(BgNbdLikelihood.FAMILY, .243, 4.414, .793, 2.426),
        purchases(MbgNbdLikelihood.FAMILY, .525, 6.183, .891, 1.614),
        new Study<>(
            GammaGammaLikelihood.FAMILY,
            new double[] {6.25, 3.74, 15.44},
            35,
            RecoveryStudyTest::spender,
            "mean value",
            GammaGammaLikelihood::populationMean),
        subscribers(ShiftedBetaGeometricLikelihood.FAMILY, .668, 3.806),
        subscribers(BetaDiscreteWeibullLikelihood.FAMILY, .5, 2.5, 1.3),
        new Study<>(
            BgBbLikelihood.FAMILY,
            new double[] {1.2035224, .74971636, .65671819, 2.7834421},
            1,
            (truth, random, i) -> buyer(truth, random, 6 + i % 5),
            "purchases in 10 periods",
            truth -> truth.expectedPurchases(10)),
        purchases(BgCnbdLikelihood.family(2), .6, 3, .793, 2.426),
        purchases(MbgCnbdLikelihood.family(2), .8, 4, .891, 2.414),
        purchases(ParetoNbdLikelihood.FAMILY, .553, 10.578, .606, 11.669));
  }

  private static <L extends PurchaseLikelihood> Study<L> purchases(
      LikelihoodFamily<L> family, double... truth) {
    return new Study<>(
        family,
        truth,
        5.2,
        (likelihood, random, i) -> buyer(likelihood, random, 26 + i % 27),
        "purchases in 52 weeks",
        likelihood -> likelihood.expectedPurchases(52));
  }

  private static <L extends ContractualLikelihood> Study<L> subscribers(
      LikelihoodFamily<L> family, double... truth) {
    return new Study<>(
        family,
        truth,
        1,
        (likelihood, random, i) -> {
          int most = 6 + i % 7;
          int renewals = likelihood.simulateRenewals(random, most);
          return new Cells.Cell(renewals, renewals < most ? 1 : 0, 0, 1);
        },
        "share left after 20",
        likelihood -> likelihood.survival(20));
  }

  private static Cells.Cell buyer(PurchaseLikelihood truth, UniformRandomProvider random, int age) {
    double[] times = truth.simulate(random, age);
    double recency = times.length == 0 ? 0 : times[times.length - 1];
    return new Cells.Cell(times.length, recency, age, 1);
  }

  private static Cells.Cell spender(
      GammaGammaLikelihood truth, UniformRandomProvider random, int i) {
    double[] values = truth.samplePurchases(random, truth.sampleCustomerMean(random), 1 + i % 8);
    double mean = Arrays.stream(values).average().orElseThrow();
    return new Cells.Cell(values.length, mean, Math.log(mean), 1);
  }

  @ParameterizedTest
  @MethodSource("studies")
  void estimatesAreUnbiasedAndIntervalsHoldTheTruth(Study<?> study) {
    examine(study);
  }

  private static <L extends CellLikelihood> void examine(Study<L> study) {
    LikelihoodFamily<L> family = study.family();
    L truth = family.of(study.truth());
    List<Quantity> quantities = new ArrayList<>();
    for (int i = 0; i < study.truth().length; i++) {
      Parameter parameter = family.parameters().get(i);
      quantities.add(new Quantity(parameter.name(), study.truth()[i]));
    }
    Quantity forecast = new Quantity(study.forecastName(), study.forecast().applyAsDouble(truth));
    int fitted = 0;
    for (int set = 0; set < SETS; set++) {
      FitSummary fit =
          new MaximumLikelihood<>(family, study.scale(), new FitOptions(0, REPLICATES, SEED + set))
              .fit(new LocalCells(customers(study, truth, set)));
      if (fit.standardErrors().isEmpty() || fit.replicates().isEmpty()) {
        continue;
      }
      fitted++;
      double[] errors =
          fit.standardErrors().values().stream().mapToDouble(Double::doubleValue).toArray();
      double[] estimates = fit.parameterValues();
      for (int i = 0; i < estimates.length; i++) {
        int place = i;
        quantities
            .get(i)
            .wald(estimates[i], errors[i], family.parameters().get(i).infimum())
            .bootstrap(fit.replicates().stream().mapToDouble(values -> values.get(place)));
      }
      forecast
          .estimate(study.forecast().applyAsDouble(family.of(estimates)))
          .bootstrap(
              fit.replicates().stream()
                  .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
                  .mapToDouble(values -> study.forecast().applyAsDouble(family.of(values))));
    }
    quantities.add(forecast);
    for (Quantity quantity : quantities) {
      TABLE.add(quantity.line(family.name()));
    }
    assertThat(fitted).as("sets that could be fitted").isGreaterThanOrEqualTo(SETS * 98 / 100);
    for (Quantity quantity : quantities) {
      quantity.holds(family.name());
    }
  }

  /** Customers who agree are one cell. */
  private static <L extends CellLikelihood> Cells customers(Study<L> study, L truth, int set) {
    UniformRandomProvider random = RandomStreams.of(SEED, set);
    Map<Cells.Cell, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      counts.merge(study.simulation().draw(truth, random, i), 1, Integer::sum);
    }
    return Cells.of(
        counts.entrySet().stream()
            .map(
                entry -> {
                  Cells.Cell cell = entry.getKey();
                  return new Cells.Cell(
                      cell.frequency(), cell.first(), cell.second(), entry.getValue());
                })
            .toList());
  }

  /** A parameter or forecast over all sets of customers. */
  private static final class Quantity {
    private final String name;
    private final double truth;
    private final List<Double> estimates = new ArrayList<>();
    private double sumOfErrors;
    private int insideWald;
    private int insideBootstrap;

    Quantity(String name, double truth) {
      this.name = name;
      this.truth = truth;
    }

    Quantity estimate(double value) {
      estimates.add(value);
      return this;
    }

    Quantity wald(double value, double error, double infimum) {
      double distance = Math.log((truth - infimum) / (value - infimum));
      insideWald += Math.abs(distance) <= WALD * error / (value - infimum) ? 1 : 0;
      sumOfErrors += error;
      return estimate(value);
    }

    void bootstrap(DoubleStream replicates) {
      double[] sorted = replicates.sorted().toArray();
      double low = sorted[(int) Math.round(.025 * (sorted.length - 1))];
      double high = sorted[(int) Math.round(.975 * (sorted.length - 1))];
      insideBootstrap += low <= truth && truth <= high ? 1 : 0;
    }

    private double mean() {
      return estimates.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private double rootMeanSquare(double around) {
      return Math.sqrt(
          estimates.stream().mapToDouble(v -> (v - around) * (v - around)).average().orElseThrow());
    }

    /** Bias in standard deviations of the estimate. */
    private double bias() {
      return (mean() - truth) / rootMeanSquare(mean());
    }

    private boolean hasErrors() {
      return sumOfErrors > 0;
    }

    String line(String model) {
      int n = estimates.size();
      return String.format(
          Locale.ROOT,
          "| %s | %s | %.4g | %.4g | %+.2f | %.3g | %s | %s | %.1f %% |",
          model,
          name,
          truth,
          mean(),
          bias(),
          rootMeanSquare(truth),
          hasErrors() ? String.format(Locale.ROOT, "%.3g", sumOfErrors / n) : "",
          hasErrors() ? String.format(Locale.ROOT, "%.1f %%", 100.0 * insideWald / n) : "",
          100.0 * insideBootstrap / n);
    }

    /** Four standard deviations of a binomial share, with a little for what is only asymptotic. */
    void holds(String model) {
      int n = estimates.size();
      double slack = .02 + 4 * Math.sqrt(.95 * .05 / n);
      assertThat((double) insideBootstrap / n)
          .as("%s of %s, bootstrap", name, model)
          .isBetween(.95 - slack, 1.0);
      if (hasErrors()) {
        assertThat((double) insideWald / n)
            .as("%s of %s, Wald", name, model)
            .isBetween(.95 - slack, 1.0);
      }
      assertThat(Math.abs(bias())).as("bias of %s of %s", name, model).isLessThan(.6);
    }
  }
}
