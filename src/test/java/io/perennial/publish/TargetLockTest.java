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
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private HeldOutput hold(String runId) {
    return Drill.output(storage, root).hold(runId, clock);
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
    try (HeldOutput first = hold("first")) {
      assertThatThrownBy(() -> hold("second"))
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
    try (HeldOutput second = hold("second")) {
      assertThat(second.recovered()).isEmpty();
    }
    assertThat(SampleRun.tree(storage, root)).isEqualTo(OURS.paths(Situation.RUN_DATE));
  }

  @Test
  void takesOverAtOnceFromAProcessThatDiedHere() throws Exception {
    leave(layout.lock(), deadProcess());
    hold("next").close();
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
    hold("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void cannotKnowWhetherAProcessElsewhereDied() throws Exception {
    LockHolder dead = deadProcess();
    leave(layout.lock(), with(dead, "another machine", dead.pid(), dead.processStart()));
    clock.advance(Duration.ofSeconds(60));
    assertThatThrownBy(() -> hold("next")).hasMessageContaining("run left");
    clock.advance(Duration.ofSeconds(1));
    hold("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void waitsForALockThatIsJustBeingWritten() throws IOException {
    storage.write(layout.lock(), new byte[0]);
    storage.touch(layout.lock(), clock.instant());
    assertThatThrownBy(() -> hold("next")).hasMessageContaining("a run that is just taking it");
    clock.advanceBeyondExpiry();
    hold("next").close();
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void aHolderGivesSignsOfLife() throws Exception {
    TargetLock.Timing often = new TargetLock.Timing(Duration.ofMillis(5), Duration.ofSeconds(60));
    try (HeldOutput held = new OutputDirectory(storage, root, often).hold("beating", clock)) {
      clock.advance(Duration.ofSeconds(30));
      Instant deadline = Instant.now().plusSeconds(30);
      while (storage.modified(layout.lock()).orElseThrow().isBefore(clock.instant())) {
        assertThat(Instant.now()).as("no sign of life came").isBefore(deadline);
        Thread.sleep(5);
      }
      clock.advance(Duration.ofSeconds(31));
      assertThatThrownBy(() -> hold("other")).hasMessageContaining("run beating");
      assertThat(held.recovered()).isEmpty();
    }
  }

  @Test
  void aHolderThatWasGivenUpPublishesNothing() throws IOException, Replaced {
    SampleRun late = SampleRun.of("late", "scores");
    HeldOutput suspended = hold("suspended");
    late.stage(storage, suspended);
    clock.advanceBeyondExpiry();
    try (HeldOutput next = hold("next")) {
      assertThatThrownBy(
              () -> suspended.publish(Situation.RUN_DATE, SampleRun.TABLES, late.manifest(), 1))
          .asInstanceOf(type(JobFailure.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH))
          .extracting(JobFailure::getMessage)
          .asString()
          .contains("The hold on " + root + " was lost: this run (run suspended of user")
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
    Drill drill = new Drill(storage, root);
    int refused = 0;
    for (int moment = 1; ; moment++) {
      Path target = drill.target(situation);
      Suspension suspension = new Suspension(moment, target);
      boolean published = false;
      try (HeldOutput held = Drill.output(suspension.storage(), target).hold("suspended", clock)) {
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
      try (HeldOutput next = Drill.output(storage, target).hold("next", clock)) {
        assertThat(SampleRun.read(storage, target, Situation.RUN_DATE)).isEqualTo(seen);
        OURS.publish(storage, next, Situation.RUN_DATE, 1);
      }
      assertThat(SampleRun.tree(storage, target)).isEqualTo(OURS.paths(Situation.RUN_DATE));
    }
    assertThat(refused).isGreaterThan(15);
  }

  /** Stops a run before one of its operations, until another has taken over and published. */
  private final class Suspension {
    private final int moment;
    private final Path target;
    private int moments;

    Suspension(int moment, Path target) {
      this.moment = moment;
      this.target = target;
    }

    Storage storage() {
      return new CrashingStorage(storage, CrashingStorage.EVERY_MOMENT, this::live);
    }

    private void live(String operation) throws IOException {
      moments++;
      if (moments == moment) {
        clock.advanceBeyondExpiry();
        try (HeldOutput next = Drill.output(storage, target).hold(operation, clock)) {
          OURS.publish(storage, next, Situation.RUN_DATE, 1);
        }
      }
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
        List<Future<Optional<HeldOutput>>> outcomes = new ArrayList<>();
        for (int k = 0; k < contenders; k++) {
          String name = "contender " + k;
          outcomes.add(threads.submit(() -> contender(name, start)));
        }
        List<HeldOutput> winners = new ArrayList<>();
        for (Future<Optional<HeldOutput>> outcome : outcomes) {
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

  private Optional<HeldOutput> contender(String name, CyclicBarrier start) throws Exception {
    start.await();
    try {
      return Optional.of(hold(name));
    } catch (JobFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
      return Optional.empty();
    }
  }
}
