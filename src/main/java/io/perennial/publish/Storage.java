package io.perennial.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The file operations publishing is made of. Each operation that changes something and is not
 * composed of others happens at once or not at all on the file systems that promise it (see the
 * implementations); a process may be killed before, between and after them.
 */
interface Storage {
  /** A name in a directory; a link to a directory is not a directory. */
  record Entry(String name, boolean directory) {}

  boolean exists(Path path) throws IOException;

  /** Whether the path is a directory itself, not a link to one. */
  boolean isDirectory(Path path) throws IOException;

  /** The file's content; empty when it is not there. */
  Optional<byte[]> read(Path file) throws IOException;

  /** When the file was changed or touched last; empty when it is not there. */
  Optional<Instant> modified(Path file) throws IOException;

  /** What is in a directory, by name; empty when the directory is not there or is a file. */
  List<Entry> list(Path directory) throws IOException;

  /** Creates a directory and those above it; fine when it is there already. */
  void makeDirectories(Path directory) throws IOException;

  /** Creates a file and returns true, or returns false when the name is taken: one of many wins. */
  boolean create(Path file, byte[] content) throws IOException;

  /** Writes a file, which readers may see half written: for names nobody reads yet. */
  void write(Path file, byte[] content) throws IOException;

  /**
   * Moves a file over another one. Readers of the other see its old content or the new, and it
   * fails when the file has been taken away.
   */
  void moveOver(Path from, Path to) throws IOException;

  /** Moves a file or directory to a name that is free and whose parent exists, in one step. */
  void move(Path from, Path to) throws IOException;

  /** Sets the time that {@link #modified} returns. */
  void touch(Path file, Instant time) throws IOException;

  /** Deletes a file or an empty directory; fine when it is not there. */
  void delete(Path path) throws IOException;

  /**
   * Replaces a file's content so that readers see the old content or the new.
   *
   * @param scratch where the new content is written first, on the same file system
   */
  default void replace(Path file, byte[] content, Path scratch) throws IOException {
    write(scratch, content);
    moveOver(scratch, file);
  }

  /**
   * Takes something out of sight in one step; fine when it is not there.
   *
   * @param into an existing directory that will be deleted
   */
  default void discard(Path path, Path into) throws IOException {
    if (exists(path)) {
      move(path, new Path(into, "discarded-" + UUID.randomUUID()));
    }
  }

  /** Deletes a directory with all that is in it, not following links; fine when not there. */
  default void deleteTree(Path path) throws IOException {
    if (isDirectory(path)) {
      for (Entry entry : list(path)) {
        Path child = new Path(path, entry.name());
        if (entry.directory()) {
          deleteTree(child);
        } else {
          delete(child);
        }
      }
    }
    if (exists(path)) {
      delete(path);
    }
  }

  /** Deletes a directory that holds nothing; leaves others alone. */
  default void deleteIfEmpty(Path directory) throws IOException {
    if (isDirectory(directory) && list(directory).isEmpty()) {
      delete(directory);
    }
  }

  /** Deletes the directories below a directory, and itself, that hold no file. */
  default void deleteEmptyDirectories(Path directory) throws IOException {
    for (Entry entry : list(directory)) {
      if (entry.directory()) {
        deleteEmptyDirectories(new Path(directory, entry.name()));
      }
    }
    deleteIfEmpty(directory);
  }

  /**
   * The files below a directory that readers of tables see: neither a name starting with an
   * underscore or a dot, nor anything below such a directory.
   */
  default List<Path> visibleFiles(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Entry entry : list(directory)) {
      if (entry.name().startsWith("_") || entry.name().startsWith(".")) {
        continue;
      }
      Path child = new Path(directory, entry.name());
      if (entry.directory()) {
        files.addAll(visibleFiles(child));
      } else {
        files.add(child);
      }
    }
    return files;
  }
}
