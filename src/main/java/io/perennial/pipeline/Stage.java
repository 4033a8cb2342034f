package io.perennial.pipeline;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A stage of a command, as data: the runner announces, counts and times it.
 *
 * @param name short, as in the manifest and the Spark UI
 * @param needed whether the run needs it, as far as is known; evaluated again before every stage,
 *     or before the first of those that run beside each other
 * @param work the work; returns a number of rows to report, or {@link #NO_ROWS}
 * @param isBeside whether it may run beside its neighbours in the list of which that is true, too;
 *     what it needs of those before it, it waits for
 */
record Stage(String name, Predicate<Run> needed, ToLongFunction<Run> work, boolean isBeside) {
  /** Returned by stages without a number of rows. */
  static final long NO_ROWS = -1;

  /** A stage that every run needs and that reports a number of rows. */
  static Stage counting(String name, ToLongFunction<Run> work) {
    return new Stage(name, run -> true, work, false);
  }

  /** A stage that every run needs and that reports no rows. */
  static Stage of(String name, Consumer<Run> work) {
    return new Stage(name, run -> true, withoutRows(work), false);
  }

  /** The same stage, for those of its runs that meet the condition, too. */
  Stage when(Predicate<Run> condition) {
    return new Stage(name, needed.and(condition), work, isBeside);
  }

  /** The same stage, beside its neighbours. */
  Stage beside() {
    return new Stage(name, needed, work, true);
  }

  private static ToLongFunction<Run> withoutRows(Consumer<Run> work) {
    return run -> {
      work.accept(run);
      return NO_ROWS;
    };
  }
}
