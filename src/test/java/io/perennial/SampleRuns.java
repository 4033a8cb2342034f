package io.perennial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;

/**
 * Runs of the nightly job on the data of the project, as users start them. Each is run once in a
 * JVM and then only read.
 */
public enum SampleRuns {
  CDNOW("cdnow", "cdnow.conf"),
  /** As of the end of the papers' calibration period; a fixture of other tests, not kept. */
  CDNOW_1997("cdnow-1997-09-30", "cdnow.conf", "--run-date", "1997-09-30"),
  CDNOW_MASTER(
      "cdnow-master", "cdnow.conf", "--set", "perennial.input.path=data-samples/cdnow-master"),
  ONLINE_RETAIL_II("online-retail-ii", "online-retail-ii.conf"),
  /** With products and countries; not kept. */
  ONLINE_RETAIL_II_DECISIONS("online-retail-ii-decisions", "online-retail-ii-decisions.conf"),
  ONLINE_RETAIL_II_BOTH_SHEETS("online-retail-ii-both-sheets", "online-retail-ii-both-sheets.conf");

  /** The tables that are kept, and the columns that tell their rows apart. */
  static final Map<String, List<String>> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("scores", List.of("customer_id"));
    KEYS.put("cohorts", List.of("cohort", "period"));
    KEYS.put("equity", List.of("cohort"));
  }

  private static final Map<SampleRuns, Run> PUBLISHED = new EnumMap<>(SampleRuns.class);

  private final String folder;
  private final String configuration;
  private final String[] options;

  SampleRuns(String folder, String configuration, String... options) {
    this.folder = folder;
    this.configuration = configuration;
    this.options = options;
  }

  /** What was published and what was said. */
  private record Run(JobFixture job, String said) {}

  /** The published run; whoever uses it leaves its files alone. */
  public JobFixture published() {
    return once().job();
  }

  /** What the run said on the console. */
  public String said() {
    return once().said();
  }

  private Run once() {
    synchronized (PUBLISHED) {
      return PUBLISHED.computeIfAbsent(this, run -> run.publish("published"));
    }
  }

  /** Runs it again, into a directory of this name. */
  JobFixture again(String place) {
    return publish(place).job();
  }

  private Run publish(String place) {
    // Test JVMs run beside each other.
    String jvm = Long.toString(ProcessHandle.current().pid());
    Path directory = Path.of("target", "sample-runs", jvm, place, folder);
    try {
      FileUtils.deleteDirectory(directory.toFile());
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JobFixture job = JobFixture.shipped(configuration, directory).withIntervals();
    Supplier<String> run = () -> job.succeed("run", options);
    boolean isLarge = configuration.startsWith("online-retail");
    return new Run(job, isLarge ? GeneratedCode.during(run) : run.get());
  }

  /** Where a table of it is kept among the sources. */
  Path kept(String table) {
    return Path.of("src/test/resources/io/perennial/samples", folder, table + ".parquet");
  }

  @Override
  public String toString() {
    return folder;
  }
}
