package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Opens the configured source, or says why it cannot be read. */
final class InputSource {
  private InputSource() {}

  /**
   * Opens a source.
   *
   * @param section the configuration section that describes it
   */
  static Dataset<Row> open(SparkSession spark, Settings.Source input, Section section) {
    try {
      Dataset<Row> rows =
          input.table().isPresent() ? spark.table(input.table().get()) : load(spark, input);
      if (rows.columns().length == 0) {
        throw new JobFailure(
            ExitCode.INPUT,
            "%s has no columns; expected %s in format %s"
                .formatted(name(input, section), section.rows(), input.format()));
      }
      return rows;
    } catch (JobFailure e) {
      throw e;
    } catch (Exception e) { // AnalysisException is checked, and thrown by Scala without a word
      throw InputFailures.translate(name(input, section), section, e);
    }
  }

  /** How messages call the input. */
  static String name(Settings.Source input, Section section) {
    return input
        .table()
        .map(table -> "table " + table)
        .or(() -> input.path().map(path -> section.word() + " " + path))
        .orElse(section.word() + " of format " + input.format());
  }

  private static Dataset<Row> load(SparkSession spark, Settings.Source input) {
    var reader = spark.read().format(input.format()).options(input.options());
    return input.path().isPresent() ? reader.load(input.path().get()) : reader.load();
  }

  /** Whether the rows are those of files, and what is made of them reads nothing beside. */
  static boolean isFilesAlone(Dataset<Row> rows, Dataset<Row> derived) {
    LogicalPlan source = rows.queryExecution().analyzed();
    while (source instanceof SubqueryAlias named) {
      source = named.child();
    }
    LogicalPlan read = derived.queryExecution().optimizedPlan();
    return source instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation
        && read.collectLeaves().size() == 1
        && read.subqueriesAll().isEmpty();
  }

  /** The number of files the source has, 0 where it has none. */
  static long fileCount(Dataset<Row> rows) {
    return Arrays.stream(rows.inputFiles()).distinct().count();
  }
}
