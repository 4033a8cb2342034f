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
 * The right to change a target: a file {@code _lock} that names its holder, whose modification time
 * is the holder's sign of life.
 *
 * <p>A lock is dead when its last sign of life is older than {@link Timing#expiry} or its holder
 * was a process of this machine that lives no more. Taking a dead lock over begins with creating a
 * claim, a file named by the dead holder's id, which only one contender can do; a claim whose owner
 * died is claimed likewise. The owner of the claim looks at the lock once more and then replaces
 * it. So of two contenders one wins, and a contender that has looked too long ago finds another
 * holder's id.
 *
 * <p>A holder that was suspended may find itself given up. It gives a sign of life and then looks
 * whether there is a claim on it; a contender makes its claim and then looks for a sign of life. So
 * at least one of the two sees the other and gives way.
 */
final class TargetLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetLock.class);

  /** How often a holder gives a sign of life, and after how long without one it is dead. */
  record Timing(Duration heartbeat, Duration expiry) {
    static final Timing DEFAULT = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /** Rounds of acquiring in which others came and went, after which to give up. */
  private static final int ROUNDS = 20;

  /** How long a sign of life that is under way may take. */
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
      // A new id each time: an id makes one lock or claim, so that claims never go in a circle.
      LockHolder me = LockHolder.ofThisProcess(runId, clock.instant());
      if (storage.create(layout.lock(), me.toJson())
          || takeOver(storage, layout, me, clock, timing)) {
        TargetLock lock = new TargetLock(storage, layout, me, clock, timing);
        try {
          // The time that the file system stamped may be another clock's: looks old to somebody.
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

  /** Returns false when the lock has changed meanwhile and all is to be looked at again. */
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
   * @throws JobFailure with {@link ExitCode#LOCKED} when its holder lives
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

  /** Removes the claims of contenders before; a contender that still looks finds this holder. */
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
   * Gives a sign of life and makes sure that the target is still held.
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
      // An exception would end all beats without a word. The next one tries again, and whoever
      // publishes checks first and fails with the reason.
      LOG.warn("No sign of life could be given on {}; it is tried again", layout.root(), e);
    }
  }

  /** Gives the target free, unless it is another's by now. */
  void release() throws IOException {
    close();
    if (renew()) {
      storage.delete(layout.lock());
    }
  }

  /** Gives the target free because of a failure that matters more than failing to do so. */
  void releaseAfter(Exception failure) {
    try {
      release();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Ends the signs of life: after this none is under way. */
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
