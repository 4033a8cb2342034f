package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where a run's tables and models go. This run alone may change the target until the sink is
 * closed; what was staged and not committed by then is removed.
 */
public interface Sink extends AutoCloseable {
  /** What was found of an earlier run that was killed, and what was done about it; in sentences. */
  List<String> recovered();

  /**
   * Writes a table where nobody sees it until {@link #commit}. This is an action of Spark.
   *
   * @param table lower-case letters, digits and underscores; staged once a run
   * @return the rows read back: what readers will see
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  Dataset<Row> stage(String table, Dataset<Row> rows);

  /**
   * Writes rows that the run needs more than once. They are never published.
   *
   * @param name lower-case letters, digits and underscores, and not a table's
   * @return the rows read back
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  Dataset<Row> scratch(String name, Dataset<Row> rows);

  /** Where readers find a table of a run date, for plan and manifest. */
  String location(String table, LocalDate runDate);

  /** Writes a model's files into a directory that does not exist yet. */
  @FunctionalInterface
  interface ModelWriter {
    void write(String directory) throws IOException;
  }

  /**
   * Writes a version of a model. It becomes the one in use with {@link #commit} or {@link
   * #commitModels}. A version never changes: one that is stored already is kept, and the writer is
   * not called.
   *
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} for a name that is none, with {@link
   *     ExitCode#PUBLISH} when it cannot be written
   */
  void saveModel(String name, String version, ModelWriter writer);

  /**
   * Makes the staged tables the run of a date, in place of that date's run before, and the saved
   * models the ones in use: all of it or nothing.
   *
   * @param runDate the date; other dates stay as they are, except for those no longer kept
   * @param tables all tables that runs may have; one that was not staged, or without a file, is one
   *     that this run does not have
   * @param manifest the content of {@code manifest.json}
   * @return warnings: what could not be cleaned up and is left to the next run
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written or the lock
   *     on it was lost; then the old run stands, at the latest after the next run has recovered it
   */
  List<String> commit(LocalDate runDate, List<String> tables, byte[] manifest);

  /**
   * Makes the saved models the ones in use without a run's tables. All are stored before the first
   * is in use, and they come into use in the order in which they were saved: what names the version
   * of the others is saved last.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  void commitModels();

  /** Removes what was staged and gives the target free. */
  @Override
  void close();
}
