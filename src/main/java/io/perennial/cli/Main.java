package io.perennial.cli;

import io.perennial.config.ConfigurationReader;
import io.perennial.config.LoadedConfiguration;
import io.perennial.config.Requirement;
import io.perennial.config.SecretMask;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.spend.SpendModels;
import io.perennial.pipeline.Command;
import io.perennial.pipeline.Job;
import io.perennial.pipeline.Pipeline;
import io.perennial.table.Tables;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** The program: words in, exit code out. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final String HADOOP_PREFIX = "spark.hadoop.";

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  private Main(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /** Runs and ends the process, with 0 by returning: YARN takes System.exit(0) for a failure. */
  public static void main(String[] words) {
    ExitCode exitCode =
        run(
            words,
            System.getenv(),
            InstantSource.system(),
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err));
    if (exitCode != ExitCode.DONE) {
      System.exit(exitCode.number());
    }
  }

  /**
   * Executes the command line without ending the process.
   *
   * @param words the command line
   * @param environment what {@code ${NAME}} in configuration files stands for
   * @param clock when stages start and end, and which day is today
   * @param out receives plan, progress and summary
   * @param err receives failures
   */
  public static ExitCode run(
      String[] words,
      Map<String, String> environment,
      InstantSource clock,
      PrintStream out,
      PrintStream err) {
    return new Main(environment, clock, out, err).run(words);
  }

  private ExitCode run(String[] words) {
    try {
      CommandLine.Request request = CommandLine.parse(words);
      if (request instanceof CommandLine.Request.Show show) {
        out.print(show.text());
      } else if (request instanceof CommandLine.Request.Execute execute) {
        execute(execute.command(), execute.arguments());
      }
      return ExitCode.DONE;
    } catch (JobFailure failure) {
      LOG.atDebug().log(
          () -> "The job failed with " + failure.exitCode() + ": " + SecretMask.trace(failure));
      new FailureReport(err).print(failure);
      return failure.exitCode();
    } catch (Throwable defect) {
      LOG.error("Unexpected failure: {}", SecretMask.trace(defect));
      new FailureReport(err).print(defect);
      return ExitCode.UNEXPECTED;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private void execute(Command command, Arguments arguments) {
    SparkConf submitted = new SparkConf();
    LoadedConfiguration loaded =
        new ConfigurationReader(
                hadoop(submitted),
                environment,
                PurchaseModels.names(),
                SpendModels.names(),
                Tables.names())
            .read(arguments.config(), arguments.overrides(), requirements(command));
    Console console = new Console(out);
    console.configuration(loaded, arguments.detail());
    Job job =
        new Job(
            command,
            loaded.settings(),
            loaded.effective(),
            loaded.hash(),
            arguments.runDate(),
            LocalDate.ofInstant(clock.instant(), loaded.settings().calendar().timeZone()),
            arguments.mode(),
            clock);
    boolean found = SparkSession.getDefaultSession().isDefined();
    if (!found) {
      checkMaster(submitted);
    }
    SparkSession spark = SparkSession.builder().appName("perennial").getOrCreate();
    try {
      new Pipeline(spark, console).execute(job);
    } finally {
      console.closeLine();
      // YARN and Kubernetes report the exit code of the session, so it is stopped before the
      // process ends. A session that existed before is not ours to stop.
      if (!found) {
        spark.stop();
      }
    }
  }

  private static Set<Requirement> requirements(Command command) {
    return switch (command) {
      case REPORT -> EnumSet.of(Requirement.OUTPUT);
      case RUN -> EnumSet.of(Requirement.INPUT, Requirement.OUTPUT);
      case FIT, SCORE, BACKTEST -> EnumSet.of(Requirement.TRANSACTIONS, Requirement.OUTPUT);
      case VALIDATE -> EnumSet.of(Requirement.INPUT);
      case SIMULATE -> EnumSet.of(Requirement.SIMULATION);
    };
  }

  private static void checkMaster(SparkConf submitted) {
    if (!submitted.contains("spark.master")) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "spark.master is not set: expected to be started by spark-submit; use scripts/perennial,"
              + " or spark-submit --class io.perennial.cli.Main perennial-<version>.jar COMMAND.");
    }
  }

  /** The Hadoop configuration that Spark will use, available before there is a session. */
  private static Configuration hadoop(SparkConf submitted) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> each : submitted.getAllWithPrefix(HADOOP_PREFIX)) {
      hadoop.set(each._1(), each._2());
    }
    return hadoop;
  }

  /**
   * Schedulers start jobs without a locale; Java would then print question marks for non-ASCII
   * text.
   */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
