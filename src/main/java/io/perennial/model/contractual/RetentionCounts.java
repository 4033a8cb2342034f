package io.perennial.model.contractual;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A cohort of subscribers counted at every renewal: first all of them, then those who renewed once,
 * and so on to the last observed renewal. Cohorts of different ages hold different numbers of
 * counts.
 */
public final class RetentionCounts {
  private final long[] counts;

  private RetentionCounts(long[] counts) {
    this.counts = counts;
  }

  /**
   * @throws JobFailure unless there are at least two counts, none negative and none above the one
   *     before
   */
  public static RetentionCounts of(long... counts) {
    boolean possible = counts.length >= 2 && counts[counts.length - 1] >= 0;
    for (int i = 1; i < counts.length; i++) {
      possible &= counts[i] <= counts[i - 1];
    }
    if (!possible) {
      throw new JobFailure(
          ExitCode.INPUT,
          ("The retention counts of a cohort are %s. They should be at least two, the size of the"
                  + " cohort first, none negative and none larger than the one before.")
              .formatted(Arrays.toString(counts)));
    }
    return new RetentionCounts(counts.clone());
  }

  /**
   * The subscribers of all these cohorts, as rows that the models of this package are fitted to.
   */
  public static Cells cells(List<RetentionCounts> cohorts) {
    List<Cells.Cell> cells = new ArrayList<>();
    for (RetentionCounts cohort : cohorts) {
      long[] counts = cohort.counts;
      int last = counts.length - 1;
      for (int renewals = 0; renewals < last; renewals++) {
        cells.add(new Cells.Cell(renewals, 1, 0, counts[renewals] - counts[renewals + 1]));
      }
      cells.add(new Cells.Cell(last, 0, 0, counts[last]));
    }
    return Cells.of(cells);
  }
}
