package io.perennial.model.cells;

import java.util.List;
import java.util.stream.IntStream;

/** Cells in this process, evaluated in parallel and summed in a fixed order. */
public final class LocalCells implements CellSource {
  /** Large enough to be worth a task, small enough to spread a small fit over the cores. */
  private static final int CHUNK = 4096;

  /** The same for hundreds of replicates at once. */
  private static final int RESAMPLED_CHUNK = 256;

  private final Cells cells;
  private final CellTotals totals;

  public LocalCells(Cells cells) {
    this.cells = cells;
    this.totals = CellTotals.of(cells);
  }

  @Override
  public CellTotals totals() {
    return totals;
  }

  @Override
  public List<Evaluation> evaluate(List<? extends CellLikelihood> likelihoods) {
    int chunks = (cells.size() + CHUNK - 1) / CHUNK;
    List<Evaluation> parts =
        IntStream.range(0, chunks * likelihoods.size())
            .parallel()
            .mapToObj(
                task -> {
                  int from = task % chunks * CHUNK;
                  int to = Math.min(cells.size(), from + CHUNK);
                  return cells.evaluate(likelihoods.get(task / chunks), from, to);
                })
            .toList();
    return IntStream.range(0, likelihoods.size())
        .mapToObj(i -> Evaluation.sum(parts.subList(i * chunks, (i + 1) * chunks)))
        .toList();
  }

  @Override
  public List<Evaluation> resample(List<Replicate> replicates, long seed) {
    int chunks = (cells.size() + RESAMPLED_CHUNK - 1) / RESAMPLED_CHUNK;
    List<List<Evaluation>> byChunk =
        IntStream.range(0, chunks)
            .parallel()
            .mapToObj(
                chunk -> {
                  int from = chunk * RESAMPLED_CHUNK;
                  int to = Math.min(cells.size(), from + RESAMPLED_CHUNK);
                  return cells.resample(replicates, seed, from, to);
                })
            .toList();
    return Evaluation.sums(byChunk);
  }

  @Override
  public Cells sample(int size) {
    return cells.everyNth(Math.max(1, (cells.size() + size - 1) / size));
  }
}
