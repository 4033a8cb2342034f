package io.perennial.model.cells;

import io.perennial.failure.JobFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * Cells that are kept for the next estimator that asks for the same of the same customers, until
 * this is closed.
 */
public final class MadeCells implements AutoCloseable {
  private record Key(CellRequest request, long maxDriverCells) {}

  private final Map<Key, DatasetCells> made = new HashMap<>();

  /**
   * The cells of a request, see {@link DatasetCells#of}.
   *
   * @throws JobFailure when a customer has impossible values
   */
  public DatasetCells of(CellRequest request, long maxDriverCells) {
    return made.computeIfAbsent(
        new Key(request, maxDriverCells), key -> DatasetCells.of(request, maxDriverCells));
  }

  @Override
  public void close() {
    made.values().forEach(DatasetCells::close);
  }
}
