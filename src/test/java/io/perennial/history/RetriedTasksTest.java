package io.perennial.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.run.Manifest;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class RetriedTasksTest {
  @TempDir Path directory;

  @Test
  void rowsOfTasksThatRunTwiceCountOnce() throws Exception {
    Path told = directory.resolve("told");
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            RetriedTasks.class.getName(),
            directory.resolve("histories").toString(),
            told.toString()));
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    assertThat(exit).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains("the first attempt fails");
    // Rows 0 to 19,999, a quarter of them filtered: those whose number is a multiple of four.
    long filtered = 4L * 5000 * 4999 / 2;
    long all = 20_000L * 19_999 / 2;
    Manifest.Counts expected =
        new Manifest.Counts(
            new Manifest.RowsAmount(15_000, micros(15_000L * 1_000_000 + all - filtered)),
            new Manifest.RowsAmount(5000, micros(5000L * 1_000_000 + filtered)),
            new Manifest.RowsAmount(0, micros(0)),
            new Manifest.Quarantined(0, micros(0), new TreeMap<>()),
            75,
            0,
            75,
            75,
            micros(0));
    assertThat(Files.readString(told)).isEqualTo(expected + "\n75");
  }

  private static BigDecimal micros(long amount) {
    return BigDecimal.valueOf(amount, 6);
  }
}
