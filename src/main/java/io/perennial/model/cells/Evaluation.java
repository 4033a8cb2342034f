package io.perennial.model.cells;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Log-likelihood of some cells and its gradient by the coordinates of the model, as weighted sums.
 *
 * @param gradient by coordinates, see {@link CellLikelihood}
 */
public record Evaluation(double logLikelihood, double[] gradient) implements Serializable {

  /**
   * The sums, likelihood by likelihood, of evaluations of the same likelihoods on disjoint cells.
   *
   * @param byPart for each set of cells an evaluation for each likelihood
   */
  static List<Evaluation> sums(List<List<Evaluation>> byPart) {
    return IntStream.range(0, byPart.get(0).size())
        .mapToObj(i -> sum(byPart.stream().map(part -> part.get(i)).toList()))
        .toList();
  }

  /** The sum of evaluations of disjoint cells, taken in the order given. */
  public static Evaluation sum(List<Evaluation> parts) {
    int dimension = parts.get(0).gradient.length;
    CompensatedSums sums = new CompensatedSums(dimension + 1);
    for (Evaluation part : parts) {
      sums.add(0, part.logLikelihood);
      for (int j = 0; j < dimension; j++) {
        sums.add(j + 1, part.gradient[j]);
      }
    }
    double[] total = sums.values();
    double[] gradient = new double[dimension];
    System.arraycopy(total, 1, gradient, 0, dimension);
    return new Evaluation(total[0], gradient);
  }
}
