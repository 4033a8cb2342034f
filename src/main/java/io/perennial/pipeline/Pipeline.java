package io.perennial.pipeline;

import org.apache.spark.sql.SparkSession;

/** Executes jobs. */
public final class Pipeline {
  private final SparkSession spark;
  private final Progress progress;

  public Pipeline(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
  }

  /**
   * Executes the job and returns its manifest.
   *
   * @throws io.perennial.failure.JobFailure for every reason its user can act on
   */
  public Manifest execute(Job job) {
    throw new UnsupportedOperationException(spark + " " + progress + " " + job);
  }
}
