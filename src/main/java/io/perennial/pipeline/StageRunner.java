package io.perennial.pipeline;

import io.perennial.run.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;

/**
 * Runs the stages of a job one after the other: counts and announces them, names their Spark jobs
 * after them, and records their durations.
 */
final class StageRunner {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final SparkContext spark;
  private final Progress progress;
  private final InstantSource clock;
  private final List<Manifest.Stage> finished = new ArrayList<>();

  StageRunner(SparkContext spark, Progress progress, InstantSource clock) {
    this.spark = spark;
    this.progress = progress;
    this.clock = clock;
  }

  /** Runs the stages that are needed. */
  void run(List<Stage> stages, Run run) {
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (stage.needed().test(run)) {
        long toCome =
            stages.subList(i, stages.size()).stream().filter(s -> s.needed().test(run)).count();
        run(stage, run, finished.size() + Math.toIntExact(toCome));
      }
    }
  }

  private void run(Stage stage, Run run, int total) {
    int number = finished.size() + 1;
    progress.started(stage.name(), number, total);
    Instant start = clock.instant();
    long rows =
        inJobGroup(
            stage.name(),
            "perennial %d/%d %s".formatted(number, total, stage.name()),
            () -> stage.work().applyAsLong(run));
    double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
    finished.add(new Manifest.Stage(stage.name(), seconds, rows < 0 ? null : rows));
    progress.finished(stage.name(), number, total, rows, seconds);
  }

  /**
   * Runs work under a job group, and restores the previous one, since the session may not be ours.
   */
  private long inJobGroup(String group, String description, java.util.function.LongSupplier work) {
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

  /** The stages that have ended. */
  List<Manifest.Stage> finished() {
    return List.copyOf(finished);
  }
}
