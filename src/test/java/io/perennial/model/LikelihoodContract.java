package io.perennial.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.Evaluation;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.model.fit.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of every likelihood of cells.
 *
 * @param <L> the likelihood
 */
@Tag("pure")
public abstract class LikelihoodContract<L extends CellLikelihood> {
  /** Random cells and parameters for value and gradient: with all likelihoods a million. */
  private static final int POINTS = 100_000;

  /** Random cells and parameters for forecasts, of which some take a hundred times as long. */
  protected static final int TRIALS = 20_000;

  /** Fits search a factor of this many powers of ten around their start. */
  private static final double SEARCHED = 5;

  protected abstract LikelihoodFamily<L> family();

  /** Any cell that can exist, from ordinary to outlandish. */
  protected abstract Cells.Cell anyCell(UniformRandomProvider random);

  /** Cells of ordinary customers that the family can be fitted to. */
  protected abstract Cells trainingCells();

  /** What {@link LikelihoodFamily#starts} is given for the training cells. */
  protected abstract double scale();

  /** Parameters from a thousandth to a thousand above their infimum. */
  protected L anyLikelihood(UniformRandomProvider random) {
    return anyLikelihood(random, 3);
  }

  private L anyLikelihood(UniformRandomProvider random, double powers) {
    return family()
        .of(
            family().parameters().stream()
                .mapToDouble(p -> p.infimum() + Math.pow(10, random.nextDouble(-powers, powers)))
                .toArray());
  }

  protected static UniformRandomProvider random() {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(20261122L);
  }

  @Test
  void valueAndGradientAreFiniteEverywhere() {
    UniformRandomProvider random = random();
    for (int point = 0; point < POINTS; point++) {
      L likelihood = anyLikelihood(random, SEARCHED);
      Cells.Cell cell = anyCell(random);
      Evaluation one = Cells.of(List.of(cell)).evaluate(likelihood, 0, 1);
      assertThat(one.logLikelihood()).as("%s of %s", cell, likelihood).isFinite();
      for (double slope : one.gradient()) {
        assertThat(slope).as("%s of %s", cell, likelihood).isFinite();
      }
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheValue() {
    UniformRandomProvider random = random();
    List<Parameter> parameters = family().parameters();
    for (int trial = 0; trial < 500; trial++) {
      double[] coordinates = new double[parameters.size()];
      for (int i = 0; i < coordinates.length; i++) {
        coordinates[i] = random.nextDouble(-2.3, 2.3);
      }
      Cells cell = Cells.of(List.of(anyCell(random)));
      double[] gradient = evaluate(cell, coordinates).gradient();
      double magnitude = 1 + Math.abs(evaluate(cell, coordinates).logLikelihood());
      for (int i = 0; i < coordinates.length; i++) {
        double slope =
            (8 * (value(cell, coordinates, i, 1e-3) - value(cell, coordinates, i, -1e-3))
                    - (value(cell, coordinates, i, 2e-3) - value(cell, coordinates, i, -2e-3)))
                / 12e-3;
        assertThat(gradient[i])
            .as("by %s of %s", parameters.get(i).name(), cell.cell(0))
            .isCloseTo(slope, within(1e-9 * magnitude));
      }
    }
  }

  @Test
  void compressedAndSingleCustomersHaveTheSameFit() {
    Cells compressed = trainingCells();
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = compressed.size() - 1; i >= 0; i--) {
      Cells.Cell cell = compressed.cell(i);
      for (int k = 0; k < cell.weight(); k++) {
        customers.add(new Cells.Cell(cell.frequency(), cell.first(), cell.second(), 1));
      }
    }
    FitSummary expected = fit(compressed);
    FitSummary fit = fit(Cells.of(customers));
    assertThat(fit.cells()).isGreaterThan(expected.cells());
    assertSameFit(fit, expected);
  }

  /** Agreement to 1e-9, relative, in every estimate. */
  public static void assertSameFit(FitSummary fit, FitSummary expected) {
    assertThat(fit.customers()).isEqualTo(expected.customers());
    assertThat(fit.logLikelihood()).isCloseTo(expected.logLikelihood(), relative(expected, 1e-12));
    assertThat(fit.converged()).isEqualTo(expected.converged());
    expected
        .parameters()
        .forEach(
            (name, value) ->
                assertThat(fit.parameters().get(name))
                    .as(name)
                    .isCloseTo(value, within(1e-9 * Math.abs(value))));
    expected
        .standardErrors()
        .forEach(
            (name, value) ->
                assertThat(fit.standardErrors().get(name))
                    .as(name)
                    .isCloseTo(value, within(1e-6 * value)));
  }

  protected FitSummary fit(Cells cells) {
    return new MaximumLikelihood<>(family(), scale()).fit(new LocalCells(cells));
  }

  private static Offset<Double> relative(FitSummary expected, double part) {
    return within(part * Math.abs(expected.logLikelihood()));
  }

  private double value(Cells cell, double[] coordinates, int i, double by) {
    double[] shifted = coordinates.clone();
    shifted[i] += by;
    return evaluate(cell, shifted).logLikelihood();
  }

  private Evaluation evaluate(Cells cell, double[] coordinates) {
    double[] parameters = new double[coordinates.length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = family().parameters().get(i).value(coordinates[i]);
    }
    return cell.evaluate(family().of(parameters), 0, 1);
  }
}
