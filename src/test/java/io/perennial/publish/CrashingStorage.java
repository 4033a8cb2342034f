package io.perennial.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * A storage whose process dies at a chosen operation: before it changes anything, or in the middle
 * of writing a file.
 */
final class CrashingStorage implements Storage {
  /** What a dead process does: nothing any more. Not an exception that code would handle. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String operation) {
      super("killed before " + operation);
    }
  }

  /** How the process dies; by an {@link IOException} it does not, one operation is refused. */
  @FunctionalInterface
  interface Death {
    void die(String operation) throws IOException;
  }

  /** For a death that does not come: it is asked at every moment. */
  static final int EVERY_MOMENT = 0;

  private final Storage storage;
  private final int deadlyMoment;
  private final Death death;
  private int moment;
  private boolean dead;

  /**
   * @param deadlyMoment the moment of death, counted from 1; each changing operation is one moment
   *     and writing a file is two, before it and half-way through it
   */
  CrashingStorage(Storage storage, int deadlyMoment, Death death) {
    this.storage = storage;
    this.deadlyMoment = deadlyMoment;
    this.death = death;
  }

  /** Dies by an error, after which it does nothing any more, like a process killed. */
  static CrashingStorage byError(Storage storage, int deadlyMoment) {
    return new CrashingStorage(
        storage,
        deadlyMoment,
        operation -> {
          throw new Crash(operation);
        });
  }

  /** Refuses one operation, as a full disk does, and goes on. */
  static CrashingStorage refusing(Storage storage, int moment) {
    return new CrashingStorage(
        storage,
        moment,
        operation -> {
          throw new IOException("No space left on device");
        });
  }

  /** Dies by SIGKILL, with its whole process. */
  static CrashingStorage bySigkill(Storage storage, int deadlyMoment) {
    return new CrashingStorage(storage, deadlyMoment, operation -> sigkillThisProcess());
  }

  private static void sigkillThisProcess() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
      Thread.sleep(60_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The moments lived through so far. */
  synchronized int moments() {
    return moment;
  }

  private synchronized void live(String operation) throws IOException {
    if (dead) {
      throw new Crash(operation);
    }
    moment++;
    if (deadlyMoment == EVERY_MOMENT) {
      death.die(operation);
    }
    if (moment == deadlyMoment) {
      dieAt(operation);
    }
  }

  private synchronized void liveThroughWriting(Path file, byte[] content) throws IOException {
    live("writing " + file);
    moment++;
    if (moment == deadlyMoment) {
      storage.write(file, Arrays.copyOf(content, content.length / 2));
      dieAt("the second half of " + file);
    }
  }

  private void dieAt(String operation) throws IOException {
    dead = true;
    try {
      death.die(operation);
    } catch (IOException e) {
      dead = false;
      throw e;
    }
  }

  private synchronized void beAlive() {
    if (dead) {
      throw new Crash("reading");
    }
  }

  @Override
  public boolean exists(Path path) throws IOException {
    beAlive();
    return storage.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) throws IOException {
    beAlive();
    return storage.isDirectory(path);
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    beAlive();
    return storage.read(file);
  }

  @Override
  public Optional<Instant> modified(Path file) throws IOException {
    beAlive();
    return storage.modified(file);
  }

  @Override
  public List<Entry> list(Path directory) throws IOException {
    beAlive();
    return storage.list(directory);
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    live("making " + directory);
    storage.makeDirectories(directory);
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    if (storage.exists(file)) {
      live("creating " + file);
    } else {
      liveThroughWriting(file, content);
    }
    return storage.create(file, content);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    liveThroughWriting(file, content);
    storage.write(file, content);
  }

  @Override
  public void moveOver(Path from, Path to) throws IOException {
    live("moving over " + to);
    storage.moveOver(from, to);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    live("moving " + from + " to " + to);
    storage.move(from, to);
  }

  @Override
  public void touch(Path file, Instant time) throws IOException {
    live("touching " + file);
    storage.touch(file, time);
  }

  @Override
  public void delete(Path path) throws IOException {
    live("deleting " + path);
    storage.delete(path);
  }
}
