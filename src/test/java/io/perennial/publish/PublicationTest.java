package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.SampleRun.Replaced;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
class PublicationTest {
  private final Storage storage = new LocalStorage();

  @TempDir(factory = MemoryTempDir.class)
  java.nio.file.Path directory;

  private Drill drill() {
    return new Drill(storage, new Path(directory.toUri()));
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  void survivesDyingAtEveryMoment(Situation situation) throws IOException, Replaced {
    int moments = drill().moments(situation, 1);
    assertThat(moments).isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  @Tag("drill")
  void survivesDyingAtEveryMomentOfTheRecovery(Situation situation) throws IOException, Replaced {
    int pairs = drill().momentsOfRecovery(situation, Drill.EVERY);
    assertThat(pairs).isGreaterThan(200 / Drill.EVERY);
  }

  /** Looks before every operation, with the old run and the new one there at the same time. */
  @ParameterizedTest
  @EnumSource(Situation.class)
  void readersSeeOneRunAtEveryMoment(Situation situation) throws IOException {
    Path root = drill().target(situation);
    List<Optional<SampleRun>> seen = new ArrayList<>();
    int[] missing = new int[1];
    Path plain = new Path(root, "scores/run_date=" + Situation.RUN_DATE);
    CrashingStorage watched =
        new CrashingStorage(
            storage,
            CrashingStorage.EVERY_MOMENT,
            operation -> {
              seen.add(SampleRun.readNow(storage, root, Situation.RUN_DATE));
              missing[0] += storage.exists(plain) ? 0 : 1;
            });
    try (PathSink held =
        Drill.output(storage, root).lock("lock", InstantSource.system(), "parquet", 30)) {
      assertThat(held.recovered()).isEmpty();
    }
    try (PathSink held =
        Drill.output(watched, root).lock("watched", InstantSource.system(), "parquet", 30)) {
      situation.published().publish(storage, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
    }
    List<Optional<SampleRun>> distinct = seen.stream().distinct().toList();
    if (situation.before().equals(Optional.of(situation.published()))) {
      assertThat(distinct).containsExactly(situation.before());
    } else {
      assertThat(distinct).containsExactly(situation.before(), Optional.of(situation.published()));
    }
    if (situation.before().isPresent()) {
      assertThat(missing[0]).as("moments without the table, for readers of its path").isEqualTo(1);
    }
  }

  /**
   * While a reader opens the run, before any of its looks, a publication begins and comes as far as
   * some moment.
   */
  @ParameterizedTest
  @EnumSource(names = {"REPLACEMENT", "A_TABLE_APPEARS"})
  void readersSeeOneRunWhenAPublicationBeginsMeanwhile(Situation situation) throws Exception {
    Drill drill = drill();
    for (int moment = 8; ; moment += 3) {
      boolean died = false;
      for (int look = 1; ; look++) {
        Path root = drill.target(situation);
        int deadly = moment;
        AtomicBoolean dies = new AtomicBoolean();
        InterruptedReads reads =
            new InterruptedReads(
                storage, look, () -> dies.set(drill.diesAt(deadly, root, situation)));
        assertThat(readAgainIfReplaced(reads.storage(), root))
            .isIn(situation.before(), Optional.of(situation.published()));
        storage.deleteTree(root);
        died |= dies.get();
        if (reads.looks() < look) {
          assertThat(look).isGreaterThan(10);
          break;
        }
      }
      if (!died) {
        break;
      }
    }
  }

  private static Optional<SampleRun> readAgainIfReplaced(Storage storage, Path root)
      throws IOException {
    try {
      return SampleRun.read(storage, root, Situation.RUN_DATE);
    } catch (Replaced e) {
      return SampleRun.readNow(storage, root, Situation.RUN_DATE);
    }
  }

  /** A full disk at any moment: told, and the old run stands at once; or published nevertheless. */
  @ParameterizedTest
  @EnumSource(Situation.class)
  void putsThingsRightWhenAnOperationIsRefused(Situation situation) throws IOException, Replaced {
    Drill drill = drill();
    int refusals = 0;
    for (int moment = 1; ; moment++) {
      Path root = drill.target(situation);
      CrashingStorage refusing = CrashingStorage.refusing(storage, moment);
      try (PathSink held =
          Drill.output(refusing, root).lock("refused", InstantSource.system(), "parquet", 30)) {
        situation.published().publish(storage, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
      } catch (JobFailure e) {
        refusals++;
        assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH);
        assertThat(e)
            .hasMessageContaining("below perennial.output.path = " + root)
            .hasMessageContaining("the space there is used up (No space left on device)");
        assertThat(Drill.seen(storage, root, situation)).isEqualTo(situation.before());
        assertThat(SampleRun.tree(storage, root)).doesNotContain("_journal.json");
      }
      drill.recoversWhole(root, situation);
      if (refusing.moments() < moment) {
        break;
      }
    }
    assertThat(refusals).isGreaterThan(15);
  }

  @Test
  void concurrentReadersNeverSeeAMixture() throws Exception {
    Path root = drill().target(Situation.REPLACEMENT);
    AtomicBoolean publishing = new AtomicBoolean(true);
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Set<String>>> versions = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        versions.add(readers.submit(() -> versionsSeen(root, publishing)));
      }
      try (PathSink held =
          Drill.output(storage, root).lock("many", InstantSource.system(), "parquet", 30)) {
        for (int k = 0; k < 50; k++) {
          new SampleRun("v" + k, SampleRun.TABLES.subList(k % 2, 2 + k % 2))
              .publish(storage, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
        }
      } finally {
        publishing.set(false);
      }
      for (Future<Set<String>> seen : versions) {
        assertThat(seen.get()).hasSizeGreaterThan(2).contains("v49");
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Reads on and on, and once more when nothing is published any more. */
  private Set<String> versionsSeen(Path root, AtomicBoolean publishing) throws IOException {
    Set<String> versions = new LinkedHashSet<>();
    boolean last = false;
    while (!last) {
      last = !publishing.get();
      try {
        versions.add(SampleRun.read(storage, root, Situation.RUN_DATE).orElseThrow().version());
      } catch (Replaced e) {
        // Replaced while it was read: look again.
        continue;
      }
    }
    return versions;
  }
}
