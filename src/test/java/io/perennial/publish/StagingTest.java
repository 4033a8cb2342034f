package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {
  @TempDir Path directory;

  private static Dataset<Row> rows() {
    return SparkTestSession.shared()
        .sql("SELECT id, CAST(id AS DECIMAL(20,2)) AS amount, array(id) AS a FROM range(100)");
  }

  private static PathSink lock(Configuration configuration, String path, String format) {
    return OutputDirectory.open(configuration, path)
        .lock("run", InstantSource.system(), format, 30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void stagedRowsAreReadBackAndPublished(String format) throws IOException {
    String root = directory.resolve("out").toString();
    try (PathSink sink = lock(new Configuration(), root, format)) {
      Dataset<Row> staged = sink.stage("scores", rows());
      assertThat(staged.inputFiles()).allMatch(file -> file.endsWith(format));
      assertThat(staged.schema().simpleString()).isEqualTo(rows().schema().simpleString());
      assertThat(staged.except(rows()).union(rows().except(staged)).count()).isZero();
      Dataset<Row> scratch = sink.scratch("histories", rows());
      assertThat(scratch.inputFiles()).allMatch(file -> file.endsWith("parquet"));
      sink.commit(Situation.RUN_DATE, SampleRun.TABLES, new byte[] {'{', '}'});
      String location = sink.location("scores", Situation.RUN_DATE);
      assertThat(SparkTestSession.shared().read().format(format).load(location).count())
          .isEqualTo(100);
      assertThat(location).isEqualTo(root + "/scores/run_date=" + Situation.RUN_DATE);
    }
    try (var left = Files.list(directory.resolve("out"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("scores", "_manifest");
    }
  }

  @Test
  void aFullDiskIsAFailureToPublish() {
    Configuration hadoop = SparkTestSession.shared().sparkContext().hadoopConfiguration();
    hadoop.set("fs.full.impl", FullDisk.class.getName());
    try (PathSink sink =
        lock(hadoop, FullDisk.SCHEME + "://" + directory.resolve("out"), "parquet")) {
      assertThatThrownBy(() -> sink.stage("scores", rows()))
          .asInstanceOf(type(JobFailure.class))
          .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.PUBLISH))
          .extracting(JobFailure::getMessage)
          .asString()
          .startsWith("Cannot write scores below perennial.output.path = full:")
          .contains("the space there is used up (No space left on device)");
    } finally {
      hadoop.unset("fs.full.impl");
    }
  }

  /** What the rows themselves fail with is not the output's fault. */
  @Test
  void aRowThatFailsIsNotAFailureToPublish() {
    try (PathSink sink =
        lock(new Configuration(), directory.resolve("out").toString(), "parquet")) {
      Dataset<Row> failing =
          SparkTestSession.shared().sql("SELECT raise_error('no such row') AS x FROM range(3)");
      assertThatThrownBy(() -> sink.stage("scores", failing))
          .isNotInstanceOf(JobFailure.class)
          .hasStackTraceContaining("no such row");
    }
  }
}
