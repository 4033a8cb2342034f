package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems of which nothing is known: no rename over a file, no setting of times. */
class HadoopStorageTest {
  private final SettableClock clock = new SettableClock();

  @TempDir java.nio.file.Path directory;

  private Storage storage() throws IOException {
    FileSystem files = new RawLocalFileSystem();
    files.initialize(URI.create("file:///"), new Configuration());
    return new HadoopStorage(files);
  }

  @Test
  void publishesAndReplaces() throws IOException {
    Storage storage = storage();
    for (Situation situation : Situation.values()) {
      Path root = new Path(directory.toUri().toString(), situation.name());
      situation.prepare(storage, root, clock);
      assertThat(SampleRun.tree(storage, root)).isEqualTo(situation.treeBefore());
      try (PathSink held = Drill.output(storage, root).lock("new", clock, "parquet", 30)) {
        situation.published().publish(storage, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
      }
      assertThat(SampleRun.readNow(storage, root, Situation.RUN_DATE))
          .hasValue(situation.published());
      assertThat(SampleRun.tree(storage, root)).isEqualTo(situation.treeAfter());
    }
  }

  @Test
  void isHeldByOne() throws IOException {
    Storage storage = storage();
    Path root = new Path(directory.toUri());
    PathSink first = Drill.output(storage, root).lock("first", clock, "parquet", 30);
    assertThatThrownBy(() -> Drill.output(storage, root).lock("second", clock, "parquet", 30))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("run first of user");
    clock.advanceBeyondExpiry();
    try (PathSink second = Drill.output(storage, root).lock("second", clock, "parquet", 30)) {
      assertThatThrownBy(
              () -> SampleRun.of("v", "scores").publish(storage, first, Situation.RUN_DATE, 1))
          .hasMessageContaining("was lost");
      first.close();
      assertThat(second.recovered()).isEmpty();
    }
    assertThat(SampleRun.tree(storage, root)).isEmpty();
  }
}
