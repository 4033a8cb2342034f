package io.perennial.pipeline;

import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.util.List;

/** Whoever watches a job as it goes. */
public interface Progress {
  /** What is going to happen, before anything does: lines a person reads. */
  void plan(List<String> lines);

  /** Stage {@code number} of {@code total} begins. */
  void started(String stage, int number, int total);

  /** A stage ended; {@code rows} is negative where rows make no sense. */
  void finished(String stage, int number, int total, long rows, double seconds);

  /** Something the reader should know but that does not stop the run. */
  void warning(String sentence);

  /** The run ended well; the manifest says everything. */
  void summary(Manifest manifest, List<TopCustomer> top);
}
