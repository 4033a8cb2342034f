package io.perennial.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The file operations of publishing. Every primitive operation is atomic on the file systems that
 * guarantee it (see the implementations); a process may be killed before, between and after
 * operations.
 */
interface Storage {
  /** A name in a directory; a link to a directory is not a directory. */
  record Entry(String name, boolean directory) {}

  boolean exists(Path path) throws IOException;

  /** Whether the path is a directory itself, not a link to one. */
  boolean isDirectory(Path path) throws IOException;

  /** The file's content; empty when it is not there. */
  Optional<byte[]> read(Path file) throws IOException;

  /** When the file was last changed or touched; empty when it does not exist. */
  Optional<Instant> modified(Path file) throws IOException;

  /** The entries of a directory, by name; empty when it does not exist or is a file. */
  List<Entry> list(Path directory) throws IOException;

  /** Creates a directory and its parents, if it does not exist yet. */
  void makeDirectories(Path directory) throws IOException;

  /**
   * Creates a file and returns true, or returns false when the name is taken. Of concurrent callers
   * exactly one succeeds.
   */
  boolean create(Path file, byte[] content) throws IOException;

  /** Writes a file, not atomically: for names that are not read yet. */
  void write(Path file, byte[] content) throws IOException;

  /**
   * Moves a file over another one. Readers of the target see either the old content or the new.
   * Fails when the file does not exist any more.
   */
  void moveOver(Path from, Path to) throws IOException;

  /** Moves a file or directory to a name that is free and whose parent exists, in one step. */
  void move(Path from, Path to) throws IOException;

  /** Sets the time that {@link #modified} returns. */
  void touch(Path file, Instant time) throws IOException;

  /** Deletes a file or an empty directory, if it exists. */
  void delete(Path path) throws IOException;

  /**
   * Replaces a file's content; readers see either the old content or the new.
   *
   * @param scratch a path on the same file system, for the new content
   */
  default void replace(Path file, byte[] content, Path scratch) throws IOException {
    write(scratch, content);
    moveOver(scratch, file);
  }

  /**
   * Moves a file or directory out of sight in one step, if it exists.
   *
   * @param into an existing directory that will be deleted
   */
  default void discard(Path path, Path into) throws IOException {
    if (exists(path)) {
      move(path, new Path(into, "discarded-" + UUID.randomUUID()));
    }
  }

  /** Deletes a directory and its contents, if it exists; does not follow links. */
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

  /** Deletes a directory if it is empty. */
  default void deleteIfEmpty(Path directory) throws IOException {
    if (isDirectory(directory) && list(directory).isEmpty()) {
      delete(directory);
    }
  }

  /** Deletes a directory and those below it, as far as they hold no file. */
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
