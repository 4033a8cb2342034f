package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second of the two commands that a newcomer begins with. */
@Tag("long")
class RunSampleIT {
  /** The embedded Spark is what is there without a Spark of one's own. */
  private static final Map<String, String> NO_SPARK = Map.of("SPARK_HOME", "");

  private static final Path SPARK = Path.of(System.getProperty("perennial.spark-home"));

  @TempDir Path folder;

  @Test
  void endsWithTheReportAndKeepsTheClassesOfSpark() throws Exception {
    ScriptRun run = ScriptRun.of("run-sample", List.of("cdnow"), folder, NO_SPARK);

    assertThat(run.exitCode()).as(run.err()).isZero();
    String address = run.out().lines().reduce("", (before, line) -> line).replaceAll(".* ", "");
    assertThat(Path.of(URI.create(address))).isNotEmptyFile();
    try (Stream<Path> files = Files.list(SPARK)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("classes-"))
          .singleElement()
          .asString()
          .endsWith(".jsa");
    }
  }

  @Test
  void anotherNameIsAnsweredWithThoseThereAre() throws Exception {
    ScriptRun run = ScriptRun.of("run-sample", List.of("shop"), folder, NO_SPARK);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("usage: ").contains("online-retail-ii");
  }
}
