package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration, input and output on HDFS. */
@Tag("long")
class HdfsRunTest {
  @TempDir static Path directory;

  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Test
  void runPublishesToHdfsWhatItPublishesLocallyAndAgainReplacesIt() throws Exception {
    FileSystem hdfs = cluster.getFileSystem();
    String root = hdfs.getUri() + "/shop";
    var home = new org.apache.hadoop.fs.Path(root);
    hdfs.mkdirs(home);
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path("data-samples/cdnow-sample/cdnow_sample.parquet"),
        new org.apache.hadoop.fs.Path(home, "in/cdnow.parquet"));
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path("conf/cdnow.conf"),
        new org.apache.hadoop.fs.Path(home, "my.conf"));
    JobFixture local = SampleRuns.CDNOW_1997.published();
    JobFixture remote = JobFixture.located(root + "/my.conf", root + "/out").withIntervals();
    String[] options = {
      "--run-date", "1997-09-30", "--set", "perennial.input.path=" + root + "/in"
    };

    for (int time = 1; time <= 2; time++) {
      remote.succeed("run", options);

      assertThat(remote.rows("scores", "run_id", "model"))
          .isEqualTo(local.rows("scores", "run_id", "model"));
      assertThat(remote.rows("cohorts")).isEqualTo(local.rows("cohorts"));
      assertThat(
              hdfs.exists(
                  new org.apache.hadoop.fs.Path(
                      root + "/out/_manifest/run_date=1997-09-30/manifest.json")))
          .isTrue();
      assertThat(hdfs.listStatus(new org.apache.hadoop.fs.Path(root + "/out")))
          .extracting((FileStatus status) -> status.getPath().getName())
          .containsExactlyInAnyOrder(
              "_manifest",
              "_models",
              "cohort_value",
              "cohorts",
              "concentration",
              "economics",
              "equity",
              "first_to_second",
              "periods",
              "report",
              "runs",
              "scores",
              "segments",
              "targets");
    }
  }
}
