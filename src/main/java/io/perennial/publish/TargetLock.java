package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive right to change a target: a file {@code _lock} that names its holder and whose
 * modification time is the holder's heartbeat.
 *
 * <p>A lock is dead when its last heartbeat is older than {@link Timing#expiry}, or when its holder
 * was a process of this machine that has ended. To take over a dead lock, a contender creates a
 * claim, a file named by the dead holder's id; only one contender can succeed. A claim whose owner
 * died is claimed in the same way. The owner of the claim reads the lock again and then replaces
 * it. So one of two contenders wins, and a contender that acts on an outdated view finds another
 * holder's id.
 *
 * <p>A holder that was suspended may have lost its lock meanwhile. It renews its heartbeat and then
 * looks for a claim on itself; a contender creates its claim and then looks for a heartbeat. So at
 * least one of the two sees the other and gives way.
 */
final class TargetLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetLock.class);

  /** The interval between heartbeats, and the time without one after which a holder is dead. */
  record Timing(Duration heartbeat, Duration expiry) {
    static final Timing DEFAULT = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /** Attempts to acquire the lock while other runs take and release it. */
  private static final int ROUNDS = 20;

  /** How long to wait for a heartbeat in progress. */
  private static final int LAST_BEAT_SECONDS = 30;

  /** A lock or claim that was found; the holder is empty while the file is being written. */
  private record Found(String id, Optional<LockHolder> holder, Instant signOfLife) {
    String describe() {
      return holder.map(LockHolder::describe).orElse("a run that is just taking it")
          + ", last sign of life "
          + signOfLife;
    }
  }

  private final Storage storage;
  private final Layout layout;
  private final LockHolder holder;
  private final InstantSource clock;
  private final ScheduledExecutorService heartbeat;
  private final ScheduledFuture<?> beats;

  private TargetLock(
      Storage storage, Layout layout, LockHolder holder, InstantSource clock, Timing timing) {
    this.storage = storage;
    this.layout = layout;
    this.holder = holder;
    this.clock = clock;
    this.heartbeat =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "perennial-lock-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    long every = timing.heartbeat().toMillis();
    this.beats = heartbeat.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the target. The directory must exist.
   *
   * @throws JobFailure with {@link ExitCode#LOCKED} when another run holds it
   */
  static TargetLock acquire(
      Storage storage, Layout layout, String runId, InstantSource clock, Timing timing)
      throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      // A new id in each round: an id is used for one lock or claim, so claims cannot form a cycle.
      LockHolder me = LockHolder.ofThisProcess(runId, clock.instant());
      if (storage.create(layout.lock(), me.toJson())
          || takeOver(storage, layout, me, clock, timing)) {
        TargetLock lock = new TargetLock(storage, layout, me, clock, timing);
        try {
          // The file system may have stamped the file by another clock, and others would see it as
          // old.
          if (lock.renew()) {
            sweepClaims(storage, layout, me);
            return lock;
          }
          lock.close();
        } catch (IOException e) {
          lock.releaseAfter(e);
          throw e;
        }
      }
    }
    throw new JobFailure(
        ExitCode.LOCKED,
        "Other runs took and released %s while this run waited for it. Run again."
            .formatted(layout.root()));
  }

  /** Returns false when the lock has changed meanwhile and the caller has to start again. */
  private static boolean takeOver(
      Storage storage, Layout layout, LockHolder me, InstantSource clock, Timing timing)
      throws IOException {
    Optional<Found> dead = findDead(storage, layout, layout.lock(), clock, timing);
    if (dead.isEmpty()) {
      return false;
    }
    String last = dead.get().id();
    for (Optional<Found> claimed = findDead(storage, layout, layout.claim(last), clock, timing);
        claimed.isPresent();
        claimed = findDead(storage, layout, layout.claim(last), clock, timing)) {
      last = claimed.get().id();
    }
    Path claim = layout.claim(last);
    if (!storage.create(claim, me.toJson())) {
      return false;
    }
    try {
      Optional<Found> still = findDead(storage, layout, layout.lock(), clock, timing);
      if (still.isPresent() && still.get().id().equals(dead.get().id())) {
        storage.replace(layout.lock(), me.toJson(), layout.claim(me.id() + ".new"));
        return true;
      }
    } catch (IOException | JobFailure e) {
      storage.delete(claim);
      throw e;
    }
    storage.delete(claim);
    return false;
  }

  /**
   * The dead lock or claim at a path; empty when there is none.
   *
   * @throws JobFailure with {@link ExitCode#LOCKED} when its holder is alive
   */
  private static Optional<Found> findDead(
      Storage storage, Layout layout, Path path, InstantSource clock, Timing timing)
      throws IOException {
    Optional<Instant> signOfLife = storage.modified(path);
    Optional<byte[]> content = storage.read(path);
    if (signOfLife.isEmpty() || content.isEmpty()) {
      return Optional.empty();
    }
    Optional<LockHolder> holder = LockHolder.parse(content.get());
    Found found =
        new Found(
            holder.map(LockHolder::id).orElse(path.getName() + ".unreadable"),
            holder,
            signOfLife.get());
    boolean silent =
        Duration.between(signOfLife.get(), clock.instant()).compareTo(timing.expiry()) > 0;
    if (silent || holder.filter(LockHolder::diedHere).isPresent()) {
      return Optional.of(found);
    }
    throw new JobFailure(
        ExitCode.LOCKED,
        ("Another run holds %s: %s. Wait until it ends, or end it, and run again. Nothing needs to"
                + " be deleted by hand: a holder that died is noticed at once on its own machine,"
                + " and after %d seconds without a sign of life elsewhere.")
            .formatted(layout.root(), found.describe(), timing.expiry().toSeconds()));
  }

  /** Removes earlier claims; a contender that is still looking finds this holder. */
  private static void sweepClaims(Storage storage, Layout layout, LockHolder me)
      throws IOException {
    for (Storage.Entry entry : storage.list(layout.root())) {
      if (entry.name().startsWith(layout.claimPrefix())
          && !entry.name().equals(layout.claim(me.id()).getName())) {
        storage.delete(new Path(layout.root(), entry.name()));
      }
    }
  }

  LockHolder holder() {
    return holder;
  }

  /**
   * Renews the heartbeat and verifies that the target is still held.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when another run has taken it over
   */
  void check() throws IOException {
    if (!renew()) {
      throw new JobFailure(
          ExitCode.PUBLISH,
          ("The lock on %s was lost: this run (%s) gave no sign of life for too long, as when its"
                  + " process is suspended, and another run took over; or the lock file was deleted by"
                  + " hand. Nothing more was written. Run again if that date is still wanted.")
              .formatted(layout.root(), holder.describe()));
    }
  }

  private boolean renew() throws IOException {
    if (!isMine()) {
      return false;
    }
    storage.touch(layout.lock(), clock.instant());
    return !storage.exists(layout.claim(holder.id())) && isMine();
  }

  private boolean isMine() throws IOException {
    return storage
        .read(layout.lock())
        .flatMap(LockHolder::parse)
        .filter(found -> found.id().equals(holder.id()))
        .isPresent();
  }

  private void beat() {
    try {
      if (!renew()) {
        beats.cancel(false);
      }
    } catch (Exception | LinkageError e) {
      // An exception would silently end all further heartbeats. The next heartbeat tries again, and
      // publishing checks the lock first and fails with the reason.
      LOG.warn("No sign of life could be given on {}; it is tried again", layout.root(), e);
    }
  }

  /** Releases the target, unless another run holds it by now. */
  void release() throws IOException {
    close();
    if (renew()) {
      storage.delete(layout.lock());
    }
  }

  /** Releases the target after a failure; an error while releasing is suppressed. */
  void releaseAfter(Exception failure) {
    try {
      release();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Ends the heartbeat and waits for one in progress. */
  @Override
  public void close() {
    heartbeat.shutdown();
    try {
      heartbeat.awaitTermination(LAST_BEAT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
