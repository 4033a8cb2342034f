package io.perennial.subscription;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashMap;
import java.util.Map;

/** Sums by plan, number of months and measure. Money is exact: a sum too large ends the job. */
final class MonthCells {
  /** The key of the whole base; a plan is never blank. */
  static final String ALL = "";

  static final int MAX_PLANS = 1_000;

  private static final int MEASURES = Measure.values().length;

  private final Map<String, Map<Integer, long[]>> cells = new HashMap<>();

  void add(String plan, int month, Measure measure, long value) {
    if (value == 0) {
      return;
    }
    long[] cell = months(plan).computeIfAbsent(month, any -> new long[MEASURES]);
    cell[measure.ordinal()] = Math.addExact(cell[measure.ordinal()], value);
  }

  private Map<Integer, long[]> months(String plan) {
    Map<Integer, long[]> months = cells.get(plan);
    if (months == null) {
      if (cells.size() > MAX_PLANS) {
        throw tooManyPlans();
      }
      months = new HashMap<>();
      cells.put(plan, months);
    }
    return months;
  }

  static JobFailure tooManyPlans() {
    return new JobFailure(
        ExitCode.INPUT,
        "there are more than %,d plans; expected in input.subscriptions.columns.plan a name that many subscriptions share, or null"
            .formatted(MAX_PLANS));
  }

  /** Receives every sum that is not 0. */
  interface Reader {
    void read(String plan, int month, Measure measure, long value);
  }

  void forEach(Reader reader) {
    cells.forEach(
        (plan, months) ->
            months.forEach(
                (month, cell) -> {
                  for (Measure measure : Measure.values()) {
                    if (cell[measure.ordinal()] != 0) {
                      reader.read(plan, month, measure, cell[measure.ordinal()]);
                    }
                  }
                }));
  }
}
