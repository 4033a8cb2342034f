package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Opens the configured source, or says why it cannot be read. */
final class TransactionSource {
  private TransactionSource() {}

  static Dataset<Row> open(SparkSession spark, Settings.Input input) {
    try {
      Dataset<Row> rows =
          input.table().isPresent() ? spark.table(input.table().get()) : load(spark, input);
      if (rows.columns().length == 0) {
        throw new JobFailure(
            ExitCode.INPUT,
            "%s has no columns; expected transactions in format %s"
                .formatted(name(input), input.format()));
      }
      return rows;
    } catch (JobFailure e) {
      throw e;
    } catch (Exception e) { // AnalysisException is checked, and thrown by Scala without a word
      throw InputFailures.translate(name(input), e);
    }
  }

  /** How messages call the input. */
  static String name(Settings.Input input) {
    return input
        .table()
        .map(table -> "table " + table)
        .or(() -> input.path().map(path -> "input " + path))
        .orElse("input of format " + input.format());
  }

  private static Dataset<Row> load(SparkSession spark, Settings.Input input) {
    var reader = spark.read().format(input.format()).options(input.options());
    return input.path().isPresent() ? reader.load(input.path().get()) : reader.load();
  }

  /** The number of files the source has, 0 where it has none. */
  static long fileCount(Dataset<Row> rows) {
    return Arrays.stream(rows.inputFiles()).distinct().count();
  }
}
