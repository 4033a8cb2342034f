package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The target of a run's tables and models. Only this run may change it until the sink is closed;
 * whatever is staged and not committed by then is removed.
 */
public interface Sink extends AutoCloseable {
  /** Sentences on the recovery from an earlier run that was killed; empty when there was none. */
  List<String> recovered();

  /**
   * Writes a table, invisible to readers until {@link #commit}. This is a Spark action.
   *
   * @param table lower-case letters, digits and underscores; staged once in a run
   * @return the rows read back, as readers will see them
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  Dataset<Row> stage(String table, Dataset<Row> rows);

  /**
   * Writes rows that the run needs more than once. They are never published.
   *
   * @param name lower-case letters, digits and underscores, and not that of a table
   * @return the rows read back
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  Dataset<Row> scratch(String name, Dataset<Row> rows);

  /**
   * Writes a file beside the tables, invisible to readers until {@link #commit}, which is to name
   * its directory among the tables.
   *
   * @param directory lower-case letters, digits and underscores
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  void stageFile(String directory, String name, byte[] content);

  /**
   * Replaces such a file of a published run; readers see either the old content or the new.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written or the lock
   *     on it was lost
   */
  void replaceFile(String directory, LocalDate runDate, String name, byte[] content);

  /** Where readers find a table of a run date, for plan and manifest. */
  String location(String table, LocalDate runDate);

  /** Writes a model's files into a directory that does not exist yet. */
  @FunctionalInterface
  interface ModelWriter {
    void write(String directory) throws IOException;
  }

  /**
   * Writes a version of a model. It becomes current with {@link #commit} or {@link #commitModels}.
   * A version never changes: one that is stored already is kept, and the writer is not called.
   *
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} for an invalid name, with {@link
   *     ExitCode#PUBLISH} when it cannot be written
   */
  void saveModel(String name, String version, ModelWriter writer);

  /**
   * Publishes the staged tables as the run of a date, replacing the previous run of that date, and
   * makes the saved models current: all of it or nothing.
   *
   * @param runDate the date; other dates are unchanged, except for those no longer kept
   * @param tables all tables that runs may have; this run does not have those that were not staged
   *     or have no file
   * @param manifest the content of {@code manifest.json}
   * @return warnings about remains that could not be removed and are left to the next run
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written or the lock
   *     on it was lost; then the old run stays published, at the latest after the recovery by the
   *     next run
   */
  List<String> commit(LocalDate runDate, List<String> tables, byte[] manifest);

  /**
   * Makes the saved models current without a run's tables. All are stored before the first becomes
   * current, and they become current in the order in which they were saved; the model that names
   * the version of the others is saved last.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  void commitModels();

  /** Removes what was staged and releases the target. */
  @Override
  void close();
}
