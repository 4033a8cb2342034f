package io.perennial.pipeline;

import io.perennial.config.SecretMask;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.OutputDirectory;
import io.perennial.publish.Places;
import io.perennial.publish.Sink;
import io.perennial.run.Manifest;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes jobs. */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final String TIME_ZONE = "spark.sql.session.timeZone";

  /**
   * HotSpot interprets longer methods for ever: a table of fifty columns takes three times as long.
   */
  private static final String LONGEST_GENERATED_METHOD = "spark.sql.codegen.hugeMethodLimit";

  private static final int LONGEST_COMPILED_BYTES = 8000;

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
    String zone = spark.conf().get(TIME_ZONE);
    String longest = spark.conf().get(LONGEST_GENERATED_METHOD);
    spark.conf().set(TIME_ZONE, job.settings().calendar().timeZone().getId());
    spark.conf().set(LONGEST_GENERATED_METHOD, LONGEST_COMPILED_BYTES);
    try {
      if (job.command() != Command.SIMULATE) {
        refuseOverlap(job.settings());
      }
      StageRunner stages = new StageRunner(spark.sparkContext(), progress, job.clock());
      RunRecord record = new RunRecord(job, progress, spark.version(), stages);
      return job.writesTables() ? write(job, record, stages) : plan(job, record, stages);
    } finally {
      spark.conf().set(TIME_ZONE, zone);
      spark.conf().set(LONGEST_GENERATED_METHOD, longest);
    }
  }

  /** A job that leaves the output as it is. */
  private Manifest plan(Job job, RunRecord record, StageRunner stages) {
    Run run = new Run(spark, job, record, Optional.empty());
    stages.run(Commands.stages(job), run);
    if (job.isDry()) {
      progress.plan(Plan.of(run));
    }
    return finish(
        run, record.ended(job.isDry() ? Manifest.Status.DRY_RUN : Manifest.Status.PUBLISHED));
  }

  private Manifest write(Job job, RunRecord record, StageRunner stages) {
    OutputDirectory output =
        OutputDirectory.open(
            spark.sparkContext().hadoopConfiguration(),
            job.settings().output().path().orElseThrow());
    try (Sink sink = lock(output, job)) {
      sink.recovered().forEach(record::warn);
      Run run = new Run(spark, job, record, Optional.of(new Run.Target(sink, output)));
      stages.run(Commands.stages(job), run);
      return finish(run, record.ended(Manifest.Status.PUBLISHED));
    } catch (JobFailure failure) {
      if (failure.exitCode() != ExitCode.LOCKED) {
        recordFailure(output, record.failed(failure.getMessage(), failure.exitCode()));
      }
      throw failure;
    } catch (
        Exception
            defect) { // also checked exceptions of Spark, thrown by Scala without being declared
      recordFailure(output, record.failed(defect.toString(), ExitCode.UNEXPECTED));
      throw defect;
    }
  }

  private static Sink lock(OutputDirectory output, Job job) {
    Settings.Output settings = job.settings().output();
    // A back-test adds to a run, and makes none that would push out an old one.
    int keepRuns = job.command() == Command.BACKTEST ? Integer.MAX_VALUE : settings.keepRuns();
    return output.lock(job.command().word(), job.clock(), settings.format(), keepRuns);
  }

  /** Output inside the input would be read as input by the next run. */
  private void refuseOverlap(Settings settings) {
    Settings.Input input = settings.input();
    for (String read :
        input.sources().values().stream().flatMap(source -> source.paths().stream()).toList()) {
      if (settings.output().path().isPresent()
          && Places.overlap(
              spark.sparkContext().hadoopConfiguration(), read, settings.output().path().get())) {
        throw new JobFailure(
            ExitCode.CONFIGURATION,
            "perennial.output.path = %s and the input %s are the same directory, or one is inside the other; expected an output apart from the input."
                .formatted(settings.output().path().get(), read));
      }
    }
  }

  private Manifest finish(Run run, Manifest manifest) {
    progress.summary(manifest, run.top);
    return manifest;
  }

  /** If the output cannot be written, neither can the record of the failure; the log has both. */
  private static void recordFailure(OutputDirectory output, Manifest manifest) {
    try {
      output.recordFailure(manifest.toJson());
    } catch (JobFailure unwritable) {
      LOG.warn("{}", SecretMask.text(unwritable.getMessage()));
    }
  }
}
