package io.perennial.pipeline;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A stage of a command, as data: the runner announces, counts and times it.
 *
 * @param name short, as in the manifest and the Spark UI
 * @param needed whether the run needs it, by what is known so far; asked again before every stage
 * @param work what it does; returns the rows it stands for, or {@link #NO_ROWS}
 */
record Stage(String name, Predicate<Run> needed, ToLongFunction<Run> work) {
  /** Where a number of rows makes no sense. */
  static final long NO_ROWS = -1;

  /** A stage that every run needs, and the rows it stands for. */
  static Stage counting(String name, ToLongFunction<Run> work) {
    return new Stage(name, run -> true, work);
  }

  /** A stage that every run needs and that has no rows to tell. */
  static Stage of(String name, Consumer<Run> work) {
    return new Stage(name, run -> true, withoutRows(work));
  }

  /** The same stage for the runs that need it. */
  Stage when(Predicate<Run> condition) {
    return new Stage(name, condition, work);
  }

  private static ToLongFunction<Run> withoutRows(Consumer<Run> work) {
    return run -> {
      work.accept(run);
      return NO_ROWS;
    };
  }
}
