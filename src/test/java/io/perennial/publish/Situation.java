package io.perennial.publish;

import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** What there is before a publication, and what is published: the cases of the drills. */
enum Situation {
  FIRST_PUBLICATION(Optional.empty(), SampleRun.of("new", "scores", "cohorts", "quarantine")),
  REPLACEMENT(
      Optional.of(SampleRun.of("old", "scores", "cohorts", "quarantine")),
      SampleRun.of("new", "scores", "cohorts", "quarantine")),
  A_TABLE_VANISHES(
      Optional.of(SampleRun.of("old", "scores", "cohorts", "quarantine")),
      SampleRun.of("new", "scores", "cohorts")),
  A_TABLE_APPEARS(
      Optional.of(SampleRun.of("old", "scores", "cohorts")),
      SampleRun.of("new", "scores", "cohorts", "quarantine")),
  /** The manifests are equal byte for byte, and so are the rows. */
  THE_SAME_AGAIN(
      Optional.of(SampleRun.of("same", "scores", "quarantine")),
      SampleRun.of("same", "scores", "quarantine")),
  OLD_RUNS_GO(Optional.of(SampleRun.of("old", "scores")), SampleRun.of("new", "scores")) {
    @Override
    Map<LocalDate, SampleRun> others() {
      Map<LocalDate, SampleRun> others = new TreeMap<>();
      others.put(RUN_DATE.minusDays(1), SampleRun.of("yesterday", "scores", "cohorts"));
      others.put(RUN_DATE.minusDays(2), SampleRun.of("before", "scores", "quarantine"));
      others.put(RUN_DATE.minusDays(3), SampleRun.of("long ago", "scores"));
      return others;
    }
  };

  static final LocalDate RUN_DATE = LocalDate.parse("2011-06-09");

  /** With {@link #OLD_RUNS_GO}, two of its other runs are beyond these. */
  static final int KEEP_RUNS = 2;

  static final byte[] FAILURE = SampleRun.bytes("failed");

  private final Optional<SampleRun> before;
  private final SampleRun published;

  Situation(Optional<SampleRun> before, SampleRun published) {
    this.before = before;
    this.published = published;
  }

  Optional<SampleRun> before() {
    return before;
  }

  SampleRun published() {
    return published;
  }

  /** Runs of other dates. */
  Map<LocalDate, SampleRun> others() {
    return Map.of();
  }

  /** Makes what there is before. */
  void prepare(Storage storage, Path root, InstantSource clock) throws IOException {
    OutputDirectory output = new OutputDirectory(storage, root, TargetLock.Timing.DEFAULT);
    try (PathSink held = output.lock("earlier", clock, "parquet", 30)) {
      for (Map.Entry<LocalDate, SampleRun> other : others().entrySet()) {
        other.getValue().publish(storage, held, other.getKey(), Integer.MAX_VALUE);
      }
      if (before.isPresent()) {
        before.get().publish(storage, held, RUN_DATE, Integer.MAX_VALUE);
      }
    }
    output.recordFailure(FAILURE);
  }

  /** The exact tree before the publication. */
  List<String> treeBefore() {
    List<String> paths = new ArrayList<>();
    before.ifPresent(run -> paths.addAll(run.paths(RUN_DATE)));
    others().forEach((date, run) -> paths.addAll(run.paths(date)));
    paths.add("_manifest/failed.json");
    Collections.sort(paths);
    return paths;
  }

  /** The exact tree after it. */
  List<String> treeAfter() {
    List<String> paths = new ArrayList<>(published.paths(RUN_DATE));
    others()
        .forEach(
            (date, run) -> {
              if (date.isAfter(RUN_DATE.minusDays(KEEP_RUNS))) {
                paths.addAll(run.paths(date));
              }
            });
    Collections.sort(paths);
    return paths;
  }
}
