package io.perennial.model.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.Cdnow;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.btyd.ParetoNbdLikelihood;
import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.Evaluation;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.cells.Replicate;
import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class BootstrapTest {
  private static final int REPLICATES = 200;
  private static final long SEED = 7;
  private static final double SCALE = 3.9;

  private static FitSummary fit(LikelihoodFamily<?> family, CellSource cells, long seed) {
    return new MaximumLikelihood<>(family, SCALE, new FitOptions(0.0, REPLICATES, seed)).fit(cells);
  }

  private static FitSummary fit(LikelihoodFamily<?> family, Cells cells) {
    return fit(family, new LocalCells(cells), SEED);
  }

  @Test
  void everyReplicateIsTheMaximumUnderItsOwnWeights() {
    for (LikelihoodFamily<?> family : List.of(BgNbdLikelihood.FAMILY, ParetoNbdLikelihood.FAMILY)) {
      Cells cells = Cdnow.purchasesInWeeks();
      FitSummary fit = fit(family, cells);
      assertThat(fit.replicates()).hasSize(REPLICATES);
      for (int n = 0; n < REPLICATES; n++) {
        double[] replicate =
            fit.replicates().get(n).stream().mapToDouble(Double::doubleValue).toArray();
        double[] gradient =
            cells
                .resample(List.of(new Replicate(n, family.of(replicate))), SEED, 0, cells.size())
                .get(0)
                .gradient();
        double squared = 0.0;
        for (int i = 0; i < gradient.length; i++) {
          for (int j = 0; j < gradient.length; j++) {
            double covariance = fit.covariance().get(i).get(j) / (replicate[i] * replicate[j]);
            squared += gradient[i] * covariance * gradient[j];
          }
        }
        assertThat(Math.sqrt(squared)).as("standard errors of replicate %d", n).isLessThan(0.15);
      }
    }
  }

  @Test
  void replicatesSpreadLikeTheStandardErrorsWhereTheModelHolds() {
    BgNbdLikelihood truth = new BgNbdLikelihood(.6, 6, .8, 2.5);
    UniformRandomProvider random = RandomStreams.of(SEED, 0);
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double age = 20 + i % 20;
      double[] times = truth.simulate(random, age);
      double recency = times.length == 0 ? 0 : times[times.length - 1];
      customers.add(new Cells.Cell(times.length, recency, age, 1));
    }
    FitSummary fit = fit(BgNbdLikelihood.FAMILY, Cells.of(customers));
    List<String> names = List.copyOf(fit.parameters().keySet());
    for (int i = 0; i < names.size(); i++) {
      int place = i;
      double[] values =
          fit.replicates().stream().mapToDouble(replicate -> replicate.get(place)).toArray();
      double mean =
          IntStream.range(0, values.length).mapToDouble(k -> values[k]).average().orElse(0);
      double variance = 0.0;
      for (double value : values) {
        variance += (value - mean) * (value - mean) / (values.length - 1);
      }
      double error = fit.standardErrors().get(names.get(i));
      // A spread of 200 numbers is itself only known to 5%.
      assertThat(Math.sqrt(variance)).as(names.get(i)).isCloseTo(error, within(0.2 * error));
      assertThat(mean).isCloseTo(fit.parameters().get(names.get(i)), within(0.3 * error));
    }
  }

  @Test
  void theSeedAndNothingElseDrawsTheWeights() {
    Cells cells = Cdnow.purchasesInWeeks();
    List<List<Double>> replicates = fit(BgNbdLikelihood.FAMILY, cells).replicates();
    assertThat(fit(BgNbdLikelihood.FAMILY, cells).replicates()).isEqualTo(replicates);
    assertThat(fit(BgNbdLikelihood.FAMILY, new LocalCells(cells), SEED + 1).replicates())
        .isNotEqualTo(replicates);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 999, 1000})
  void customersWhoAgreeHaveWeightsOfTheirOwn(int from) {
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      customers.add(new Cells.Cell(i < 1000 ? 0 : 1, 0, 39, 1));
    }
    Cells cells = Cells.of(customers);
    BgNbdLikelihood likelihood = new BgNbdLikelihood(.243, 4.414, .793, 2.426);
    double one = cells.evaluate(likelihood, from, from + 1000).logLikelihood();
    List<Replicate> replicate = List.of(new Replicate(0, likelihood));
    double resampled = cells.resample(replicate, SEED, from, from + 1000).get(0).logLikelihood();
    // As many as a Poisson number of mean 1000, within four standard deviations, and not exactly.
    assertThat(resampled / one).isBetween(1 - 4 / Math.sqrt(1000), 1 + 4 / Math.sqrt(1000));
    assertThat(resampled).isNotEqualTo(one);
    // However the cells are cut.
    double parts =
        cells.resample(replicate, SEED, from, from + 300).get(0).logLikelihood()
            + cells.resample(replicate, SEED, from + 300, from + 1000).get(0).logLikelihood();
    assertThat(parts).isCloseTo(resampled, within(1e-9 * Math.abs(resampled)));
  }

  @Test
  void aHandfulOfPassesServesAllReplicates() {
    AtomicInteger evaluated = new AtomicInteger();
    LocalCells cells = new LocalCells(Cdnow.purchasesInWeeks());
    CellSource counting =
        new CellSource() {
          @Override
          public CellTotals totals() {
            return cells.totals();
          }

          @Override
          public List<Evaluation> evaluate(List<? extends CellLikelihood> likelihoods) {
            return cells.evaluate(likelihoods);
          }

          @Override
          public List<Evaluation> resample(List<Replicate> replicates, long seed) {
            evaluated.incrementAndGet();
            return cells.resample(replicates, seed);
          }

          @Override
          public Cells sample(int size) {
            return cells.sample(size);
          }
        };
    assertThat(fit(BgNbdLikelihood.FAMILY, counting, SEED).replicates()).hasSize(REPLICATES);
    assertThat(evaluated.get()).isLessThanOrEqualTo(10);
  }

  @Test
  void aPenaltyHoldsParametersAtTheStart() {
    Cells cells = Cdnow.purchasesInWeeks();
    FitSummary plain = fit(BgNbdLikelihood.FAMILY, cells);
    FitSummary held =
        new MaximumLikelihood<>(BgNbdLikelihood.FAMILY, SCALE, new FitOptions(1e9, 0, 0))
            .fit(new LocalCells(cells));
    FitSummary hardly =
        new MaximumLikelihood<>(BgNbdLikelihood.FAMILY, SCALE, new FitOptions(1e-9, 0, 0))
            .fit(new LocalCells(cells));
    double[] start = BgNbdLikelihood.FAMILY.starts(SCALE).get(0);
    List<String> names = List.copyOf(plain.parameters().keySet());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      assertThat(held.parameters().get(name)).isCloseTo(start[i], within(1e-4 * start[i]));
      double estimate = plain.parameters().get(name);
      assertThat(hardly.parameters().get(name)).isCloseTo(estimate, within(1e-7 * estimate));
    }
    assertThat(held.logLikelihood())
        .as("of the data alone, without the prior")
        .isCloseTo(
            cells.evaluate(BgNbdLikelihood.FAMILY.of(start), 0, cells.size()).logLikelihood(),
            within(0.1));
  }
}
