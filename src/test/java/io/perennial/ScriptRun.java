package io.perennial;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished run of one of the project's scripts, with the embedded Spark.
 *
 * @param exitCode of the script
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record ScriptRun(int exitCode, String out, String err) {
  private static final Path HOME = Path.of(System.getProperty("perennial.home"));
  private static final String SPARK_HOME = System.getProperty("perennial.spark-home");
  private static final long TIMEOUT_MINUTES = 10;

  /**
   * Runs {@code scripts/name} in the project's folder and waits for it.
   *
   * @param folder where the script's output is kept, for whoever looks into a failure
   * @param environment added to that of this process
   */
  public static ScriptRun of(
      String name, List<String> words, Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    File out = Files.createTempFile(folder, name + "-", ".out").toFile();
    File err = Files.createTempFile(folder, name + "-", ".err").toFile();
    ProcessBuilder builder = script(name, words).redirectOutput(out).redirectError(err);
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(
          builder.command() + " did not end in " + TIMEOUT_MINUTES + " minutes, see " + err);
    }
    return new ScriptRun(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  /** Starts {@code scripts/name} without waiting; its standard output is the process's. */
  static Process start(String name, List<String> words, Path err) throws IOException {
    return script(name, words).redirectError(err.toFile()).start();
  }

  private static ProcessBuilder script(String name, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(HOME.resolve("scripts").resolve(name).toString());
    builder.command().addAll(words);
    builder.directory(HOME.toFile());
    builder.environment().put("SPARK_HOME", SPARK_HOME);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // A small run is over before the optimising compiler is of use.
    builder.environment().put("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1");
    return builder;
  }
}
