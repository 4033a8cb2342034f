package io.perennial;

import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class SimulateTest {
  @TempDir Path directory;

  @Test
  void sameSeedGivesTheSameRowsWhateverTheParallelism() {
    Path whole = simulate("whole", 2000, 42);
    Dataset<Row> rows = SparkTestSession.shared().read().parquet(whole.toString());
    // The number of partitions of a range is that of cores, unless Spark is told otherwise.
    Path split =
        JobFixture.with(
            "spark.sql.leafNodeDefaultParallelism", "7", () -> simulate("split", 2000, 42));

    assertThat(JobFixture.texts(SparkTestSession.shared().read().parquet(split.toString())))
        .isEqualTo(JobFixture.texts(rows));
    assertThat(JobFixture.texts(read(simulate("other", 2000, 43))))
        .isNotEqualTo(JobFixture.texts(rows));
    assertThat(whole.resolve("month=2024-05")).isDirectory();
    assertThat(rows.where("date_format(timestamp, 'yyyy-MM') != month").count()).isZero();
    assertThat(rows.where("timestamp < '2024-01-01' OR timestamp >= '2026-01-01'").count())
        .isZero();
    assertThat(rows.where("amount <= 0 OR amount != round(amount, 2)").count()).isZero();
    assertThat(rows.select("customer_id").distinct().count()).isEqualTo(2000);
    assertThat(rows.select("order_id").distinct().count()).isEqualTo(rows.count());
  }

  /**
   * In months: customers are simulated in continuous time, and in weeks so many purchases would
   * fall on one day, where they are one, that the fit is off by more than chance.
   */
  @Test
  void fitFindsTheParametersAgain() {
    String[] slowly = {
      "--set",
      "perennial.calendar.time-unit=month",
      "--set",
      "perennial.simulate.end-date=2028-12-31"
    };
    Path transactions = simulate("many", 30_000, 7, slowly);
    JobFixture job =
        JobFixture.written(
            "perennial { input { path = \"%s\", columns.order = order_id }, calendar.time-unit = month }"
                .formatted(transactions),
            directory);
    job.succeed("run", "--run-date", "2028-12-31");

    JsonNode manifest = job.manifest("2028-12-31");
    assertThat(manifest.at("/counts/customers").asLong()).isEqualTo(30_000);
    assertThat(job.table("scores").select(sum("orders")).first().getLong(0))
        .isEqualTo(manifest.at("/counts/accepted/rows").asLong());
    near(manifest.at("/models/0"), Map.of("r", .243, "alpha", 4.414, "a", .793, "b", 2.426));
    near(manifest.at("/models/1"), Map.of("p", 6.25, "q", 3.74, "gamma", 15.44));
  }

  @Test
  void whatIsThereIsNotOverwritten() {
    Path target = simulate("target", 50, 1);
    SortedMap<String, Long> before = JobFixture.files(target);

    JobFixture.Outcome outcome =
        JobFixture.written("perennial {}", directory)
            .execute("simulate", "--set", "perennial.simulate.path=" + target);

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.PUBLISH);
    assertThat(outcome.err())
        .contains("simulate.path " + target + " exists; choose another or remove it first");
    assertThat(JobFixture.files(target)).isEqualTo(before);
  }

  private static void near(JsonNode model, Map<String, Double> truth) {
    truth.forEach(
        (name, value) -> {
          double error = model.at("/standardErrors/" + name).asDouble();
          assertThat((model.at("/parameters/" + name).asDouble() - value) / error)
              .as("%s, in standard errors of %s", name, error)
              .isBetween(-3., 3.);
        });
  }

  private Path simulate(String name, int customers, long seed, String... options) {
    Path target = directory.resolve(name);
    String said =
        JobFixture.written("perennial {}", directory)
            .succeed(
                "simulate",
                Stream.concat(
                        Stream.of(
                            "--set",
                            "perennial.simulate.path=" + target,
                            "--set",
                            "perennial.simulate.customers=" + customers,
                            "--set",
                            "perennial.simulate.seed=" + seed),
                        Stream.of(options))
                    .toArray(String[]::new));
    assertThat(said).contains("simulate");
    return target;
  }

  private static Dataset<Row> read(Path path) {
    return SparkTestSession.shared().read().parquet(path.toString());
  }
}
