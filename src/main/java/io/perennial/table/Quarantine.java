package io.perennial.table;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rejected rows, unchanged, with {@code reasons} (array of codes) and {@code run_id}; a run has
 * it only if rows were rejected. They are read in a separate scan, because only they need all
 * columns of the input.
 */
final class Quarantine implements Table {
  @Override
  public String name() {
    return "quarantine";
  }

  @Override
  public boolean isAlways() {
    return true;
  }

  @Override
  public boolean isIn(Reconciliation input) {
    return quarantined(input) > 0;
  }

  @Override
  public OptionalLong plannedRows(Reconciliation input) {
    return OptionalLong.of(quarantined(input));
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    return facts.quarantined();
  }

  @Override
  public Check check(Facts facts) {
    long rows = facts.written(this).count();
    long counted = quarantined(facts.account());
    if (rows != counted) {
      throw new JobFailure(
          ExitCode.INPUT,
          "The input changed during the run: %d rows were to be quarantined, %d were found when"
                  .formatted(counted, rows)
              + " they were written; run again when the input is complete");
    }
    return new Check(rows, List.of());
  }

  private static long quarantined(Reconciliation input) {
    return input.counts().quarantined().rows();
  }
}
