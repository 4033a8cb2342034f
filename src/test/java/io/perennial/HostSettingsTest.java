package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the session of the host is set to, the tables are those that were kept. */
@Tag("long")
class HostSettingsTest {
  @TempDir static Path directory;

  @ParameterizedTest
  @CsvSource({
    "spark.sql.datetime.java8API.enabled, true",
    "spark.sql.ansi.enabled, false",
    "spark.sql.caseSensitive, true",
    "spark.sql.session.timeZone, Pacific/Apia",
  })
  void tablesAreTheSame(String key, String value) {
    JobFixture job =
        JobFixture.with(key, value, () -> SampleRuns.CDNOW.again(key + "-" + value.length()));

    assertThat(SampleRunsTest.differences(SampleRuns.CDNOW, job, 1e-12)).isEmpty();
  }

  /** The zone that days are counted in is the configured one, not that of the machine. */
  @ParameterizedTest
  @ValueSource(strings = {"America/Los_Angeles", "Pacific/Apia"})
  void zoneOfTheMachineChangesNothing(String zone) {
    JobFixture job = in(zone, () -> SampleRuns.CDNOW.again(zone.replace('/', '-')));

    assertThat(SampleRunsTest.differences(SampleRuns.CDNOW, job, 1e-12)).isEmpty();
  }

  /** Times of day and covariates, under all settings at once. */
  @Test
  void allAtOnceChangeNothing() {
    JobFixture job =
        in(
            "Asia/Kathmandu",
            () ->
                JobFixture.with(
                    Map.of(
                        "spark.sql.datetime.java8API.enabled", "true",
                        "spark.sql.ansi.enabled", "false",
                        "spark.sql.caseSensitive", "true",
                        "spark.sql.session.timeZone", "Asia/Tokyo"),
                    () -> SampleRuns.ONLINE_RETAIL_II.again("all-at-once")));

    assertThat(SampleRunsTest.differences(SampleRuns.ONLINE_RETAIL_II, job, 1e-12)).isEmpty();
  }

  @Test
  void simulatedTransactionsAreTheSame() {
    List<String> ordinary = simulated("ordinary");
    List<String> other =
        in(
            "America/Los_Angeles",
            () ->
                JobFixture.with(
                    "spark.sql.datetime.java8API.enabled", "true", () -> simulated("java-8")));

    assertThat(other).isEqualTo(ordinary).isNotEmpty();
  }

  private static List<String> simulated(String name) {
    Path path = directory.resolve(name);
    JobFixture.written("perennial.simulate.customers = 50", directory)
        .succeed("simulate", "--set", "perennial.simulate.path=" + path);
    return JobFixture.texts(SparkTestSession.shared().read().parquet(path.toString()));
  }

  /** Spark then passes over files that it cannot read, rows and all: the run says so. */
  @ParameterizedTest
  @ValueSource(strings = {"ignoreCorruptFiles", "ignoreMissingFiles"})
  void filesThatWouldBePassedOverAreWarnedOf(String setting) {
    String said =
        JobFixture.with(
            "spark.sql.files." + setting,
            "true",
            () -> JobFixture.shipped("cdnow.conf", directory).succeed("validate"));

    assertThat(said.replaceAll("\\s+", " "))
        .contains("warning: spark.sql.files." + setting + " is true")
        .contains("rows and amounts agree");
  }

  private static <T> T in(String zone, Supplier<T> work) {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      return work.get();
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
