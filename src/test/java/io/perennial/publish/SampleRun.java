package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/**
 * A run of three small files a table, each of which says what it belongs to; so a reader can tell
 * one whole run from anything else.
 */
record SampleRun(String version, List<String> tables) {
  static final List<String> TABLES = List.of("scores", "cohorts", "quarantine");
  private static final int FILES = 3;

  static SampleRun of(String version, String... tables) {
    return new SampleRun(version, List.of(tables));
  }

  /** The manifest says the version and the tables. */
  byte[] manifest() {
    return bytes(version + "=" + String.join(",", tables));
  }

  private static SampleRun parse(byte[] manifest) {
    String[] parts = new String(manifest, StandardCharsets.UTF_8).split("=");
    assertThat(parts).as("a whole manifest").hasSize(2);
    return new SampleRun(parts[0], List.of(parts[1].split(",")));
  }

  private List<String> contents(String table) {
    return tables.contains(table)
        ? IntStream.range(0, FILES).mapToObj(k -> version + " " + table + " " + k).toList()
        : List.of();
  }

  /** Stages all tables; file names are never used twice, as Spark does it. */
  void stage(Storage storage, PathSink held) throws IOException {
    for (String table : tables) {
      Path directory = held.staged(table);
      storage.makeDirectories(directory);
      write(storage, new Path(directory, "_SUCCESS"), bytes(""));
      List<String> contents = contents(table);
      for (int k = 0; k < FILES; k++) {
        write(
            storage,
            new Path(directory, "part-%d-%s".formatted(k, UUID.randomUUID())),
            bytes(contents.get(k)));
      }
    }
  }

  /** Writes a table's file: faster than what publishing writes, which goes through to the disk. */
  static void write(Storage storage, Path file, byte[] content) throws IOException {
    if (storage instanceof LocalStorage) {
      Files.write(java.nio.file.Path.of(file.toUri().getPath()), content);
    } else {
      storage.write(file, content);
    }
  }

  List<String> publish(Storage storage, PathSink held, LocalDate runDate, int keepRuns)
      throws IOException {
    stage(storage, held);
    return held.publish(runDate, TABLES, manifest(), keepRuns);
  }

  /** A reader found a file gone that was there when the run was opened. */
  static final class Replaced extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads a date's run by the manifest; empty when nothing is published.
   *
   * @throws AssertionError when what is read is not the whole run that the manifest names
   * @throws Replaced when it was replaced while being read
   */
  static Optional<SampleRun> read(Storage storage, Path root, LocalDate runDate)
      throws IOException, Replaced {
    OutputDirectory output = new OutputDirectory(storage, root, TargetLock.Timing.DEFAULT);
    Optional<PublishedRun> run = output.run(runDate, TABLES);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    SampleRun named = parse(run.get().manifest());
    for (String table : TABLES) {
      List<String> contents = new ArrayList<>();
      for (Path file : run.get().files(table)) {
        byte[] content = storage.read(file).orElseThrow(Replaced::new);
        contents.add(new String(content, StandardCharsets.UTF_8));
      }
      assertThat(contents).as(named + ", table " + table).isEqualTo(named.contents(table));
    }
    return Optional.of(named);
  }

  /** Reads while nobody publishes. */
  static Optional<SampleRun> readNow(Storage storage, Path root, LocalDate runDate)
      throws IOException {
    try {
      return read(storage, root, runDate);
    } catch (Replaced e) {
      throw new AssertionError("A file is gone although nothing was replaced", e);
    }
  }

  /** The paths of this run below the root, as {@link #tree} gives them. */
  List<String> paths(LocalDate runDate) {
    List<String> paths = new ArrayList<>();
    for (String table : tables) {
      paths.add("%s/run_date=%s/_SUCCESS".formatted(table, runDate));
      for (int k = 0; k < FILES; k++) {
        paths.add("%s/run_date=%s/part-%d".formatted(table, runDate, k));
      }
    }
    paths.add("_manifest/run_date=%s/manifest.json".formatted(runDate));
    Collections.sort(paths);
    return paths;
  }

  /**
   * All files and all empty directories (with a slash at the end) below a directory, sorted; unique
   * parts of file names are cut off.
   */
  static List<String> tree(Storage storage, Path root) throws IOException {
    List<String> paths = new ArrayList<>();
    collect(storage, root, "", paths);
    Collections.sort(paths);
    return paths;
  }

  private static void collect(Storage storage, Path directory, String prefix, List<String> paths)
      throws IOException {
    for (Storage.Entry entry : storage.list(directory)) {
      if (entry.directory()) {
        Path child = new Path(directory, entry.name());
        if (storage.list(child).isEmpty()) {
          paths.add(prefix + entry.name() + "/");
        }
        collect(storage, child, prefix + entry.name() + "/", paths);
      } else {
        paths.add(prefix + entry.name().replaceFirst("^(part-\\d+)-.*", "$1"));
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
