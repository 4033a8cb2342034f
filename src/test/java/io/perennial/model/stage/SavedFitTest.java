package io.perennial.model.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.btyd.BgNbdModel;
import io.perennial.model.fit.FitSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedFitTest {
  private static final FitSummary FIT =
      new FitSummary(
          "bg-nbd",
          Map.of("r", .243, "alpha", 4.414, "a", .793, "b", 2.426),
          Map.of(),
          List.of(),
          -9582.4,
          2357,
          1016,
          6,
          true,
          Map.of(),
          List.of("a warning with a \"quote\""),
          List.of(List.of(.25, 4.5, .8, 2.5), List.of(.24, 4.3, .7, 2.2)));

  @TempDir Path directory;

  @BeforeAll
  static void startSession() {
    SparkTestSession.shared();
  }

  private String saved(String data) throws Exception {
    Path path = directory.resolve("model");
    new BgNbdModel("bgNbd_1", FIT, 7).write().save(path.toString());
    assertThat(BgNbdModel.load(path.toString()).summary()).isEqualTo(FIT);
    Path folder = path.resolve("data");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.writeString(folder.resolve("part-00000.txt"), data);
    return path.toString();
  }

  @Test
  void anotherFormatIsNotRead() throws Exception {
    String path = saved("{\"formatVersion\":2,\"something\":\"else\"}");
    assertThatThrownBy(() -> BgNbdModel.load(path))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage(
            "The model in %s has format 2; this version reads format 1. Fit it again."
                .formatted(path));
  }

  @Test
  void damagedDataIsCalledDamaged() throws Exception {
    String path = saved("{\"formatVersion\":1,");
    assertThatThrownBy(() -> BgNbdModel.load(path))
        .isInstanceOf(JobFailure.class)
        .hasMessage("The model in %s is damaged. Fit it again.".formatted(path));
  }
}
