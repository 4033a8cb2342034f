package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.Evaluation;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What holds of every model with covariates. */
abstract class CovariateContract<E extends CovariateEstimator<E, M>, M extends CovariateModel<M>> {
  private static final String[] CDNOW = CdnowCovariates.names();

  protected abstract E estimator();

  /** The base family at the parameters to simulate from, in weeks. */
  protected abstract PurchaseLikelihood ordinary();

  protected abstract CovariateFamily<?> family(List<String> names);

  /** The parameters to simulate from, in the order of the family. */
  protected abstract double[] ordinaryParameters();

  /** The index of the parameter of dropout. */
  protected abstract int dropout();

  /** Parameters, standard errors and log-likelihood that covariates.py prints. */
  protected abstract double[] goldenParameters();

  protected abstract double[] goldenErrors();

  protected abstract double goldenLogLikelihood();

  protected abstract double goldenLogLikelihoodWithout();

  @Test
  void fitsCdnowAsAnIndependentProgram() {
    FitSummary fit = fit(cdnow(z -> z), CDNOW);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
    assertThat(fit.logLikelihood()).isCloseTo(goldenLogLikelihood(), within(1e-5));
    assertThat(fit.parameters().keySet())
        .endsWith("purchase.dollars", "purchase.january", "dropout.dollars", "dropout.january")
        .hasSize(8);
    List<Double> errors = List.copyOf(fit.standardErrors().values());
    for (int i = 0; i < 8; i++) {
      assertThat(fit.parameterValues()[i])
          .isCloseTo(goldenParameters()[i], within(5e-3 * goldenErrors()[i]));
      assertThat(errors.get(i)).isCloseTo(goldenErrors()[i], withinPercentage(1));
    }
    double ratio = 2 * (goldenLogLikelihood() - goldenLogLikelihoodWithout());
    assertThat(fit.diagnostics().get("likelihoodRatio")).isCloseTo(ratio, within(1e-4));
    assertThat(fit.diagnostics().get("likelihoodRatioDegrees")).isEqualTo(4);
    assertThat(fit.diagnostics().get("likelihoodRatioP"))
        .isCloseTo(ChiSquaredDistribution.of(4).survivalProbability(ratio), withinPercentage(1));
  }

  @Test
  void theGradientIsTheSlopeOfTheValue() {
    CovariateFamily<?> family = family(List.of("p", "q"));
    UniformRandomProvider random = RandomStreams.of(11, 0);
    for (int trial = 0; trial < 200; trial++) {
      double age = 1 + 50 * random.nextDouble();
      int x = random.nextInt(5);
      Cells cell =
          Cells.of(
              List.of(
                  new Cells.Cell(
                      x,
                      x == 0 ? 0 : age * random.nextDouble(),
                      age,
                      1,
                      new double[] {random.nextInt(2), 4 * random.nextDouble() - 2})));
      double[] parameters = new double[8];
      for (int i = 0; i < 8; i++) {
        double coordinate = 2 * random.nextDouble() - 1;
        parameters[i] = i < 4 ? Math.exp(coordinate) : coordinate;
      }
      Evaluation here = cell.evaluate(family.of(parameters), 0, 1);
      double magnitude = 1 + Math.abs(here.logLikelihood());
      for (int i = 0; i < 8; i++) {
        int index = i;
        IntFunction<Double> value =
            steps -> {
              double[] shifted = parameters.clone();
              shifted[index] =
                  index < 4
                      ? parameters[index] * Math.exp(1e-3 * steps)
                      : parameters[index] + 1e-3 * steps;
              return cell.evaluate(family.of(shifted), 0, 1).logLikelihood();
            };
        double slope =
            (8 * (value.apply(1) - value.apply(-1)) - (value.apply(2) - value.apply(-2))) / 12e-3;
        assertThat(here.gradient()[i]).isCloseTo(slope, within(1e-9 * magnitude));
      }
    }
  }

  @Test
  void withoutAnEffectEverybodyIsTheBaseModel() {
    CovariateLikelihood<?> none = family(List.of("p")).of(Arrays.copyOf(ordinaryParameters(), 6));
    CovariateLikelihood<?> atZero =
        family(List.of("p")).of(with(Arrays.copyOf(ordinaryParameters(), 6), 4, 0.7));
    for (CovariateLikelihood<?> same :
        List.of(none.given(new double[] {3}), atZero.given(new double[] {0}))) {
      assertThat(same.own()).isEqualTo(ordinary());
      assertThat(same.logLikelihood(3, 20, 30)).isEqualTo(ordinary().logLikelihood(3, 20, 30));
      assertThat(same.pAlive(3, 20, 30)).isEqualTo(ordinary().pAlive(3, 20, 30));
    }
  }

  @Test
  void positiveCoefficientsMeanBuyingFasterAndLeavingSooner() {
    double[] parameters = Arrays.copyOf(ordinaryParameters(), 6);
    PurchaseLikelihood faster =
        family(List.of("p")).of(with(parameters, 4, 0.5)).given(new double[] {1});
    assertThat(faster.purchaseRate(0))
        .isCloseTo(Math.exp(0.5) * ordinary().purchaseRate(0), withinPercentage(1e-9));
    PurchaseLikelihood sooner =
        family(List.of("p")).of(with(parameters, 5, 0.5)).given(new double[] {1});
    assertThat(sooner.purchaseRate(0))
        .isCloseTo(ordinary().purchaseRate(0), withinPercentage(1e-9));
    assertThat(sooner.pAlive(20)).isLessThan(ordinary().pAlive(20));
  }

  @Test
  void absurdCovariatesLeaveForecastsNumbers() {
    PurchaseLikelihood model =
        family(List.of("p")).of(with(with(Arrays.copyOf(ordinaryParameters(), 6), 4, 1), 5, 1));
    for (double z : new double[] {-1e6, -700, 700, 1e6}) {
      PurchaseLikelihood given = model.given(new double[] {z});
      assertThat(given.pAlive(3, 20, 30)).isBetween(0.0, 1.0);
      assertThat(given.ifAlive(3, 20, 30).expectedPurchases(52)).isFinite().isNotNegative();
      assertThat(given.ifAlive(3, 20, 30).discountedExpectedPurchases(52, .002))
          .isFinite()
          .isNotNegative();
    }
  }

  @Test
  void simulatedCoefficientsAreFoundAgain() {
    double[] truth = Arrays.copyOf(ordinaryParameters(), 8);
    truth[4] = 0.5; // an indicator
    truth[5] = -0.02; // a number around 100
    truth[6] = -0.6;
    truth[7] = 0.03;
    truth[1] *= Math.exp(100 * truth[5]); // an ordinary customer is one of 100
    truth[dropout()] *= Math.exp((dropout() == 2 ? -100 : 100) * truth[7]);
    CovariateLikelihood<?> model = family(List.of("web", "basket")).of(truth);
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      UniformRandomProvider random = RandomStreams.of(20, i);
      double basket = 100 + 15 * ZigguratSampler.NormalizedGaussian.of(random).sample();
      customers.add(simulated(model, random, 52 + i % 27, random.nextInt(5) < 2 ? 1 : 0, basket));
    }
    FitSummary fit = fit(Cells.of(customers), "web", "basket");
    assertThat(fit.converged()).isTrue();
    assertThat(fit.diagnostics().get("likelihoodRatioP")).isLessThan(1e-9);
    List<Double> errors = List.copyOf(fit.standardErrors().values());
    for (int i = 0; i < 8; i++) {
      assertThat(fit.parameterValues()[i])
          .as("%s of %s", i, fit.parameters())
          .isCloseTo(truth[i], within(3 * errors.get(i)));
      assertThat(errors.get(i)).as("error %s of %s", i, fit.standardErrors()).isPositive();
    }
  }

  @Test
  void theRatioOfNoiseIsChiSquared() {
    int trials = 60;
    double sum = 0;
    int significant = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<Cells.Cell> customers = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        UniformRandomProvider random = RandomStreams.of(30 + trial, i);
        customers.add(simulated(ordinary(), random, 52, random.nextInt(2)));
      }
      FitSummary fit = fit(Cells.of(customers), "noise");
      sum += fit.diagnostics().get("likelihoodRatio");
      significant += fit.diagnostics().get("likelihoodRatioP") < 0.1 ? 1 : 0;
    }
    // Two degrees of freedom: mean 2, variance 4; one in ten below a tenth.
    assertThat(sum / trials).isCloseTo(2, within(3 * 2 / Math.sqrt(trials)));
    assertThat(significant).isBetween(1, 14);
  }

  @Test
  void bootstrapReplicatesSpreadAsTheErrorsSay() {
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      UniformRandomProvider random = RandomStreams.of(90, i);
      customers.add(simulated(ordinary(), random, 52, 10 + random.nextInt(3)));
    }
    FitSummary fit =
        estimator()
            .setCovariateCols("level")
            .setBootstrapReplicates(200)
            .maximise(new LocalCells(Cells.of(customers)));
    assertThat(fit.replicates()).hasSizeGreaterThan(190);
    // The coefficients, and alpha: far from the customers there are, at level 0.
    for (int i : new int[] {4, 5, 1}) {
      double estimate = fit.parameterValues()[i];
      double squares = 0;
      for (List<Double> replicate : fit.replicates()) {
        double apart = i == 1 ? Math.log(replicate.get(1) / estimate) : replicate.get(i) - estimate;
        squares += apart * apart / fit.replicates().size();
      }
      double error = List.copyOf(fit.standardErrors().values()).get(i);
      assertThat(Math.sqrt(squares) / (i == 1 ? error / estimate : error))
          .as("%s", i)
          .isBetween(0.75, 1.35);
    }
  }

  @Test
  void anotherOriginMovesTheBaselineAlone() {
    FitSummary fit = fit(cdnow(z -> z), CDNOW);
    FitSummary moved = fit(cdnow(z -> new double[] {z[0] - 20, z[1]}), CDNOW);
    assertThat(moved.logLikelihood()).isCloseTo(fit.logLikelihood(), within(1e-7));
    List<Double> errors = List.copyOf(fit.standardErrors().values());
    List<Double> movedErrors = List.copyOf(moved.standardErrors().values());
    double[] expected = fit.parameterValues();
    expected[1] *= Math.exp(-20 * expected[4]);
    expected[dropout()] *= Math.exp((dropout() == 2 ? 20 : -20) * expected[6]);
    for (int i = 0; i < 8; i++) {
      assertThat(moved.parameterValues()[i]).isCloseTo(expected[i], within(1e-6 * errors.get(i)));
      if (i != 1 && i != dropout()) {
        assertThat(movedErrors.get(i)).isCloseTo(errors.get(i), withinPercentage(1e-3));
      }
    }
  }

  @Test
  void anotherUnitScalesTheCoefficientAlone() {
    FitSummary fit = fit(cdnow(z -> z), CDNOW);
    FitSummary cents = fit(cdnow(z -> new double[] {100 * z[0], z[1]}), CDNOW);
    assertThat(cents.logLikelihood()).isCloseTo(fit.logLikelihood(), within(1e-7));
    fit.parameters()
        .forEach(
            (name, value) -> {
              double unit = name.endsWith("dollars") ? 100 : 1;
              double error = fit.standardErrors().get(name);
              assertThat(unit * cents.parameters().get(name))
                  .as(name)
                  .isCloseTo(value, within(1e-6 * error));
              assertThat(unit * cents.standardErrors().get(name))
                  .isCloseTo(error, withinPercentage(1e-3));
            });
  }

  @Test
  void covariatesFarFromZeroAreFittedOrRefused() {
    FitSummary years = fit(cdnow(z -> new double[] {z[0], 1996 + z[1]}), CDNOW);
    FitSummary fit = fit(cdnow(z -> z), CDNOW);
    assertThat(years.parameters().get("purchase.january"))
        .isCloseTo(fit.parameters().get("purchase.january"), within(1e-5));
    assertThatThrownBy(() -> fit(cdnow(z -> new double[] {z[0] + 1e6, z[1]}), CDNOW))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessageContaining("with all covariates 0, alpha would be beyond the range of numbers")
        .hasMessageContaining("Far from 0 are dollars (mean 1.000e+06, standard deviation 34.7)");
  }

  @Test
  void covariatesThatTellNothingAreRefused() {
    Cells cells =
        cdnow(z -> new double[] {z[0], z[1], 3.5, 2 - z[1], z[0] * z[1], z[0] + 2 * z[1]});
    assertThatThrownBy(() -> fit(cells, "dollars", "january", "constant", "later", "both", "sum"))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage(
            "%s cannot be fitted with the covariates dollars, january, constant, later, both, sum:"
                    .formatted(estimator().modelName())
                + " constant, later, sum are the same for all customers, or determined by the"
                + " others. Leave out one of what determines each other, such as one indicator of"
                + " every set.");
  }

  @Test
  void singleCustomersAndTheClusterGiveTheFitOfTheCells() {
    FitSummary expected = fit(cdnow(z -> z), CDNOW);
    FitSummary onDriver =
        estimator().setCovariateCols(CDNOW).fit(CdnowCovariates.customers()).summary();
    FitSummary onCluster =
        estimator()
            .setCovariateCols(CDNOW)
            .setMaxDriverCells(0)
            .fit(CdnowCovariates.customers().repartition(5))
            .summary();
    assertThat(onDriver.cells()).isEqualTo(expected.cells());
    LikelihoodContract.assertSameFit(onDriver, expected);
    LikelihoodContract.assertSameFit(onCluster, expected);
    assertThat(onCluster.diagnostics().get("likelihoodRatio"))
        .isCloseTo(expected.diagnostics().get("likelihoodRatio"), within(1e-6));
  }

  @Test
  void customersAreForecastWithTheirOwnModel() {
    M model =
        estimator().setCovariateCols(CDNOW).setHorizonDays(70).fit(CdnowCovariates.customers());
    CovariateLikelihood<?> likelihood =
        family(List.of(CDNOW)).of(model.summary().parameterValues());
    List<Row> scored = model.transform(CdnowCovariates.customers()).collectAsList();
    for (int i = 0; i < scored.size(); i += 7) {
      Row row = scored.get(i);
      PurchaseLikelihood own =
          likelihood.given(
              new double[] {row.<Double>getAs("dollars"), row.<Integer>getAs("january")});
      int x = row.<Integer>getAs("frequency");
      double recency = row.<Integer>getAs("recency_days") / 7.0;
      double age = row.<Integer>getAs("age_days") / 7.0;
      assertThat(row.<Double>getAs("p_alive")).isEqualTo(own.pAlive(x, recency, age));
      assertThat(row.<Double>getAs("expected_purchases"))
          .isEqualTo(
              own.pAlive(x, recency, age) * own.ifAlive(x, recency, age).expectedPurchases(10));
    }
    for (Dataset<Row> wrong :
        List.of(
            CdnowCovariates.customers().limit(1).withColumn("january", lit(null).cast("int")),
            CdnowCovariates.customers().limit(1).withColumn("dollars", lit(Double.NaN)))) {
      Row row = model.transform(wrong).first();
      for (String forecast :
          List.of("p_alive", "expected_purchases", "discounted_expected_purchases")) {
        assertThat(row.<Double>getAs(forecast)).isNull();
      }
    }
  }

  @Test
  void missingCovariatesAndColumnsAreErrors() {
    assertThatThrownBy(
            () ->
                estimator()
                    .setCovariateCols(CDNOW)
                    .fit(
                        CdnowCovariates.customers()
                            .limit(1)
                            .withColumn("january", lit(null).cast("int"))))
        .isInstanceOfSatisfying(
            JobFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(", covariates [")
        .hasMessageEndingWith("Covariates are finite numbers.");
    assertThatThrownBy(
            () ->
                estimator().setCovariateCols("january", "channel").fit(CdnowCovariates.customers()))
        .hasMessageContaining("reads column channel, which is not there");
    M model = estimator().setCovariateCols(CDNOW).fit(CdnowCovariates.customers());
    assertThatThrownBy(
            () -> model.setCovariateCols("january").transform(CdnowCovariates.customers()))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining(
            "purchase.dollars, purchase.january, dropout.dollars, dropout.january], which do not"
                + " fit the covariate columns [january]");
  }

  private FitSummary fit(Cells cells, String... names) {
    CellSource source = new LocalCells(cells);
    return estimator().setCovariateCols(names).maximise(source);
  }

  private static Cells.Cell simulated(
      PurchaseLikelihood model, UniformRandomProvider random, double age, double... z) {
    double[] times = model.given(z).simulate(random, age);
    double recency = times.length == 0 ? 0 : times[times.length - 1];
    return new Cells.Cell(times.length, recency, age, 1, z);
  }

  private static double[] with(double[] values, int index, double value) {
    double[] changed = values.clone();
    changed[index] = value;
    return changed;
  }

  private static Cells cdnow(UnaryOperator<double[]> covariates) {
    return Cells.of(
        CdnowCovariates.lines().stream()
            .map(
                v ->
                    new Cells.Cell(
                        (int) v[0],
                        v[1] / 7,
                        v[2] / 7,
                        v[5],
                        covariates.apply(new double[] {v[3] / 100, v[4]})))
            .toList());
  }
}
