package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.publish.MortalProcess.Task;
import io.perennial.publish.SampleRun.Replaced;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drill of {@link PublicationTest} with processes that are really killed. */
@Tag("long")
class KilledProcessTest {
  private final Storage storage = new LocalStorage();

  @TempDir(factory = MemoryTempDir.class)
  java.nio.file.Path directory;

  private Drill drill() {
    return new Drill(storage, new Path(directory.toUri()));
  }

  /** Some moments: taking the lock, the journal, between the tables, the manifest, cleaning up. */
  @ParameterizedTest
  @EnumSource(names = {"FIRST_PUBLICATION", "A_TABLE_VANISHES"})
  void survivesSigkill(Situation situation) throws Exception {
    Drill drill = drill();
    int deaths = 0;
    for (int moment = 4; ; moment += 8) {
      Path root = drill.target(situation);
      boolean killed = MortalProcess.isKilledAt(moment, Task.PUBLISH, root, situation);
      // No time needs to pass: the process is gone.
      Drill.recoversWhole(storage, root, situation, InstantSource.system());
      if (!killed) {
        break;
      }
      deaths++;
    }
    assertThat(deaths).isGreaterThan(4);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  @Tag("drill")
  void survivesSigkillAtEveryMoment(Situation situation) throws Exception {
    Drill drill = drill();
    int moment = Drill.first(situation, Drill.EVERY);
    for (boolean killed = true; killed; moment += Drill.EVERY) {
      Path root = drill.target(situation);
      killed = MortalProcess.isKilledAt(moment, Task.PUBLISH, root, situation);
      Optional<SampleRun> seen = Drill.seen(storage, root, situation);
      // The recovery is killed as well, at another of its moments each time.
      MortalProcess.isKilledAt(1 + moment % 25, Task.RECOVER, root, situation);
      assertThat(Drill.seen(storage, root, situation)).isEqualTo(seen);
      Drill.recoversWhole(storage, root, situation, MortalProcess.LATER);
    }
    int survived = moment - Drill.EVERY;
    assertThat(survived).as("the first moment that is none").isGreaterThan(41);
  }

  /** Killed from outside at moments that nobody chose, with a reader who looks all the time. */
  @Test
  void survivesSigkillFromOutside() throws Exception {
    Path root = drill().target(Situation.FIRST_PUBLICATION);
    Random random = new Random(7);
    int version = 0;
    int whole = 0;
    for (int round = 0; round < 6; round++) {
      Process process =
          MortalProcess.start(Task.PUBLISH_ON_AND_ON, version, root, Situation.FIRST_PUBLICATION);
      int first = version;
      while (newestVersion(root).orElse(-1) < first) {
        assertThat(process.isAlive()).isTrue();
      }
      for (int looks = random.nextInt(20); looks > 0; looks--) {
        whole += newestVersion(root).isPresent() ? 1 : 0;
      }
      process.destroyForcibly().waitFor();
      int left = newestVersion(root).orElseThrow();
      assertThat(left).isGreaterThanOrEqualTo(first);
      try (PathSink held =
          Drill.output(storage, root).lock("recovering", InstantSource.system(), "parquet", 30)) {
        assertThat(newestVersion(root)).hasValue(left);
      }
      version = left + 1;
    }
    assertThat(whole).isPositive();
    int last = version - 1;
    assertThat(SampleRun.tree(storage, root))
        .isEqualTo(
            new SampleRun("v", SampleRun.TABLES.subList(last % 2, 2 + last % 2))
                .paths(Situation.RUN_DATE));
  }

  /** The version a reader sees, whole; empty before the first and while it is being replaced. */
  private Optional<Integer> newestVersion(Path root) throws IOException {
    while (true) {
      try {
        return SampleRun.read(storage, root, Situation.RUN_DATE)
            .map(run -> Integer.parseInt(run.version().substring(1)));
      } catch (Replaced e) {
        // Look again.
        continue;
      }
    }
  }
}
