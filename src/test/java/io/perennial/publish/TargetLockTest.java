package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.SampleRun.Replaced;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
class TargetLockTest {
  private static final SampleRun OURS = SampleRun.of("ours", "scores", "cohorts");

  private final Storage storage = new LocalStorage();
  private final SettableClock clock = new SettableClock();

  @TempDir(factory = MemoryTempDir.class)
  java.nio.file.Path directory;

  private Path root;
  private Layout layout;

  @BeforeEach
  void target() {
    root = new Path(directory.toUri());
    layout = new Layout(root);
  }

  private PathSink lock(String runId) {
    return Drill.output(storage, root).lock(runId, clock, "parquet", 30);
  }

  /** A lock left behind. */
  private void leave(Path path, LockHolder holder) throws IOException {
    storage.write(path, holder.toJson());
    storage.touch(path, clock.instant());
  }

  private LockHolder thisProcess() {
    return LockHolder.ofThisProcess("left", clock.instant());
  }

  /** As if another process had it: changes what tells processes apart. */
  private static LockHolder with(
      LockHolder holder, String machine, long pid, Optional<Instant> start) {
    return new LockHolder(
        holder.id(),
        holder.runId(),
        holder.user(),
        holder.host(),
        machine,
        pid,
        start,
        holder.since());
  }

  private LockHolder deadProcess() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LockHolder here = thisProcess();
    return with(here, here.machine(), process.pid(), here.processStart());
  }

  @Test
  void refusesASecondHolder() throws IOException {
    try (PathSink first = lock("first")) {
      assertThatThrownBy(() -> lock("second"))
          .asInstanceOf(type(JobFailure.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .extracting(JobFailure::getMessage)
          .asString()
          .contains("Another run holds " + root)
          .contains("run first of user " + System.getProperty("user.name"))
          .contains("on host " + thisProcess().host())
          .contains("process " + ProcessHandle.current().pid())
          .contains("since " + clock.instant())
          .contains("Wait until it ends, or end it, and run again.");
      OURS.publish(storage, first, Situation.RUN_DATE, 1);
    }
    try (PathSink second = lock("second")) {
      assertThat(second.recovered()).isEmpty();
    }
    assertThat(SampleRun.tree(storage, root)).isEqualTo(OURS.paths(Situation.RUN_DATE));
  }

  @Test
  void takesOverAtOnceFromAProcessThatDiedHere() throws Exception {
    leave(layout.lock(), deadProcess());
    lock("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void takesOverWhenTheProcessIdIsUsedAgain() throws IOException {
    LockHolder here = thisProcess();
    leave(
        layout.lock(),
        with(
            here,
            here.machine(),
            here.pid(),
            here.processStart().map(start -> start.minus(Duration.ofHours(1)))));
    lock("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void cannotKnowWhetherAProcessElsewhereDied() throws Exception {
    LockHolder dead = deadProcess();
    leave(layout.lock(), with(dead, "another machine", dead.pid(), dead.processStart()));
    clock.advance(Duration.ofSeconds(60));
    assertThatThrownBy(() -> lock("next")).hasMessageContaining("run left");
    clock.advance(Duration.ofSeconds(1));
    lock("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void waitsForALockThatIsJustBeingWritten() throws IOException {
    storage.write(layout.lock(), new byte[0]);
    storage.touch(layout.lock(), clock.instant());
    assertThatThrownBy(() -> lock("next")).hasMessageContaining("a run that is just taking it");
    clock.advanceBeyondExpiry();
    lock("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void aHolderGivesSignsOfLife() throws Exception {
    TargetLock.Timing often = new TargetLock.Timing(Duration.ofMillis(5), Duration.ofSeconds(60));
    try (PathSink held =
        new OutputDirectory(storage, root, often).lock("beating", clock, "parquet", 30)) {
      clock.advance(Duration.ofSeconds(30));
      Instant deadline = Instant.now().plusSeconds(30);
      while (storage.modified(layout.lock()).orElseThrow().isBefore(clock.instant())) {
        assertThat(Instant.now()).as("no sign of life came").isBefore(deadline);
        Thread.sleep(5);
      }
      clock.advance(Duration.ofSeconds(31));
      assertThatThrownBy(() -> lock("other")).hasMessageContaining("run beating");
      assertThat(held.recovered()).isEmpty();
    }
  }

  @Test
  void aHolderThatWasGivenUpPublishesNothing() throws IOException, Replaced {
    SampleRun late = SampleRun.of("late", "scores");
    PathSink suspended = lock("suspended");
    late.stage(storage, suspended);
    clock.advanceBeyondExpiry();
    try (PathSink next = lock("next")) {
      assertThatThrownBy(
              () -> suspended.publish(Situation.RUN_DATE, SampleRun.TABLES, late.manifest(), 1))
          .asInstanceOf(type(JobFailure.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH))
          .extracting(JobFailure::getMessage)
          .asString()
          .contains("The lock on " + root + " was lost: this run (run suspended of user")
          .contains("another run took over");
      suspended.close();
      OURS.publish(storage, next, Situation.RUN_DATE, 1);
    }
    assertThat(SampleRun.read(storage, root, Situation.RUN_DATE)).hasValue(OURS);
    assertThat(SampleRun.tree(storage, root)).isEqualTo(OURS.paths(Situation.RUN_DATE));
  }

  /** Suspended before each operation, while another run takes over and publishes; then goes on. */
  @ParameterizedTest
  @EnumSource(Situation.class)
  void aHolderThatWasSuspendedDoesNoHarm(Situation situation) throws IOException, Replaced {
    Drill drill = new Drill(storage, root, clock);
    int refused = 0;
    for (int moment = 1; ; moment++) {
      Path target = drill.target(situation);
      Suspension suspension = new Suspension(moment, () -> publishOurs(target));
      boolean published = false;
      try (PathSink held =
          Drill.output(suspension.storage(), target).lock("suspended", clock, "parquet", 30)) {
        situation.published().publish(storage, held, Situation.RUN_DATE, 1);
        published = true;
      } catch (JobFailure e) {
        assertThat(e.exitCode()).isIn(ExitCode.PUBLISH, ExitCode.LOCKED);
        refused++;
      }
      Optional<SampleRun> seen = SampleRun.read(storage, target, Situation.RUN_DATE);
      if (suspension.moments < moment) {
        assertThat(seen).hasValue(situation.published());
        break;
      }
      assertThat(seen)
          .isIn(Optional.of(OURS), Optional.of(published ? situation.published() : OURS));
      try (PathSink next = Drill.output(storage, target).lock("next", clock, "parquet", 30)) {
        assertThat(SampleRun.read(storage, target, Situation.RUN_DATE)).isEqualTo(seen);
        OURS.publish(storage, next, Situation.RUN_DATE, 1);
      }
      assertThat(SampleRun.tree(storage, target)).isEqualTo(OURS.paths(Situation.RUN_DATE));
    }
    assertThat(refused).isGreaterThan(15);
  }

  /** The holder wakes while another is taking over: one of both gives way, and only one. */
  @Test
  void aHolderThatWakesDuringATakeoverOrItsHeirGivesWay() throws IOException, Replaced {
    int woken = 0;
    for (int moment = 1; ; moment++) {
      Path target = new Path(root, "woken-" + moment);
      PathSink holder = Drill.output(storage, target).lock("woken", clock, "parquet", 30);
      SampleRun.of("woken", "scores").stage(storage, holder);
      clock.advanceBeyondExpiry();
      int[] at = {moment, 0};
      AtomicBoolean published = new AtomicBoolean();
      CrashingStorage waking =
          new CrashingStorage(
              storage,
              CrashingStorage.EVERY_MOMENT,
              operation -> {
                at[1]++;
                if (at[1] == at[0]) {
                  published.set(publishes(holder));
                }
              });
      boolean taken;
      try (PathSink heir = Drill.output(waking, target).lock("heir", clock, "parquet", 30)) {
        taken = true;
        assertThat(at[0] <= at[1] && published.get()).as("both have it").isFalse();
        if (at[1] < at[0]) {
          break;
        }
        OURS.publish(storage, heir, Situation.RUN_DATE, 1);
      } catch (JobFailure e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
        taken = false;
      }
      assertThat(taken).as("one has it").isNotEqualTo(published.get());
      holder.close();
      SampleRun expected = taken ? OURS : SampleRun.of("woken", "scores");
      assertThat(SampleRun.read(storage, target, Situation.RUN_DATE)).hasValue(expected);
      assertThat(SampleRun.tree(storage, target)).isEqualTo(expected.paths(Situation.RUN_DATE));
      woken++;
    }
    assertThat(woken).isGreaterThan(4);
  }

  private static boolean publishes(PathSink held) {
    try {
      held.publish(
          Situation.RUN_DATE, SampleRun.TABLES, SampleRun.of("woken", "scores").manifest(), 1);
      return true;
    } catch (JobFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH);
      return false;
    }
  }

  /** As before, but the run that takes over dies in the middle of recovering. */
  @ParameterizedTest
  @EnumSource(names = {"A_TABLE_VANISHES", "A_TABLE_APPEARS"})
  void aHolderThatWasSuspendedDoesNoHarmToARecovery(Situation situation)
      throws IOException, Replaced {
    suspendDuringRecoveries(situation, 5);
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  @Tag("drill")
  void aHolderThatWasSuspendedDoesNoHarmToAnyRecovery(Situation situation)
      throws IOException, Replaced {
    suspendDuringRecoveries(situation, Drill.EVERY);
  }

  private void suspendDuringRecoveries(Situation situation, int stride)
      throws IOException, Replaced {
    Drill drill = new Drill(storage, root, clock);
    int interrupted = 0;
    for (int recoveryMoment = 5; ; recoveryMoment += stride) {
      int before = interrupted;
      for (int moment = 1; ; moment++) {
        Path target = drill.target(situation);
        int deadly = recoveryMoment;
        AtomicBoolean died = new AtomicBoolean();
        Suspension suspension =
            new Suspension(moment, () -> died.set(drill.recoveryDiesAt(deadly, target)));
        try (PathSink held =
            Drill.output(suspension.storage(), target).lock("suspended", clock, "parquet", 30)) {
          situation.published().publish(storage, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
        } catch (JobFailure e) {
          assertThat(e.exitCode()).isIn(ExitCode.PUBLISH, ExitCode.LOCKED);
        }
        interrupted += died.get() ? 1 : 0;
        drill.recoversWholeAfterSuspension(target, situation);
        storage.deleteTree(target);
        if (suspension.moments < moment) {
          break;
        }
      }
      if (interrupted == before) {
        break;
      }
    }
    assertThat(interrupted).isGreaterThan(50);
  }

  /** What others do while a run is suspended. */
  @FunctionalInterface
  interface Meanwhile {
    void happens() throws IOException;
  }

  /** Stops a run before one of its operations, until all signs of life are old and others came. */
  private final class Suspension {
    private final int moment;
    private final Meanwhile meanwhile;
    private int moments;

    Suspension(int moment, Meanwhile meanwhile) {
      this.moment = moment;
      this.meanwhile = meanwhile;
    }

    Storage storage() {
      return new CrashingStorage(storage, CrashingStorage.EVERY_MOMENT, operation -> live());
    }

    private void live() throws IOException {
      moments++;
      if (moments == moment) {
        clock.advanceBeyondExpiry();
        meanwhile.happens();
      }
    }
  }

  private void publishOurs(Path target) throws IOException {
    try (PathSink next = Drill.output(storage, target).lock("next", clock, "parquet", 30)) {
      OURS.publish(storage, next, Situation.RUN_DATE, 1);
    }
  }

  @Test
  void oneOfManyContendersTakesADeadLock() throws Exception {
    contend(200, 4, () -> leave(layout.lock(), deadProcess()));
  }

  @Test
  void oneOfManyContendersTakesALockWhoseHeirDiedToo() throws Exception {
    contend(
        50,
        4,
        () -> {
          LockHolder dead = deadProcess();
          LockHolder heir = deadProcess();
          LockHolder heirOfHeir = deadProcess();
          leave(layout.lock(), dead);
          leave(layout.claim(dead.id()), heir);
          leave(layout.claim(heir.id()), heirOfHeir);
        });
  }

  @Test
  void oneOfManyContendersTakesAFreeTarget() throws Exception {
    contend(50, 4, () -> storage.delete(layout.lock()));
  }

  /** What is there before contenders come. */
  @FunctionalInterface
  interface Preparation {
    void prepare() throws Exception;
  }

  private void contend(int rounds, int contenders, Preparation preparation) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(contenders);
    try {
      for (int round = 0; round < rounds; round++) {
        preparation.prepare();
        CyclicBarrier start = new CyclicBarrier(contenders);
        List<Future<Optional<PathSink>>> outcomes = new ArrayList<>();
        for (int k = 0; k < contenders; k++) {
          String name = "contender " + k;
          outcomes.add(threads.submit(() -> contender(name, start)));
        }
        List<PathSink> winners = new ArrayList<>();
        for (Future<Optional<PathSink>> outcome : outcomes) {
          outcome.get().ifPresent(winners::add);
        }
        assertThat(winners).as("round " + round).hasSize(1);
        winners.get(0).close();
        assertThat(SampleRun.tree(storage, root)).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<PathSink> contender(String name, CyclicBarrier start) throws Exception {
    start.await();
    try {
      return Optional.of(lock(name));
    } catch (JobFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
      return Optional.empty();
    }
  }
}
