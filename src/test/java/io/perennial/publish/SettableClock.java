package io.perennial.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands until it is put forward. It begins with the time of the file system, which
 * stamps files that are created.
 */
final class SettableClock implements InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  @Override
  public Instant instant() {
    return now.get();
  }

  void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  /** Until every holder that gives no more signs of life is dead. */
  void advanceBeyondExpiry() {
    advance(TargetLock.Timing.DEFAULT.expiry().plusSeconds(1));
  }
}
