package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.publish.SampleRun.Replaced;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Publications that die, and what must hold after that. */
public final class Drill {
  /**
   * How many moments a drill steps on from one death to the next. The default is every moment;
   * continuous integration has no time for all of them.
   */
  public static final int EVERY = Integer.getInteger("drill.every", 1);

  private static final SampleRun NEXT = SampleRun.of("next", "cohorts", "quarantine");

  private final Storage storage;
  private final Path parent;
  private final SettableClock clock;
  private int targets;

  /** On a storage, in fresh directories below the parent. */
  Drill(Storage storage, Path parent) {
    this(storage, parent, new SettableClock());
  }

  Drill(Storage storage, Path parent, SettableClock clock) {
    this.storage = storage;
    this.parent = parent;
    this.clock = clock;
  }

  /** A fresh directory in this situation. */
  Path target(Situation situation) throws IOException {
    Path prepared = new Path(parent, situation.toString());
    if (!storage.exists(prepared)) {
      situation.prepare(storage, prepared, clock);
    }
    targets++;
    Path root = new Path(parent, situation + "-" + targets);
    copy(prepared, root);
    return root;
  }

  private void copy(Path from, Path to) throws IOException {
    storage.makeDirectories(to);
    for (Storage.Entry entry : storage.list(from)) {
      Path source = new Path(from, entry.name());
      Path target = new Path(to, entry.name());
      if (entry.directory()) {
        copy(source, target);
      } else {
        SampleRun.write(storage, target, storage.read(source).orElseThrow());
      }
    }
  }

  /**
   * Publishes and dies at a moment.
   *
   * @return false when there are no so many moments, that is: it was published
   */
  boolean diesAt(int moment, Path root, Situation situation) throws IOException {
    CrashingStorage mortal = CrashingStorage.byError(storage, moment);
    PathSink held = null;
    boolean died = false;
    try {
      held = output(mortal, root).lock("dying", clock, "parquet", 30);
      situation.published().stage(storage, held);
      held.publish(
          Situation.RUN_DATE,
          SampleRun.TABLES,
          situation.published().manifest(),
          Situation.KEEP_RUNS);
    } catch (CrashingStorage.Crash e) {
      died = true;
    }
    try {
      if (held != null) {
        held.close();
      }
    } catch (CrashingStorage.Crash e) {
      died = true;
    }
    return died;
  }

  /** Recovers and dies at a moment; returns false when there are no so many moments. */
  boolean recoveryDiesAt(int moment, Path root) {
    try (PathSink held =
        output(CrashingStorage.byError(storage, moment), root).lock("r", clock, "parquet", 30)) {
      assertThat(held.recovered()).hasSizeLessThan(2);
      return false;
    } catch (CrashingStorage.Crash e) {
      return true;
    }
  }

  /**
   * Dies at moments of a publication that lie a stride apart; returns how many moments there are,
   * up to the last step.
   */
  int moments(Situation situation, int stride) throws IOException, Replaced {
    for (int moment = first(situation, stride); ; moment += stride) {
      Path root = target(situation);
      boolean died = diesAt(moment, root, situation);
      recoversWhole(root, situation);
      if (!died) {
        return moment - 1;
      }
      storage.deleteTree(root);
    }
  }

  /** The first moment of a drill: with other situations, those that are left out are others. */
  static int first(Situation situation, int stride) {
    return 1 + situation.ordinal() % stride;
  }

  /**
   * Dies at moments of a publication that lie a stride apart, and at every moment of the recovery
   * after each.
   */
  int momentsOfRecovery(Situation situation, int stride) throws IOException, Replaced {
    int pairs = 0;
    for (int moment = first(situation, stride); ; moment += stride) {
      boolean died = true;
      boolean diedAgain = true;
      for (int again = 1; died && diedAgain; again++) {
        Path root = target(situation);
        died = diesAt(moment, root, situation);
        clock.advanceBeyondExpiry();
        final Optional<SampleRun> seen = seen(storage, root, situation);
        diedAgain = recoveryDiesAt(again, root);
        assertThat(seen(storage, root, situation)).isEqualTo(seen);
        recoversWhole(root, situation);
        storage.deleteTree(root);
        pairs++;
      }
      if (!died) {
        return pairs;
      }
    }
  }

  /** After a death: readers see one run, whole; the next run needs no hand and leaves nothing. */
  void recoversWhole(Path root, Situation situation) throws IOException, Replaced {
    clock.advanceBeyondExpiry();
    recoversWhole(storage, root, situation, clock);
  }

  static void recoversWhole(Storage storage, Path root, Situation situation, InstantSource clock)
      throws IOException, Replaced {
    Optional<SampleRun> seen = seen(storage, root, situation);
    try (PathSink held = output(storage, root).lock("recovering", clock, "parquet", 30)) {
      assertThat(held.recovered()).hasSizeLessThan(2);
    }
    assertThat(seen(storage, root, situation)).isEqualTo(seen);
    List<String> tree = SampleRun.tree(storage, root);
    if (situation.before().equals(Optional.of(situation.published()))) {
      assertThat(tree).isIn(situation.treeBefore(), situation.treeAfter());
    } else {
      assertThat(tree)
          .isEqualTo(
              seen.equals(situation.before()) ? situation.treeBefore() : situation.treeAfter());
    }
    nextRunPublishes(storage, root, clock);
  }

  /**
   * The same after a holder was suspended: it may have made an empty directory after it woke, which
   * stays until the next run has published.
   */
  void recoversWholeAfterSuspension(Path root, Situation situation) throws IOException, Replaced {
    clock.advanceBeyondExpiry();
    Optional<SampleRun> seen = seen(storage, root, situation);
    output(storage, root).lock("recovering", clock, "parquet", 30).close();
    assertThat(seen(storage, root, situation)).isEqualTo(seen);
    nextRunPublishes(storage, root, clock);
  }

  private static void nextRunPublishes(Storage storage, Path root, InstantSource clock)
      throws IOException {
    try (PathSink held = output(storage, root).lock("next", clock, "parquet", 30)) {
      assertThat(held.recovered()).isEmpty();
      NEXT.publish(storage, held, Situation.RUN_DATE, 1);
    }
    assertThat(SampleRun.tree(storage, root)).isEqualTo(NEXT.paths(Situation.RUN_DATE));
  }

  /** What a reader sees of the run date: the old run or the new one. Other runs stand as well. */
  static Optional<SampleRun> seen(Storage storage, Path root, Situation situation)
      throws IOException, Replaced {
    for (LocalDate other : situation.others().keySet()) {
      Optional<SampleRun> run = SampleRun.read(storage, root, other);
      assertThat(run).isIn(Optional.empty(), Optional.of(situation.others().get(other)));
    }
    Optional<SampleRun> seen = SampleRun.read(storage, root, Situation.RUN_DATE);
    assertThat(seen).isIn(situation.before(), Optional.of(situation.published()));
    return seen;
  }

  static OutputDirectory output(Storage storage, Path root) {
    return new OutputDirectory(storage, root, TargetLock.Timing.DEFAULT);
  }
}
