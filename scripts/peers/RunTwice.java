import io.perennial.cli.Main;
import io.perennial.failure.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The job twice in one session, the first time while Java is still warming up; then, if wanted, a back-test
 * of five origins. What each took, by stage, is in the manifest it writes.
 */
public final class RunTwice {
  private static final List<String> FIVE_ORIGINS =
      List.of(
          "perennial.evaluation.origins=5",
          "perennial.evaluation.horizon-days=90",
          "perennial.evaluation.step-days=60");

  private RunTwice() {}

  /** What all tasks moved, in bytes. */
  private static final class Moved extends SparkListener {
    private final AtomicLong shuffled = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      TaskMetrics metrics = task.taskMetrics();
      if (metrics != null) {
        shuffled.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
        spilled.addAndGet(metrics.diskBytesSpilled());
        written.addAndGet(metrics.outputMetrics().bytesWritten());
      }
    }
  }

  /**
   * Prints what was moved in all, as JSON. Arguments: the input; an output directory for each run, and a
   * third one where there is to be a back-test; and settings of the job as perennial.KEY=VALUE.
   */
  public static void main(String[] words) {
    SparkSession spark = SparkSession.builder().appName("the job twice").getOrCreate();
    Moved moved = new Moved();
    spark.sparkContext().addSparkListener(moved);
    // The launcher adds the job's jar as the last word.
    List<String> given = List.of(words).subList(1, words.length - 1);
    Map<Boolean, List<String>> parted =
        given.stream().collect(Collectors.partitioningBy(word -> word.startsWith("perennial.")));
    List<String> outputs = parted.get(false);
    List<String> settings = new ArrayList<>(parted.get(true));
    settings.add("perennial.input.path=" + words[0]);
    execute("run", outputs.get(0), settings);
    execute("run", outputs.get(1), settings);
    if (outputs.size() > 2) {
      settings.addAll(FIVE_ORIGINS);
      execute("backtest", outputs.get(2), settings);
    }
    // After this, the listener has heard of every task.
    spark.stop();
    System.out.printf(
        "{\"shuffled\": %d, \"spilled\": %d, \"written\": %d}%n",
        moved.shuffled.get(), moved.spilled.get(), moved.written.get());
  }

  private static void execute(String job, String output, List<String> settings) {
    List<String> command = new ArrayList<>(List.of(job));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(List.of("--set", "perennial.output.path=" + output));
    ExitCode code =
        Main.run(
            command.toArray(String[]::new),
            Map.of(),
            InstantSource.system(),
            new PrintStream(OutputStream.nullOutputStream()),
            System.err);
    if (code != ExitCode.DONE) {
      System.exit(code.number());
    }
  }
}
