package io.perennial.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.Sink.ModelWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
  private final Storage storage = new LocalStorage();

  @TempDir java.nio.file.Path directory;
  private OutputDirectory output;
  private ModelStore models;

  @BeforeEach
  void open() {
    output = OutputDirectory.open(new Configuration(), directory.resolve("out").toString());
    models = output.models();
  }

  private PathSink lock() {
    return output.lock("fit", InstantSource.system(), "parquet", 30);
  }

  private ModelWriter writing(String content) {
    return directory -> {
      Path staged = new Path(directory);
      assertThat(storage.exists(staged)).isFalse();
      storage.makeDirectories(staged);
      storage.write(new Path(staged, "model"), SampleRun.bytes(content));
    };
  }

  private String content(StoredModel model) throws IOException {
    return new String(
        storage.read(new Path(model.directory(), "model")).orElseThrow(),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static AbstractStringAssert<?> assertFailure(ExitCode exitCode, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .asInstanceOf(type(JobFailure.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(exitCode))
        .extracting(JobFailure::getMessage)
        .asString();
  }

  @Test
  void storesVersionsAndPointsToTheOneInUse() throws IOException {
    try (PathSink held = lock()) {
      held.saveModel("bg-nbd", "1", writing("one"));
      held.commitModels();
      assertThat(models.current("bg-nbd"))
          .isEqualTo(new StoredModel("bg-nbd", "1", new Path(output.path(), "_models/bg-nbd/1")));
      held.saveModel("bg-nbd", "2", writing("two"));
      assertThat(models.current("bg-nbd").version()).isEqualTo("1");
      held.commitModels();
      held.saveModel("bg-nbd", "3", writing("three"));
      held.commitModels();
    }
    assertThat(models.versions("bg-nbd")).containsExactly("1", "2", "3");
    assertThat(content(models.current("bg-nbd"))).isEqualTo("three");
    assertThat(content(models.version("bg-nbd", "2"))).isEqualTo("two");
    assertThat(SampleRun.tree(storage, output.path()))
        .containsExactly(
            "_models/bg-nbd/1/model",
            "_models/bg-nbd/2/model",
            "_models/bg-nbd/3/model",
            "_models/bg-nbd/current");
  }

  @Test
  void aVersionNeverChanges() throws IOException {
    try (PathSink held = lock()) {
      held.saveModel("spend", "1", writing("one"));
      held.commitModels();
      held.saveModel("spend", "1", writing("another"));
      held.commitModels();
    }
    assertThat(content(models.current("spend"))).isEqualTo("one");
  }

  @Test
  void survivesDyingAtEveryMoment() throws IOException {
    SettableClock clock = new SettableClock();
    for (int moment = 1; ; moment++) {
      Path root = new Path(directory.toUri().toString(), "target-" + moment);
      boolean died = false;
      CrashingStorage mortal = CrashingStorage.byError(storage, moment);
      try (PathSink held = Drill.output(mortal, root).lock("dying", clock, "parquet", 30)) {
        held.saveModel("m", "1", writing("one"));
        held.commitModels();
      } catch (CrashingStorage.Crash e) {
        died = true;
      }
      clock.advanceBeyondExpiry();
      try (PathSink held = Drill.output(storage, root).lock("next", clock, "parquet", 30)) {
        held.saveModel("m", "1", writing("one"));
        held.commitModels();
      }
      assertThat(content(Drill.output(storage, root).models().current("m"))).isEqualTo("one");
      assertThat(SampleRun.tree(storage, root))
          .containsExactly("_models/m/1/model", "_models/m/current");
      if (!died) {
        assertThat(moment).isGreaterThan(10);
        break;
      }
    }
  }

  @Test
  void saysWhatThereIs() throws IOException {
    assertFailure(ExitCode.INPUT, () -> models.current("bg-nbd"))
        .isEqualTo(
            "No version of model bg-nbd is stored below %s/_models (no models are). Fit it first.",
            output.path());
    try (PathSink held = lock()) {
      held.saveModel("bg-nbd", "1", writing("one"));
      held.commitModels();
      held.saveModel("bg-nbd", "2", writing("two"));
      held.commitModels();
      held.saveModel("bg-nbd", "3", writing("three"));
    }
    storage.delete(new Path(output.path(), "_models/bg-nbd/current"));
    assertFailure(ExitCode.INPUT, () -> models.current("gamma-gamma"))
        .contains("(models are: bg-nbd)");
    assertFailure(ExitCode.INPUT, () -> models.current("bg-nbd"))
        .startsWith("No version of model bg-nbd is in use")
        .contains("because the fit that stored them was not completed. Stored are: 1, 2.");
    assertFailure(ExitCode.CONFIGURATION, () -> models.version("bg-nbd", "3"))
        .startsWith("Model bg-nbd has no version 3 below")
        .endsWith("Stored are: 1, 2.");
  }

  @Test
  void saysThatTheVersionInUseIsGone() throws IOException {
    try (PathSink held = lock()) {
      held.saveModel("bg-nbd", "1", writing("one"));
      held.commitModels();
      held.saveModel("bg-nbd", "2", writing("two"));
      held.commitModels();
    }
    storage.deleteTree(models.version("bg-nbd", "2").directory());
    assertFailure(ExitCode.INPUT, () -> models.current("bg-nbd"))
        .startsWith("Version 2 of model bg-nbd is in use by")
        .contains("but it is not stored. Stored are: 1.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../1", "a/b", ".hidden", "", "current", "_temporary"})
  void versionsStayInside(String version) {
    assertFailure(ExitCode.CONFIGURATION, () -> models.version("bg-nbd", version))
        .startsWith("'" + version + "' is not a version of model bg-nbd");
    try (PathSink held = lock()) {
      assertFailure(ExitCode.CONFIGURATION, () -> held.saveModel("bg-nbd", version, writing("")))
          .startsWith("'" + version + "' is not a version of model bg-nbd");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/b", ".hidden", "", "_x"})
  void namesStayInside(String name) {
    assertFailure(ExitCode.CONFIGURATION, () -> models.current(name))
        .startsWith("'" + name + "' is not a model's name");
  }

  private static byte[] manifest(String version) {
    return SampleRun.bytes(
        "{\"models\": [{\"name\": \"m\", \"version\": \"%s\"}]}".formatted(version));
  }

  private void publish(PathSink held, String version, int day, int keep) {
    held.saveModel("m", version, writing(version));
    held.saveModel("covariates", version, writing(version));
    assertThat(held.publish(LocalDate.of(2011, 6, day), SampleRun.TABLES, manifest(version), keep))
        .isEmpty();
  }

  @Test
  void modelsComeIntoUseWithTheRun() {
    try (PathSink held = lock()) {
      publish(held, "1", 1, 30);
      assertThat(models.current("m").version()).isEqualTo("1");
      held.saveModel("m", "2", writing("two"));
      assertThat(models.versions("m")).containsExactly("1");
    }
    assertThat(models.versions("m")).containsExactly("1");
    assertThat(models.current("m").version()).isEqualTo("1");
  }

  /** Another's partition stops the publication after the fits. */
  @Test
  void aRunThatCannotBePublishedLeavesNoModels() throws IOException {
    try (PathSink held = lock()) {
      publish(held, "1", 1, 30);
    }
    List<String> before = SampleRun.tree(storage, output.path());
    Path theirs = new Path(output.path(), "scores/run_date=2011-06-02");
    storage.makeDirectories(theirs);
    try (PathSink held = lock()) {
      assertFailure(ExitCode.PUBLISH, () -> publish(held, "2", 2, 30)).contains("exists");
    }
    storage.delete(theirs);
    storage.delete(theirs.getParent());
    assertThat(SampleRun.tree(storage, output.path())).isEqualTo(before);
  }

  @Test
  void modelsGoWithTheLastRunThatNamesThem() {
    try (PathSink held = lock()) {
      held.saveModel("m", "fitted", writing("by the command fit"));
      held.commitModels();
      publish(held, "1", 1, 30);
      publish(held, "2", 2, 30);
      publish(held, "2", 3, 30);
      publish(held, "4", 4, 30);
      publish(held, "5", 5, 3);
      assertThat(models.versions("m")).containsExactly("2", "4", "5", "fitted");
      assertThat(models.versions("covariates")).containsExactly("2", "4", "5");
      publish(held, "6", 6, 2);
      assertThat(models.versions("m")).containsExactly("5", "6", "fitted");
      publish(held, "6b", 6, 2);
      assertThat(models.versions("m")).containsExactly("5", "6b", "fitted");
    }
  }

  @Test
  void modelsAndRunDieTogetherAtEveryMoment() throws IOException {
    SettableClock clock = new SettableClock();
    boolean died = true;
    for (int moment = 1; died; moment++) {
      Path root = new Path(directory.toUri().toString(), "target-" + moment);
      OutputDirectory target = Drill.output(storage, root);
      try (PathSink held = target.lock("before", clock, "parquet", 1)) {
        publish(held, "1", 1, 1);
      }
      CrashingStorage mortal = CrashingStorage.byError(storage, moment);
      died = false;
      try (PathSink held = Drill.output(mortal, root).lock("dying", clock, "parquet", 1)) {
        publish(held, "2", 2, 1);
      } catch (CrashingStorage.Crash e) {
        died = true;
      }
      clock.advanceBeyondExpiry();
      target.lock("recovering", clock, "parquet", 1).close();
      int day = target.publishedDates().last().getDayOfMonth();
      String expected = Integer.toString(day);
      for (String name : List.of("m", "covariates")) {
        assertThat(target.models().versions(name)).as("moment " + moment).containsExactly(expected);
        assertThat(target.models().current(name).version()).isEqualTo(expected);
      }
      assertThat(target.publishedDates()).hasSize(1);
      assertThat(died || moment > 30).isTrue();
    }
  }
}
