package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.Estimator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar under PySpark, with the Python of the environment variable {@code PERENNIAL_PYTHON}
 * or else {@code python3}. Skipped where that has no PySpark of Spark's version, unless the
 * variable is set.
 */
@Tag("long")
class PySparkIT {
  private static final String VARIABLE = "PERENNIAL_PYTHON";
  private static final String SPARK = "4.1.";
  private static final String JAR = System.getProperty("perennial.jar");
  private static final Path HOME = Path.of(System.getProperty("perennial.home"));
  private static final long TIMEOUT_MINUTES = 20;
  private static final String TRANSACTIONS = HOME.resolve("data-samples/cdnow-sample").toString();

  /** Of CDNOW: see CdnowRunTest. */
  private static final String[] EXPECTED = {"r=0.24259", "P(alive) 0.7266", "1653.4"};

  private static String python;
  private static Path pyspark;

  @TempDir Path directory;

  @BeforeAll
  static void findPySpark() throws IOException, InterruptedException {
    boolean named = System.getenv(VARIABLE) != null;
    python = named ? System.getenv(VARIABLE) : "python3";
    List<String> question =
        List.of(
            python,
            "-c",
            "import pyspark.ml; print(pyspark.__version__, pyspark.__path__[0], sep='\\n')");
    List<String> answer;
    try {
      answer = run(question).lines().toList();
    } catch (IOException | AssertionError absent) {
      if (named) {
        throw absent;
      }
      assumeTrue(false, "%s has no PySpark; name one that has by %s".formatted(python, VARIABLE));
      return;
    }
    String version = answer.get(0);
    boolean fits = version.startsWith(SPARK);
    assertThat(fits || !named).as("PySpark %s, expected %sx", version, SPARK).isTrue();
    assumeTrue(fits, "%s has PySpark %s, not %sx".formatted(python, version, SPARK));
    pyspark = Path.of(answer.get(1));
  }

  @Test
  void theExampleOfTheDocumentRuns() throws IOException, InterruptedException {
    String said = submit("customer_value.py", TRANSACTIONS, directory.resolve("model").toString());

    assertThat(said).contains(EXPECTED);
  }

  /** Without spark-submit, from nothing but the wheel and PySpark. */
  @Test
  void theWheelIsEnough() throws IOException, InterruptedException {
    String said =
        run(
            List.of(
                wheel().toString(),
                script("customer_value.py"),
                TRANSACTIONS,
                directory.resolve("model").toString()));

    assertThat(said).contains(EXPECTED);
  }

  @Test
  void mistakesAreToldInPython() throws IOException, InterruptedException {
    String said = submit("mistakes.py", directory.toString());

    assertThat(said).contains("all mistakes told");
  }

  /** The notebook shows what it does. */
  @Test
  void theNotebookRuns() throws IOException, InterruptedException {
    String said =
        run(
            List.of(
                wheel().toString(),
                script("notebook.py"),
                HOME.resolve("src/site/notebooks/cdnow.ipynb").toString()));

    assertThat(said).contains("cells as stored");
  }

  @Test
  void everyStageFitsCopiesSavesAndLoads() throws IOException, InterruptedException {
    String said = submit("every_stage.py", directory.toString());

    List<String> stages =
        ServiceLoader.load(Estimator.class).stream()
            .map(provider -> provider.type())
            .filter(type -> type.getName().startsWith("io.perennial."))
            .map(Class::getSimpleName)
            .sorted()
            .toList();
    assertThat(said).contains(stages.size() + " stages: " + String.join(" ", stages));
  }

  /** A Python that has the wheel, and beside it what the other Python has. */
  private Path wheel() throws IOException, InterruptedException {
    String built = run(List.of(HOME.resolve("scripts/build-wheel").toString())).strip();
    Path environment = directory.resolve("environment");
    Path itself = environment.resolve("bin/python");
    run(List.of(python, "-m", "venv", "--without-pip", environment.toString()));
    run(
        List.of(
            python,
            "-m",
            "pip",
            "--python",
            itself.toString(),
            "install",
            "--no-index",
            "--no-deps",
            "--disable-pip-version-check",
            built.lines().reduce((first, last) -> last).orElseThrow()));
    Path packages =
        Path.of(
            run(List.of(
                    itself.toString(),
                    "-c",
                    "import sysconfig; print(sysconfig.get_path('purelib'))"))
                .strip());
    Files.writeString(packages.resolve("pyspark.pth"), pyspark.getParent() + "\n");
    return itself;
  }

  private static String script(String name) {
    return HOME.resolve("src/test/python").resolve(name).toString();
  }

  private static String submit(String script, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            pyspark.resolve("bin/spark-submit").toString(),
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--jars",
            JAR,
            "--py-files",
            JAR,
            script(script)));
    command.addAll(Arrays.asList(words));
    return run(command);
  }

  /** What the process said, once it has ended well. */
  private static String run(List<String> command) throws IOException, InterruptedException {
    File output = Files.createTempFile("pyspark", ".out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.environment().put(VARIABLE, python);
    builder.environment().put("PYSPARK_PYTHON", python);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    boolean ended = process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String said = Files.readString(output.toPath());
    Files.delete(output.toPath());
    assertThat(ended && process.exitValue() == 0).as(said).isTrue();
    return said;
  }
}
