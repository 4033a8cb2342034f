package io.perennial.pipeline;

import io.perennial.config.SecretMask;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.OutputDirectory;
import io.perennial.publish.Places;
import io.perennial.publish.Sink;
import io.perennial.run.Manifest;
import io.perennial.run.ManifestJson;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes jobs. */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final String TIME_ZONE = "spark.sql.session.timeZone";

  private final SparkSession spark;
  private final Progress progress;

  public Pipeline(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
  }

  /**
   * Executes the job and returns its manifest.
   *
   * @throws JobFailure for every reason its user can act on
   */
  public Manifest execute(Job job) {
    String before = spark.conf().get(TIME_ZONE);
    spark.conf().set(TIME_ZONE, job.settings().calendar().timeZone().getId());
    try {
      RunRecord record = new RunRecord(job, progress, spark.version());
      if (job.command() == Command.SIMULATE && job.mode() == Job.Mode.WRITE) {
        return simulate(job, record);
      }
      if (job.command() == Command.SIMULATE) {
        return planSimulation(job, record);
      }
      if (job.command() == Command.VALIDATE || job.mode() == Job.Mode.DRY_RUN) {
        StageRunner stages = stages(job, Validation.stageCount());
        return new Validation(spark, job, record, progress, stages).execute();
      }
      return batch(job, record);
    } finally {
      spark.conf().set(TIME_ZONE, before);
    }
  }

  private Manifest batch(Job job, RunRecord record) {
    Settings.Output configured = job.settings().output();
    refuseOverlap(job.settings());
    OutputDirectory output =
        OutputDirectory.open(
            spark.sparkContext().hadoopConfiguration(), configured.path().orElseThrow());
    StageRunner stages = stages(job, BatchRun.stageCount(job));
    try (Sink sink =
        output.lock(
            job.command().word(), job.clock(), configured.format(), configured.keepRuns())) {
      sink.recovered().forEach(record::warn);
      return new BatchRun(spark, job, record, progress, stages, sink, output.models()).execute();
    } catch (JobFailure failure) {
      if (failure.exitCode() != ExitCode.LOCKED) {
        recordFailure(
            output, record.failed(failure.getMessage(), failure.exitCode(), stages.finished()));
      }
      throw failure;
    } catch (Exception defect) { // also Spark's checked ones, thrown by Scala without a word
      recordFailure(
          output, record.failed(defect.toString(), ExitCode.UNEXPECTED, stages.finished()));
      throw defect;
    }
  }

  /** What is written inside the input would be read as input by the next run, and by others. */
  private void refuseOverlap(Settings settings) {
    String written = settings.output().path().orElseThrow();
    Settings.Input input = settings.input();
    for (var read : List.of(input.source(), input.customers().source())) {
      if (read.path().isPresent()
          && Places.overlap(
              spark.sparkContext().hadoopConfiguration(), read.path().get(), written)) {
        throw new JobFailure(
            ExitCode.CONFIGURATION,
            "perennial.output.path = %s and the input %s are the same directory, or one is inside the other; expected an output apart from the input."
                .formatted(written, read.path().get()));
      }
    }
  }

  private Manifest simulate(Job job, RunRecord record) {
    StageRunner stages = stages(job, Simulation.stageCount());
    record.tables(List.of(new Simulation(spark, job.settings(), stages).execute()));
    Manifest manifest = record.ended(Manifest.Status.PUBLISHED, stages.finished());
    progress.summary(manifest, List.of());
    return manifest;
  }

  private Manifest planSimulation(Job job, RunRecord record) {
    var simulate = job.settings().simulate();
    progress.plan(
        List.of(
            "Would write   the transactions of %d customers from %s to %s to %s"
                .formatted(
                    simulate.customers(),
                    simulate.startDate(),
                    simulate.endDate(),
                    simulate.path().orElseThrow())));
    return record.ended(Manifest.Status.DRY_RUN, List.of());
  }

  private StageRunner stages(Job job, int count) {
    return new StageRunner(spark.sparkContext(), progress, job.clock(), count);
  }

  /** A run that cannot write its output cannot write there why, either; the log has both. */
  private static void recordFailure(OutputDirectory output, Manifest manifest) {
    try {
      output.recordFailure(ManifestJson.write(manifest));
    } catch (JobFailure unwritable) {
      LOG.warn("{}", SecretMask.text(unwritable.getMessage()));
    }
  }
}
