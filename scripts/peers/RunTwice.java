import io.perennial.cli.Main;
import io.perennial.failure.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The job twice in one session; the first time Java is still warming up. What each run took, by stage, is in
 * the manifest it writes.
 */
public final class RunTwice {
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
   * Prints what both runs together moved, as JSON. Arguments: the input, an output directory for each run,
   * and settings of the job as KEY=VALUE.
   */
  public static void main(String[] words) {
    SparkSession spark = SparkSession.builder().appName("the job twice").getOrCreate();
    Moved moved = new Moved();
    spark.sparkContext().addSparkListener(moved);
    for (String output : List.of(words[1], words[2])) {
      List<String> command = new ArrayList<>(List.of("run", "--set", "perennial.input.path=" + words[0]));
      command.addAll(List.of("--set", "perennial.output.path=" + output));
      // The launcher adds the job's jar as the last word.
      for (int i = 3; i < words.length - 1; i++) {
        command.addAll(List.of("--set", words[i]));
      }
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
    // After this, the listener has heard of every task.
    spark.stop();
    System.out.printf(
        "{\"shuffled\": %d, \"spilled\": %d, \"written\": %d}%n",
        moved.shuffled.get(), moved.spilled.get(), moved.written.get());
  }
}
