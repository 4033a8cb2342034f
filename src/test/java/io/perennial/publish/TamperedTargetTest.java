package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else has written into the target what only runs write. */
class TamperedTargetTest {
  private static final SampleRun RUN = SampleRun.of("v1", "scores", "cohorts");

  private final Storage storage = new LocalStorage();

  @TempDir Path directory;
  private OutputDirectory output;
  private Path root;

  @BeforeEach
  void publish() throws IOException {
    root = directory.resolve("out");
    output = OutputDirectory.open(new Configuration(), root.toString());
    try (PathSink sink = lock()) {
      RUN.publish(storage, sink, Situation.RUN_DATE, 30);
    }
  }

  private PathSink lock() {
    return output.lock("run", InstantSource.system(), "parquet", 30);
  }

  private void assertWhole() throws IOException {
    assertThat(SampleRun.tree(storage, output.path())).isEqualTo(RUN.paths(Situation.RUN_DATE));
    assertThat(SampleRun.readNow(storage, output.path(), Situation.RUN_DATE)).hasValue(RUN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "{\"runDate\": \"2011-06-09\"}",
        "{\"runDate\": \"soon\", \"tables\": [], \"previous\": \"none\", \"next\": \"none\"}",
        "{\"runDate\": \"2011-06-09\", \"tables\": [\"../../victim\"], \"previous\": \"none\","
            + " \"next\": \"0123456789abcdef\", \"pruned\": [\"1990-01-01\"]}",
        "{\"runDate\": \"2011-06-09\", \"tables\": [\"scores\"], \"previous\": \"../../victim\","
            + " \"next\": \"0123456789abcdef\"}",
        "{\"runDate\": \"2011-06-09\", \"tables\": [], \"previous\": \"none\", \"next\": \"none\","
            + " \"models\": [{\"name\": \"..\", \"version\": \"victim\", \"added\": true}]}",
      })
  void aDamagedJournalIsMended(String journal) throws IOException {
    Path precious = Files.createDirectories(directory.resolve("victim/run_date=1990-01-01"));
    Files.createDirectories(root.resolve("_staging/left"));
    Files.writeString(root.resolve("_journal.json"), journal);
    try (PathSink sink = lock()) {
      assertThat(sink.recovered())
          .singleElement()
          .asString()
          .contains("_journal.json, left by an earlier run that was killed, was damaged");
    }
    assertWhole();
    assertThat(precious).exists();
  }

  /** The manifest tells which run stands, and what was put aside tells the rest. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatADamagedJournalSpokeOfIsUndoneOrFinished(boolean committed) throws IOException {
    String manifest = Journal.fingerprint(output.manifest(Situation.RUN_DATE));
    String ofTheOther = "0123456789abcdef";
    String date = "run_date=" + Situation.RUN_DATE;
    Path aside = root.resolve("_replaced").resolve(date);
    if (committed) {
      Path old = Files.createDirectories(aside.resolve(ofTheOther).resolve("scores"));
      Files.writeString(old.resolve("part-0-old"), "old");
    } else {
      Path standing = Files.createDirectories(aside.resolve(manifest));
      Files.move(root.resolve("scores").resolve(date), standing.resolve("scores"));
      Path staged = Files.createDirectories(root.resolve("scores").resolve(date));
      Files.writeString(staged.resolve("part-0-new"), "new");
      // The standing run has no such table.
      Files.createDirectories(standing.resolve("quarantine"));
      Path more = Files.createDirectories(root.resolve("quarantine").resolve(date));
      Files.writeString(more.resolve("part-0-new"), "new");
    }
    Files.writeString(root.resolve("_journal.json"), "");
    lock().close();
    assertWhole();
  }

  @Test
  void aLockWithAnIdThatLeadsElsewhereIsTakenOver() throws IOException {
    Path lock = root.resolve("_lock");
    Files.writeString(
        lock,
        "{\"id\":\"x/../../evil\",\"since\":\"2020-01-01T00:00:00Z\",\"machine\":\"other\",\"pid\":1}");
    assertThatThrownBy(this::lock).hasMessageContaining("Another run holds");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(600)));
    lock().close();
    assertThat(directory.resolve("evil")).doesNotExist();
    assertWhole();
  }

  @Test
  void aLockCannotCommandTheTerminal() throws IOException {
    Files.writeString(
        root.resolve("_lock"),
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"host\":\"a\\u001b[2Jb\","
            + "\"since\":\"2020-01-01T00:00:00Z\",\"machine\":\"other\",\"pid\":1}");
    assertThatThrownBy(this::lock).hasMessageContaining("host a\\u001b[2Jb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_staging", "_replaced"})
  void linksAreNotFollowed(String name) throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/run_date=2011-06-09/x"));
    Files.writeString(elsewhere.resolve("precious"), "kept");
    Files.createSymbolicLink(root.resolve(name), directory.resolve("elsewhere"));
    lock().close();
    assertThat(elsewhere.resolve("precious")).hasContent("kept");
    assertWhole();
  }

  @Test
  void aJournalIsReadAsItWasWritten() {
    Journal journal =
        new Journal(
            Situation.RUN_DATE,
            List.of("scores"),
            Journal.NONE,
            Journal.fingerprint(Optional.of(new byte[1])),
            List.of(new Journal.SavedModel("bg-nbd", "2011-06-09-abc", true)),
            List.of(Situation.RUN_DATE.minusDays(9)),
            List.of("2011-05-31-def"));
    assertThat(Journal.parse(journal.toJson())).hasValue(journal);
  }
}
