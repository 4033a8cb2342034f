package io.perennial.subscription;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.ExactTotals;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** Sums by plan, number of months and measure; exact, in micros and customers. */
final class MonthCells {
  /** The key of the whole base; a plan is never blank. */
  static final String ALL = "";

  static final int MAX_PLANS = 1_000;

  private static final int MEASURES = Measure.values().length;

  private final Map<String, Map<Integer, ExactTotals>> cells = new HashMap<>();

  void add(String plan, int month, Measure measure, long value) {
    if (value == 0) {
      return;
    }
    months(plan)
        .computeIfAbsent(month, any -> new ExactTotals(MEASURES))
        .addMicros(measure.ordinal(), value);
  }

  private Map<Integer, ExactTotals> months(String plan) {
    Map<Integer, ExactTotals> months = cells.get(plan);
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
    void read(String plan, int month, Measure measure, BigInteger value);
  }

  void forEach(Reader reader) {
    cells.forEach(
        (plan, months) ->
            months.forEach(
                (month, cell) -> {
                  for (Measure measure : Measure.values()) {
                    BigInteger value = cell.total(measure.ordinal()).unscaledValue();
                    if (value.signum() != 0) {
                      reader.read(plan, month, measure, value);
                    }
                  }
                }));
  }
}
