package io.perennial.model.cells;

import io.perennial.numerics.PoissonNumbers;
import io.perennial.numerics.RandomStreams;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;

/**
 * Customers compressed to their distinct values of the sufficient statistics, with weights: the
 * log-likelihood of the cells is that of the customers.
 *
 * <p>Columns of equal length, in canonical order (covariates, frequency, first, second), so that
 * sums do not depend on how the customers were partitioned, and terms that depend on covariates and
 * frequency alone are computed once for a run of cells. The meaning of {@code first} and {@code
 * second} depends on the model: recency and age for purchase models, mean value and its logarithm
 * for spend models.
 */
public final class Cells implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] frequency;
  private final double[] first;
  private final double[] second;
  private final double[] weight;

  /** How many covariates a cell has, mostly none. */
  private final int width;

  /** The covariates of the cells, one cell after the other. */
  private final double[] covariates;

  private Cells(int size, int width) {
    this.frequency = new int[size];
    this.first = new double[size];
    this.second = new double[size];
    this.weight = new double[size];
    this.width = width;
    this.covariates = new double[size * width];
  }

  /** One cell: {@code weight} customers with equal values. */
  public record Cell(int frequency, double first, double second, double weight, double[] covariates)
      implements Serializable {
    static final double[] NO_COVARIATES = {};

    /** A cell without covariates. */
    public Cell(int frequency, double first, double second, double weight) {
      this(frequency, first, second, weight, NO_COVARIATES);
    }

    /** The canonical order. Millions are sorted, so it is one method. */
    private static int compare(Cell cell, Cell other) {
      int order = Arrays.compare(cell.covariates, other.covariates);
      if (order == 0) {
        order = Integer.compare(cell.frequency, other.frequency);
      }
      if (order == 0) {
        order = Double.compare(cell.first, other.first);
      }
      if (order == 0) {
        order = Double.compare(cell.second, other.second);
      }
      return order == 0 ? Double.compare(cell.weight, other.weight) : order;
    }
  }

  /**
   * The given cells in canonical order; equal cells are not combined. All have the same number of
   * covariates.
   */
  public static Cells of(List<Cell> cells) {
    Cell[] sorted = cells.toArray(Cell[]::new);
    // Sorted runs, such as those of Spark's partitions, are merged.
    Arrays.sort(sorted, Cell::compare);
    int n = sorted.length;
    Cells columns = new Cells(n, n == 0 ? 0 : sorted[0].covariates().length);
    for (int i = 0; i < n; i++) {
      columns.frequency[i] = sorted[i].frequency();
      columns.first[i] = sorted[i].first();
      columns.second[i] = sorted[i].second();
      columns.weight[i] = sorted[i].weight();
      System.arraycopy(
          sorted[i].covariates(), 0, columns.covariates, i * columns.width, columns.width);
    }
    return columns;
  }

  /** The cells of all the parts together, in canonical order. */
  static Cells merge(List<Cells> parts) {
    List<Cell> all = new ArrayList<>();
    for (Cells part : parts) {
      for (int i = 0; i < part.size(); i++) {
        all.add(part.cell(i));
      }
    }
    return of(all);
  }

  /** Number of cells. */
  public int size() {
    return weight.length;
  }

  /** The cell at an index. */
  public Cell cell(int i) {
    return new Cell(frequency[i], first[i], second[i], weight[i], covariates(i));
  }

  /** How many covariates every cell has. */
  int width() {
    return width;
  }

  private double[] covariates(int i) {
    return width == 0
        ? Cell.NO_COVARIATES
        : Arrays.copyOfRange(covariates, i * width, (i + 1) * width);
  }

  private boolean sameCovariates(int i, int j) {
    return Arrays.equals(
        covariates, i * width, (i + 1) * width, covariates, j * width, (j + 1) * width);
  }

  /** Every n-th cell with its weight: a sample that covers the range of every column. */
  Cells everyNth(int n) {
    List<Cell> kept = new ArrayList<>();
    for (int i = 0; i < size(); i += n) {
      kept.add(cell(i));
    }
    return of(kept);
  }

  /**
   * The weighted sums of log-likelihood and gradient over the cells {@code from} (inclusive) to
   * {@code to} (exclusive).
   */
  public Evaluation evaluate(CellLikelihood likelihood, int from, int to) {
    int dimension = likelihood.dimension();
    double[] gradient = new double[dimension];
    CompensatedSums sums = new CompensatedSums(dimension + 1);
    CellLikelihood given = likelihood;
    CellTerm term = null;
    for (int i = from; i < to; i++) {
      if (width > 0 && (i == from || !sameCovariates(i, i - 1))) {
        given = likelihood.given(covariates(i));
        term = null;
      }
      if (term == null || frequency[i] != frequency[i - 1]) {
        term = given.atFrequency(frequency[i]);
      }
      double value = term.logLikelihood(first[i], second[i], gradient);
      sums.add(0, weight[i] * value);
      for (int j = 0; j < dimension; j++) {
        sums.add(j + 1, weight[i] * gradient[j]);
      }
    }
    double[] total = sums.values();
    return new Evaluation(total[0], Arrays.copyOfRange(total, 1, dimension + 1));
  }

  /**
   * The sums of {@link #evaluate} for bootstrap replicates, each with weights of its own in place
   * of the cells': Poisson numbers whose mean is the weight of the cell.
   *
   * @param replicates in ascending order of their numbers
   */
  public List<Evaluation> resample(List<Replicate> replicates, long seed, int from, int to) {
    int count = replicates.size();
    int dimension = replicates.get(0).likelihood().dimension();
    int[] number = replicates.stream().mapToInt(Replicate::number).toArray();
    CellLikelihood[] likelihood =
        replicates.stream().map(Replicate::likelihood).toArray(CellLikelihood[]::new);
    // Of each replicate: where those end that share its likelihood.
    int[] end = new int[count];
    for (int k = count - 1; k >= 0; k--) {
      end[k] = k < count - 1 && likelihood[k + 1] == likelihood[k] ? end[k + 1] : k + 1;
    }
    int[] drawn = new int[number[count - 1] + 1];
    CellTerm[] term = new CellTerm[count];
    double[] times = new double[count];
    double[] gradient = new double[dimension];
    // By figure, then by replicate: those that share a likelihood are added up as a vector.
    double[][] total = new double[dimension + 1][count];
    long repetition = repetition(from);
    for (int i = from; i < to; i++) {
      boolean sameTerms = i > from && frequency[i] == frequency[i - 1] && sameCovariates(i, i - 1);
      if (i > from) {
        repetition = agree(i, i - 1) ? repetition + 1 : 0;
      }
      DiscreteSampler poisson =
          PoissonNumbers.of(RandomStreams.of(seed, identity(i) + repetition), weight[i]);
      for (int k = 0; k < drawn.length; k++) {
        drawn[k] = poisson.sample();
      }
      for (int k = 0; k < count; k++) {
        times[k] = drawn[number[k]];
      }
      for (int k = 0; k < count; k = end[k]) {
        if (!sameTerms) {
          term[k] = likelihood[k].given(covariates(i)).atFrequency(frequency[i]);
        }
        if (end[k] == k + 1 && times[k] == 0) {
          continue;
        }
        add(times, term[k].logLikelihood(first[i], second[i], gradient), total[0], k, end[k]);
        for (int j = 0; j < dimension; j++) {
          add(times, gradient[j], total[j + 1], k, end[k]);
        }
      }
    }
    return IntStream.range(0, count).mapToObj(k -> evaluation(total, k)).toList();
  }

  private static void add(double[] times, double figure, double[] sums, int from, int to) {
    for (int k = from; k < to; k++) {
      sums[k] += times[k] * figure;
    }
  }

  private static Evaluation evaluation(double[][] total, int replicate) {
    double[] sums = Arrays.stream(total).mapToDouble(figure -> figure[replicate]).toArray();
    return new Evaluation(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  /**
   * The number of equal cells before this one. They are other customers, so their bootstrap weights
   * differ.
   */
  private long repetition(int cell) {
    int before = cell;
    while (before > 0 && agree(before, before - 1)) {
      before--;
    }
    return cell - before;
  }

  private boolean agree(int i, int j) {
    return frequency[i] == frequency[j]
        && first[i] == first[j]
        && second[i] == second[j]
        && sameCovariates(i, j);
  }

  private long identity(int i) {
    long bits = Double.doubleToLongBits(first[i]) * 31 + Double.doubleToLongBits(second[i]);
    for (int j = i * width; j < (i + 1) * width; j++) {
      bits = (bits * 31 + Double.doubleToLongBits(covariates[j])) * 0x9E3779B97F4A7C15L;
    }
    return (bits * 31 + frequency[i]) * 0x9E3779B97F4A7C15L;
  }
}
