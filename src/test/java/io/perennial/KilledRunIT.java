package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
  private static final List<String> TABLES = List.of("scores", "cohorts", "quarantine");
  private static final int STAGES = 10;

  private static List<String> before;
  private static List<String> after;

  /** Publishes what the killed runs try to replace, and learns what they would replace it with. */
  @BeforeAll
  static void publish() throws IOException, InterruptedException {
    FileUtils.deleteDirectory(FOLDER.toFile());
    assertThat(complete("0.5")).isZero();
    after = seen();
    assertThat(complete("1.0")).isZero();
    before = seen();
    assertThat(before).hasSameSizeAs(after).isNotEqualTo(after);
  }

  static Stream<Arguments> moments() {
    List<Arguments> moments = new ArrayList<>();
    for (int stage = 1; stage < STAGES; stage++) {
      moments.add(Arguments.of(stage, 0));
    }
    for (int millis : new int[] {0, 40, 80, 120, 160, 200, 250, 300, 400, 600}) {
      moments.add(Arguments.of(STAGES, millis));
    }
    return moments.stream();
  }

  @ParameterizedTest(name = "killed {1} ms into stage {0}")
  @MethodSource("moments")
  void readersSeeOneWholeRunAndTheNextRunNeedsNoHelp(int stage, int millis)
      throws IOException, InterruptedException {
    Process run = start("0.5");
    boolean reached = waitFor(run, "[%2d/%d]".formatted(stage, STAGES));
    assertThat(reached).isTrue();
    Thread.sleep(millis);
    run.destroyForcibly().waitFor();

    assertThat(seen()).isIn(before, after);

    assertThat(complete("1.0")).isZero();
    assertThat(seen()).isEqualTo(before);
    try (Stream<Path> entries = Files.list(OUTPUT)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("scores", "cohorts", "_manifest", "_models");
    }
  }

  /** What a reader sees who goes by the manifest: its run's name and all rows of all tables. */
  private static List<String> seen() throws IOException {
    PublishedRun run =
        OutputDirectory.open(new Configuration(), OUTPUT.toString())
            .run(RUN_DATE, TABLES)
            .orElseThrow();
    List<String> seen = new ArrayList<>();
    seen.add(new ObjectMapper().readTree(run.manifest()).get("runId").asText());
    for (String table : TABLES) {
      List<String> files =
          run.files(table).stream().map(org.apache.hadoop.fs.Path::toString).toList();
      if (!files.isEmpty()) {
        SparkTestSession.shared()
            .read()
            .parquet(files.toArray(String[]::new))
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
  private static boolean waitFor(Process process, String words) throws IOException {
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
