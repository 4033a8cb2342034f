package io.perennial.pipeline;

import io.perennial.run.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages of a job one after the other: announces each, names its Spark jobs after it, and
 * keeps what it took.
 */
final class StageRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

  /** What a stage does. */
  @FunctionalInterface
  interface Work<T> {
    T run();
  }

  private final SparkContext spark;
  private final Progress progress;
  private final InstantSource clock;
  private int total;
  private final List<Manifest.Stage> finished = new ArrayList<>();

  StageRunner(SparkContext spark, Progress progress, InstantSource clock, int total) {
    this.spark = spark;
    this.progress = progress;
    this.clock = clock;
    this.total = total;
  }

  /**
   * Runs a stage.
   *
   * @param name short, as in the manifest and the Spark UI
   * @param rows how many rows the result stands for, negative where that makes no sense
   */
  <T> T run(String name, ToLongFunction<T> rows, Work<T> work) {
    int number = finished.size() + 1;
    progress.started(name, number, total);
    Instant start = clock.instant();
    spark.setJobGroup(name, "perennial %d/%d %s".formatted(number, total, name), false);
    T result;
    try {
      result = work.run();
    } finally {
      spark.clearJobGroup();
    }
    double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
    long count = rows.applyAsLong(result);
    finished.add(new Manifest.Stage(name, seconds, count < 0 ? null : count));
    progress.finished(name, number, total, count, seconds);
    LOG.debug("Stage {} took {} s", name, seconds);
    return result;
  }

  /** Says that so many of the stages announced will not be needed. */
  void skip(int stageCount) {
    total -= stageCount;
  }

  /** The stages so far. */
  List<Manifest.Stage> finished() {
    return List.copyOf(finished);
  }
}
