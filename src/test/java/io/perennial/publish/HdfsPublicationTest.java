package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HdfsPublicationTest {
  @TempDir(factory = MemoryTempDir.class)
  static java.nio.file.Path directory;

  private static MiniDFSCluster cluster;
  private static FileSystem files;
  private static Storage storage;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    // A client that closes a file before the data node has reported its block asks again after
    // this; the default makes every small file cost 400 ms.
    configuration.setInt(
        HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_INITIAL_DELAY_MS_KEY, 2);
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    files = cluster.getFileSystem();
    storage = new HadoopStorage(files);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.shutdown();
    }
  }

  private static Path path(String name) {
    return files.makeQualified(new Path("/" + name));
  }

  @ParameterizedTest
  @EnumSource(Situation.class)
  @Tag("drill")
  void survivesDyingAtEveryMoment(Situation situation) throws Exception {
    assertThat(new Drill(storage, path("drill")).moments(situation, Drill.EVERY)).isGreaterThan(20);
  }

  @Test
  @Tag("drill")
  void survivesDyingInTheRecovery() throws Exception {
    assertThat(
            new Drill(storage, path("recovery")).momentsOfRecovery(Situation.A_TABLE_APPEARS, 13))
        .isGreaterThan(30);
  }

  @Test
  void readersSeeOneRunAtEveryMoment() throws Exception {
    Path root = new Drill(storage, path("watched")).target(Situation.REPLACEMENT);
    CrashingStorage watched =
        new CrashingStorage(
            storage,
            CrashingStorage.EVERY_MOMENT,
            operation ->
                assertThat(SampleRun.readNow(storage, root, Situation.RUN_DATE))
                    .isIn(
                        Situation.REPLACEMENT.before(),
                        Optional.of(Situation.REPLACEMENT.published())));
    try (PathSink held =
        Drill.output(watched, root).lock("watched", InstantSource.system(), "parquet", 30)) {
      Situation.REPLACEMENT.published().publish(storage, held, Situation.RUN_DATE, 1);
    }
    assertThat(SampleRun.readNow(storage, root, Situation.RUN_DATE))
        .hasValue(Situation.REPLACEMENT.published());
  }

  @Test
  void isHeldByOne() throws IOException {
    SettableClock clock = new SettableClock();
    OutputDirectory output = OutputDirectory.open(files.getConf(), path("held").toString());
    PathSink first = output.lock("first", clock, "parquet", 30);
    assertThatThrownBy(() -> output.lock("second", clock, "parquet", 30))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("Another run holds " + path("held") + ": run first of user");
    clock.advanceBeyondExpiry();
    try (PathSink second = output.lock("second", clock, "parquet", 30)) {
      SampleRun run = SampleRun.of("v", "scores");
      assertThatThrownBy(() -> run.publish(storage, first, Situation.RUN_DATE, 1))
          .hasMessageContaining("was lost");
      first.close();
      run.publish(storage, second, Situation.RUN_DATE, 1);
      assertThat(SampleRun.tree(storage, path("held"))).contains("_lock");
    }
    assertThat(SampleRun.tree(storage, path("held")))
        .isEqualTo(SampleRun.of("v", "scores").paths(Situation.RUN_DATE));
  }

  @Test
  void storesModels() throws IOException {
    OutputDirectory output = OutputDirectory.open(files.getConf(), path("models").toString());
    try (PathSink held = output.lock("fit", InstantSource.system(), "parquet", 30)) {
      for (String version : new String[] {"1", "2"}) {
        held.saveModel(
            "bg-nbd",
            version,
            staged -> storage.write(new Path(staged, "model"), SampleRun.bytes(version)));
        held.commitModels();
      }
    }
    assertThat(output.models().current("bg-nbd").version()).isEqualTo("2");
    assertThat(SampleRun.tree(storage, path("models")))
        .containsExactly(
            "_models/bg-nbd/1/model", "_models/bg-nbd/2/model", "_models/bg-nbd/current");
  }

  @Test
  void saysThatTheUserMayNotWrite() throws Exception {
    files.mkdirs(path("closed"), new FsPermission("700"));
    UserGroupInformation somebody =
        UserGroupInformation.createUserForTesting("somebody", new String[0]);
    somebody.doAs(
        (java.security.PrivilegedExceptionAction<Void>)
            () -> {
              OutputDirectory output =
                  OutputDirectory.open(files.getConf(), path("closed/out").toString());
              assertThatThrownBy(() -> output.lock("run", InstantSource.system(), "parquet", 30))
                  .isInstanceOf(JobFailure.class)
                  .hasMessageContaining("may not write there (Permission denied: user=somebody")
                  .extracting(e -> ((JobFailure) e).exitCode())
                  .isEqualTo(ExitCode.PUBLISH);
              return null;
            });
  }
}
