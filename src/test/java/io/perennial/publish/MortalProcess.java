package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** A process of its own that publishes, or recovers, and is killed by SIGKILL at a moment. */
final class MortalProcess {
  /** Later than any lock whose writing was cut off, which names no process. */
  static final InstantSource LATER =
      InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2));

  private static final int KILLED = 128 + 9;

  /** What the process is to do until it dies. */
  enum Task {
    PUBLISH {
      @Override
      void execute(int moment, Path root, Situation situation) throws IOException {
        Storage files = new LocalStorage();
        Storage mortal = CrashingStorage.bySigkill(files, moment);
        try (PathSink held =
            Drill.output(mortal, root).lock("mortal", InstantSource.system(), "parquet", 30)) {
          situation.published().publish(files, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
        }
      }
    },
    RECOVER {
      @Override
      void execute(int moment, Path root, Situation situation) {
        Storage mortal = CrashingStorage.bySigkill(new LocalStorage(), moment);
        Drill.output(mortal, root).lock("recovering", LATER, "parquet", 30).close();
      }
    },
    /** Publishes one run after the other, each of another version, until killed from outside. */
    PUBLISH_ON_AND_ON {
      @Override
      void execute(int moment, Path root, Situation situation) throws IOException {
        Storage files = new LocalStorage();
        try (PathSink held =
            Drill.output(files, root).lock("mortal", InstantSource.system(), "parquet", 30)) {
          for (int version = moment; ; version++) {
            SampleRun run =
                new SampleRun(
                    "v" + version, SampleRun.TABLES.subList(version % 2, 2 + version % 2));
            run.publish(files, held, Situation.RUN_DATE, Situation.KEEP_RUNS);
          }
        }
      }
    };

    abstract void execute(int moment, Path root, Situation situation) throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    Task.valueOf(arguments[0])
        .execute(
            Integer.parseInt(arguments[1]),
            new Path(arguments[2]),
            Situation.valueOf(arguments[3]));
  }

  static Process start(Task task, int moment, Path root, Situation situation) throws IOException {
    return new ProcessBuilder(
            List.of(
                java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MortalProcess.class.getName(),
                task.name(),
                Integer.toString(moment),
                root.toString(),
                situation.name()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Whether the process was killed; false when it came to its end before that moment. */
  static boolean isKilledAt(int moment, Task task, Path root, Situation situation)
      throws IOException, InterruptedException {
    int exit = start(task, moment, root, situation).waitFor();
    assertThat(exit).isIn(0, KILLED);
    return exit == KILLED;
  }

  private MortalProcess() {}
}
