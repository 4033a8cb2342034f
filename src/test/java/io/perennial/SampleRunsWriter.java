package io.perennial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/**
 * Writes the tables of the sample runs that {@link SampleRunsTest} compares with, where there are
 * none yet: one Parquet file a table, compressed by zstd, rows in the order of their keys. Not a
 * test of the suite: {@code mvn test -Dtest=SampleRunsWriter}. To accept a change of figures,
 * delete the files, write them again with the change, and say in the commit which figures changed
 * and why.
 */
class SampleRunsWriter {
  @Test
  void writeWhatIsMissing() throws IOException {
    for (SampleRuns run :
        EnumSet.complementOf(
            EnumSet.of(SampleRuns.CDNOW_1997, SampleRuns.ONLINE_RETAIL_II_DECISIONS))) {
      for (String table : SampleRuns.KEYS.keySet()) {
        if (!Files.exists(run.kept(table))) {
          write(run, table);
        }
      }
    }
  }

  private static void write(SampleRuns run, String table) throws IOException {
    Path written = Path.of("target", "sample-runs", "written", run.toString(), table);
    run.published()
        .table(table)
        .drop(SampleRunsTest.LEFT_OUT)
        .coalesce(1)
        .sortWithinPartitions(
            SampleRuns.KEYS.get(table).stream().map(functions::col).toArray(Column[]::new))
        .write()
        .mode("overwrite")
        .option("compression", "zstd")
        .parquet(written.toString());
    Files.createDirectories(run.kept(table).getParent());
    try (Stream<Path> files = Files.list(written)) {
      Path only = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().get();
      Files.copy(only, run.kept(table));
    }
    FileUtils.deleteDirectory(written.toFile());
  }
}
