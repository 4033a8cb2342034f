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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedFitTest {
  private static final FitSummary FIT =
      new FitSummary(
          "bg-nbd",
          new FitSummary.Estimates(
              Map.of("r", .243, "alpha", 4.414, "a", .793, "b", 2.426),
              Map.of(),
              List.of(),
              List.of(List.of(.25, 4.5, .8, 2.5), List.of(.24, 4.3, .7, 2.2))),
          new FitSummary.Optimum(-9582.4, 2357, 1016, 6, true),
          Map.of(),
          List.of("a warning with a \"quote\""));

  @TempDir Path directory;

  @BeforeAll
  static void startSession() {
    SparkTestSession.shared();
  }

  private String saved(String data) throws Exception {
    Path path = directory.resolve("model");
    new BgNbdModel("bgNbd_1", FIT, 7).write().overwrite().save(path.toString());
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
        .hasMessage(
            "The model in %s is damaged: its data is no such JSON as was saved. Fit it again."
                .formatted(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'alpha':0.0  | alpha = 0.0: expected a finite number above 0.0",
        "'alpha':-5   | alpha = -5.0: expected a finite number above 0.0",
        "'alpha':1e308| alpha = 1.0E308: expected a number between -1.0E150 and 1.0E150",
        "'alpha':'NaN'| alpha = NaN: expected a number between -1.0E150 and 1.0E150",
        "'alpha':null | alpha = null: expected a number between -1.0E150 and 1.0E150",
        "'beta':1     | the parameter alpha is missing"
      })
  void parametersThatNoFitFindsAreDamage(String alpha, String reason) throws Exception {
    String path =
        saved(
            ("{'formatVersion':1,'timeUnitDays':7,'fit':{'name':'bg-nbd','parameters':{'r':1,%s,"
                    + "'a':1,'b':1},'logLikelihood':-1,'customers':1,'cells':1,'iterations':1,"
                    + "'converged':true}}")
                .formatted(alpha)
                .replace('\'', '"'));
    assertDamaged(path, reason);
  }

  @Test
  void aUnitOfTimeThatCannotBeIsDamage() throws Exception {
    String fit = ",\"fit\":{\"parameters\":{\"r\":1,\"alpha\":1,\"a\":1,\"b\":1}}}";
    assertDamaged(
        saved("{\"formatVersion\":1,\"timeUnitDays\":0" + fit),
        "timeUnitDays = 0.0: expected a number above 0");
    assertDamaged(saved("{\"formatVersion\":1" + fit), "timeUnitDays is missing");
    assertDamaged(saved("{\"formatVersion\":1,\"timeUnitDays\":7}"), "it has no parameters");
    assertDamaged(saved("{}"), "it has no formatVersion");
  }

  @Test
  void noClassIsMadeThatIsNotListed() throws Exception {
    String path = saved("");
    metadata(path, "io.perennial.model.btyd.BgNbdModel", "org.apache.spark.ml.feature.Bucketizer");
    assertDamaged(path, "it names the class org.apache.spark.ml.feature.Bucketizer");
    metadata(path, "org.apache.spark.ml.feature.Bucketizer", "io.perennial.model.btyd.BgNbd");
    assertDamaged(path, "it is of the class BgNbd, not BgNbdModel");
  }

  @Test
  void whatIsMissingOrEmptyCannotBeRead() throws Exception {
    String path = saved("");
    for (String part : List.of("data", "metadata")) {
      Path folder = Path.of(path, part);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      assertUnreadable(path, part);
      Files.delete(folder);
      assertUnreadable(path, part);
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("part-00000.txt"), "");
      assertUnreadable(path, part);
    }
  }

  private static void metadata(String path, String before, String after) throws Exception {
    try (var files = Files.list(Path.of(path, "metadata"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("part-")) {
          Files.writeString(file, Files.readString(file).replace(before, after));
        } else if (name.endsWith(".crc")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void assertDamaged(String path, String reason) {
    assertThatThrownBy(() -> BgNbdModel.load(path))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage("The model in %s is damaged: %s. Fit it again.".formatted(path, reason));
  }

  private static void assertUnreadable(String path, String part) {
    assertThatThrownBy(() -> BgNbdModel.load(path))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessageStartingWith(
            "The model in %s cannot be read, its %s is missing, empty or damaged ("
                .formatted(path, part))
        .hasMessageEndingWith("). Fit it again.");
  }
}
