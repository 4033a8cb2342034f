package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.publish.Drill;
import io.perennial.publish.OutputDirectory;
import io.perennial.publish.PublishedRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole job, its driver killed by SIGKILL at each stage and all through publishing. (Every
 * single step of publishing is a moment of death in the tests of {@code publish}.)
 */
@Tag("drill")
class KilledRunIT {
  private static final Path FOLDER = Path.of(System.getProperty("perennial.it-folder"), "killed");
  private static final Path OUTPUT = FOLDER.resolve("output");
  private static final LocalDate RUN_DATE = LocalDate.of(1998, 6, 30);

  /** The stage that no manifest holds, because it writes the manifest. */
  private static final String PUBLISH = "publish";

  /** Is there from the first step of publishing to the last but one. */
  private static final String JOURNAL = "_journal.json";

  /** Every second stage of a complete run, and its tables. */
  private static List<String> stages;

  private static List<String> tables;
  private static List<String> oldRun;
  private static List<String> newRun;

  /** Publishes what the killed runs try to replace, and learns what they would replace it with. */
  @BeforeAll
  static void publish() throws IOException, InterruptedException {
    FileUtils.deleteDirectory(FOLDER.toFile());
    assertThat(complete("0.5")).isZero();
    learn();
    newRun = seen();
    assertThat(complete("1.0")).isZero();
    oldRun = seen();
    assertThat(oldRun).hasSameSizeAs(newRun).isNotEqualTo(newRun);
  }

  private static void learn() throws IOException {
    Path manifest = OUTPUT.resolve("_manifest/run_date=" + RUN_DATE + "/manifest.json");
    JsonNode written = new ObjectMapper().readTree(manifest.toFile());
    List<String> names = written.get("stages").findValuesAsText("name");
    stages = new ArrayList<>();
    for (int i = 1; i < names.size(); i += 2) {
      stages.add(names.get(i));
    }
    tables = written.get("tables").findValuesAsText("name");
    assertThat(stages).hasSizeGreaterThan(3);
    assertThat(tables).hasSizeGreaterThan(2);
  }

  static Stream<Arguments> moments() {
    List<Arguments> moments = new ArrayList<>();
    for (String stage : stages) {
      moments.add(Arguments.of(stage, "its announcement", 0));
    }
    for (int millis : new int[] {0, 200, 400}) {
      moments.add(Arguments.of(PUBLISH, "its announcement", millis));
    }
    for (int millis : new int[] {0, 2, 5, 10, 20, 40}) {
      moments.add(Arguments.of(PUBLISH, JOURNAL, millis));
    }
    return IntStream.range(0, moments.size())
        .filter(i -> i % Drill.EVERY == 0)
        .mapToObj(moments::get);
  }

  @ParameterizedTest(name = "stage {0}, {2} ms after {1}")
  @MethodSource("moments")
  void readersSeeOneWholeRunAndTheNextRunNeedsNoHelp(String stage, String after, int millis)
      throws IOException, InterruptedException {
    Process run = start("0.5");
    assertThat(announces(run, "] " + stage + " ")).as("%s is announced", stage).isTrue();
    if (after.equals(JOURNAL)) {
      Path journal = OUTPUT.resolve(JOURNAL);
      while (run.isAlive() && !Files.exists(journal)) {
        Thread.onSpinWait();
      }
    }
    Thread.sleep(millis);
    run.destroyForcibly().waitFor();

    assertThat(seen()).isIn(oldRun, newRun);

    assertThat(complete("1.0")).isZero();
    assertThat(seen()).isEqualTo(oldRun);
    try (Stream<Path> entries = Files.list(OUTPUT)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(tables.stream(), Stream.of("_manifest", "_models", "report")).toList());
    }
  }

  /** What a reader sees who goes by the manifest: its run's name and all rows of all tables. */
  private static List<String> seen() throws IOException {
    PublishedRun run =
        OutputDirectory.open(new Configuration(), OUTPUT.toString())
            .run(RUN_DATE, tables)
            .orElseThrow();
    List<String> seen = new ArrayList<>();
    seen.add(new ObjectMapper().readTree(run.manifest()).get("runId").asText());
    for (String table : tables) {
      List<String> files =
          run.files(table).stream().map(org.apache.hadoop.fs.Path::toString).toList();
      if (!files.isEmpty()) {
        SparkTestSession.shared()
            .read()
            .parquet(files.toArray(String[]::new))
            // The history tells when a run began and how long it took.
            .drop("started_at", "seconds")
            .toJSON()
            .collectAsList()
            .stream()
            .sorted()
            .forEach(seen::add);
      }
    }
    return seen;
  }

  private static int complete(String margin) throws IOException, InterruptedException {
    return ScriptRun.of("perennial", words(margin), FOLDER, Map.of()).exitCode();
  }

  private static Process start(String margin) throws IOException {
    return ScriptRun.start("perennial", words(margin), FOLDER.resolve("killed.err"));
  }

  private static List<String> words(String margin) {
    return List.of(
        "run",
        "--config",
        "conf/cdnow.conf",
        "--set",
        "perennial.clv.margin=" + margin,
        "--set",
        "perennial.output.path=" + OUTPUT,
        "--",
        "--master",
        "local[2]");
  }

  /** Reads what the process says until the words come; false when it ends before. */
  private static boolean announces(Process process, String words) throws IOException {
    StringBuilder said = new StringBuilder();
    InputStream out = process.getInputStream();
    byte[] buffer = new byte[4096];
    for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
      said.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      if (said.indexOf(words) >= 0) {
        return true;
      }
    }
    return false;
  }
}
