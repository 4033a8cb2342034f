package io.perennial.pipeline;

import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.util.List;

/**
 * Observer of a job in progress. Stages may run beside each other, so that several threads call it.
 */
public interface Progress {
  /** The plan of a dry run, as lines of text. */
  void plan(List<String> lines);

  /** Stage {@code number} of {@code total} begins. */
  void started(String stage, int number, int total);

  /** A stage ended; {@code rows} is negative where the stage has no number of rows. */
  void finished(String stage, int number, int total, long rows, double seconds);

  /** A warning: it does not stop the run. */
  void warning(String sentence);

  /** The run ended well; the manifest says everything. */
  void summary(Manifest manifest, List<TopCustomer> top);
}
