package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputDirectoryTest {
  private static final LocalDate DAY = LocalDate.parse("2011-06-09");

  private final Storage storage = new LocalStorage();

  @TempDir java.nio.file.Path directory;
  private OutputDirectory output;
  private Path root;

  @BeforeEach
  void open() {
    output = open("out put");
    root = output.path();
  }

  private OutputDirectory open(String name) {
    return OutputDirectory.open(new Configuration(), directory.resolve(name).toString());
  }

  private PathSink lock() {
    return output.lock("run-1", InstantSource.system(), "parquet", 30);
  }

  @Test
  void openingAndReadingLeaveNothing() {
    assertThat(output.publishedDates()).isEmpty();
    assertThat(output.run(DAY, SampleRun.TABLES)).isEmpty();
    assertThat(output.manifest(DAY)).isEmpty();
    assertThat(output.failure()).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRunThatFailsLeavesOnlyItsManifest() throws IOException {
    try (PathSink held = lock()) {
      SampleRun.of("unpublished", "scores").stage(storage, held);
    }
    output.recordFailure(SampleRun.bytes("why"));
    assertThat(SampleRun.tree(storage, root)).containsExactly("_manifest/failed.json");
    assertThat(output.failure().orElseThrow()).asString().isEqualTo("why");
    output.recordFailure(SampleRun.bytes("why again"));
    assertThat(output.failure().orElseThrow()).asString().isEqualTo("why again");
    assertThat(SampleRun.tree(storage, root)).containsExactly("_manifest/failed.json");
  }

  @Test
  void thePublishedRunRemovesTheFailedOne() throws IOException {
    SampleRun run = SampleRun.of("v1", "scores", "cohorts");
    output.recordFailure(SampleRun.bytes("why"));
    try (PathSink held = lock()) {
      run.publish(storage, held, DAY, 30);
    }
    assertThat(output.failure()).isEmpty();
    assertThat(output.manifest(DAY).orElseThrow()).isEqualTo(run.manifest());
    PublishedRun published = output.run(DAY, SampleRun.TABLES).orElseThrow();
    assertThat(published.runDate()).isEqualTo(DAY);
    assertThat(published.manifest()).isEqualTo(run.manifest());
    assertThat(published.files("scores"))
        .hasSize(3)
        .allSatisfy(
            file ->
                assertThat(file.getParent()).isEqualTo(new Path(root, "scores/run_date=" + DAY)));
    assertThat(published.files("quarantine")).isEmpty();
    assertThat(SampleRun.tree(storage, root)).isEqualTo(run.paths(DAY));
  }

  @Test
  void keepsTheNewestRunsAndWhatIsNotOurs() throws IOException {
    storage.makeDirectories(new Path(root, "scores/run_date=2001-01-01"));
    storage.write(new Path(root, "scores/run_date=2001-01-01/theirs"), new byte[1]);
    storage.makeDirectories(new Path(root, "theirs/run_date=2011-06-01"));
    storage.write(new Path(root, "theirs/run_date=2011-06-01/file"), new byte[1]);
    SampleRun run = SampleRun.of("v", "scores", "cohorts");
    try (PathSink held = lock()) {
      for (int day = 1; day <= 4; day++) {
        run.publish(storage, held, LocalDate.of(2011, 6, day), 30);
      }
      run.publish(storage, held, LocalDate.of(2011, 6, 5), 3);
      assertThat(output.publishedDates())
          .containsExactly(
              LocalDate.of(2011, 6, 3), LocalDate.of(2011, 6, 4), LocalDate.of(2011, 6, 5));
      // A run of long ago is kept as long as it is the one just published.
      run.publish(storage, held, LocalDate.of(2010, 1, 1), 3);
      assertThat(output.publishedDates())
          .containsExactly(
              LocalDate.of(2010, 1, 1),
              LocalDate.of(2011, 6, 3),
              LocalDate.of(2011, 6, 4),
              LocalDate.of(2011, 6, 5));
      run.publish(storage, held, LocalDate.of(2011, 6, 5), 3);
      assertThat(output.publishedDates())
          .containsExactly(
              LocalDate.of(2011, 6, 3), LocalDate.of(2011, 6, 4), LocalDate.of(2011, 6, 5));
    }
    assertThat(SampleRun.tree(storage, root))
        .contains("scores/run_date=2001-01-01/theirs", "theirs/run_date=2011-06-01/file")
        .noneMatch(path -> path.contains("run_date=2010-01-01"))
        .noneMatch(path -> path.contains("scores/run_date=2011-06-01"));
  }

  @Test
  void aBackTestWithoutARunTakesTheirPlaceFromNone() throws IOException {
    SampleRun run = SampleRun.of("v", "scores");
    byte[] backtest = "{\"command\":\"backtest\"}".getBytes(StandardCharsets.UTF_8);
    try (PathSink held = lock()) {
      for (int day : new int[] {1, 3, 5}) {
        run.publish(storage, held, LocalDate.of(2011, 6, day), 30);
      }
      for (int day : new int[] {2, 4, 6}) {
        held.publish(LocalDate.of(2011, 6, day), List.of("backtest"), backtest, 30);
      }
      run.publish(storage, held, LocalDate.of(2011, 6, 7), 3);
      assertThat(output.publishedDates())
          .extracting(LocalDate::getDayOfMonth)
          .as("three runs, and no back-test older than they")
          .containsExactly(3, 4, 5, 6, 7);
      run.publish(storage, held, LocalDate.of(2011, 6, 6), 3);
      assertThat(output.publishedDates())
          .extracting(LocalDate::getDayOfMonth)
          .as("the sixth has a run now")
          .containsExactly(5, 6, 7);
    }
  }

  @Test
  void leavesAPartitionWithoutAManifestAlone() throws IOException {
    storage.makeDirectories(new Path(root, "cohorts/run_date=" + DAY));
    storage.write(new Path(root, "cohorts/run_date=" + DAY + "/theirs"), new byte[1]);
    try (PathSink held = lock()) {
      assertThatThrownBy(
              () -> SampleRun.of("v", "scores", "cohorts").publish(storage, held, DAY, 30))
          .asInstanceOf(type(JobFailure.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH))
          .extracting(JobFailure::getMessage)
          .asString()
          .startsWith(root + "/cohorts/run_date=2011-06-09 exists, but there is no manifest")
          .endsWith("move it away and run again.");
    }
    assertThat(SampleRun.tree(storage, root)).containsExactly("cohorts/run_date=2011-06-09/theirs");
  }

  @Test
  void doesNotFollowLinksWhenItRemoves() throws IOException {
    java.nio.file.Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "kept");
    try (PathSink held = lock()) {
      java.nio.file.Path staged = java.nio.file.Path.of(held.staged("scores").toUri().getPath());
      Files.createDirectories(staged);
      Files.createSymbolicLink(staged.resolve("link"), elsewhere);
    }
    assertThat(elsewhere.resolve("precious")).hasContent("kept");
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }

  @Test
  void theOutputMayBeALink() throws IOException {
    Files.createDirectory(directory.resolve("real"));
    Files.createSymbolicLink(directory.resolve("linked"), directory.resolve("real"));
    output = open("linked");
    SampleRun run = SampleRun.of("v1", "scores");
    try (PathSink held = lock()) {
      run.publish(storage, held, DAY, 30);
    }
    assertThat(SampleRun.readNow(storage, open("real").path(), DAY)).hasValue(run);
  }

  @Test
  void saysThatTheOutputIsAFile() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    for (String path : List.of("file", "file/below")) {
      output = open(path);
      assertThatThrownBy(this::lock)
          .asInstanceOf(type(JobFailure.class))
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PUBLISH))
          .extracting(JobFailure::getMessage)
          .asString()
          .contains("below perennial.output.path = " + output.path())
          .contains("something is there already where a directory is needed")
          .endsWith("Move it away or set another path.");
      assertThatThrownBy(() -> output.recordFailure(new byte[0]))
          .hasMessageStartingWith("Cannot record the failed run below");
    }
  }

  @Test
  void saysThatThereIsNoSuchFileSystem() {
    assertThatThrownBy(() -> OutputDirectory.open(new Configuration(), "nosuch://host/out"))
        .asInstanceOf(type(JobFailure.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .extracting(JobFailure::getMessage)
        .asString()
        .startsWith("perennial.output.path = nosuch://host/out is not a path of a file system")
        .contains("No FileSystem for scheme \"nosuch\"");
    assertThatThrownBy(() -> OutputDirectory.open(new Configuration(), ""))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("perennial.output.path =  is not a path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/b", "_scores", ".scores", "", "Scores", "run date"})
  void tableNamesStayInside(String name) {
    try (PathSink held = lock()) {
      assertThatThrownBy(() -> held.staged(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
      assertThatThrownBy(() -> held.publish(DAY, List.of(name), new byte[1], 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
    }
  }

  @Test
  void runDatesAreFourDigitYears() {
    try (PathSink held = lock()) {
      assertThatThrownBy(
              () -> held.publish(LocalDate.of(10000, 1, 1), List.of("scores"), new byte[1], 1))
          .hasMessage("A run date has a year from 0 to 9999: +10000-01-01");
    }
  }
}
