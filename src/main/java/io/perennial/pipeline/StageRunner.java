package io.perennial.pipeline;

import io.perennial.run.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkContext;

/**
 * Runs the stages of a job: counts and announces them, names their Spark jobs after them, and
 * records their durations. They run one after the other, but for those that may run beside each
 * other: of these two at a time, so that one computes while the other plans or waits.
 */
final class StageRunner {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private static final int AT_A_TIME = 2;

  private final SparkContext spark;
  private final Progress progress;
  private final InstantSource clock;
  private int started;

  /** By their numbers. */
  private final SortedMap<Integer, Manifest.Stage> finished = new ConcurrentSkipListMap<>();

  /** The number of the stage that a thread is at. */
  private final ThreadLocal<Integer> current = ThreadLocal.withInitial(() -> 0);

  StageRunner(SparkContext spark, Progress progress, InstantSource clock) {
    this.spark = spark;
    this.progress = progress;
    this.clock = clock;
  }

  /** Runs the stages that are needed. */
  void run(List<Stage> stages, Run run) {
    int next;
    for (int i = 0; i < stages.size(); i = next) {
      next = i + 1;
      while (stages.get(i).isBeside() && next < stages.size() && stages.get(next).isBeside()) {
        next++;
      }
      List<Stage> needed = needed(stages.subList(i, next), run);
      int total = started + needed(stages.subList(i, stages.size()), run).size();
      if (needed.size() > 1) {
        beside(needed, run, total);
      } else {
        needed.forEach(stage -> run(stage, run, ++started, total));
      }
    }
  }

  private static List<Stage> needed(List<Stage> stages, Run run) {
    return stages.stream().filter(stage -> stage.needed().test(run)).toList();
  }

  /**
   * After a failure or an interruption no other stage begins; the one that is running ends, so that
   * nothing is written once the run has ended.
   */
  private void beside(List<Stage> stages, Run run, int total) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      for (Stage stage : stages) {
        int number = ++started;
        threads.execute(
            () -> {
              if (failure.get() == null) {
                try {
                  run(stage, run, number, total);
                } catch (Throwable e) { // also checked exceptions of Spark
                  failure.compareAndSet(null, e);
                }
              }
            });
      }
    } catch (Throwable e) { // there may be no more threads
      failure.compareAndSet(null, e);
    }
    threads.shutdown();
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        failure.compareAndSet(null, e);
      }
    }
    if (failure.get() != null) {
      throw ExceptionUtils.<RuntimeException>rethrow(failure.get());
    }
  }

  private void run(Stage stage, Run run, int number, int total) {
    current.set(number);
    progress.started(stage.name(), number, total);
    Instant start = clock.instant();
    long rows =
        inJobGroup(
            stage.name(),
            "perennial %d/%d %s".formatted(number, total, stage.name()),
            () -> stage.work().applyAsLong(run));
    double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
    finished.put(number, new Manifest.Stage(stage.name(), seconds, rows < 0 ? null : rows));
    progress.finished(stage.name(), number, total, rows, seconds);
  }

  /**
   * Runs work under a job group, and restores the previous one, since the session may not be ours.
   */
  private long inJobGroup(String group, String description, LongSupplier work) {
    String groupBefore = spark.getLocalProperty(GROUP);
    String descriptionBefore = spark.getLocalProperty(DESCRIPTION);
    String interruptBefore = spark.getLocalProperty(INTERRUPT);
    spark.setJobGroup(group, description, false);
    try {
      return work.getAsLong();
    } finally {
      spark.setLocalProperty(GROUP, groupBefore);
      spark.setLocalProperty(DESCRIPTION, descriptionBefore);
      spark.setLocalProperty(INTERRUPT, interruptBefore);
    }
  }

  /** The stages that have ended, in their order. */
  List<Manifest.Stage> finished() {
    return List.copyOf(finished.values());
  }

  /** The number of the stage that asks; 0 before the first. */
  int current() {
    return current.get();
  }
}
