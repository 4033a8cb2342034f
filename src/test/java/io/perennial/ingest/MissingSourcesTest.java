package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be opened is told with what to add or to write. */
class MissingSourcesTest {
  private static final String SAMPLE = "data-samples/cdnow-sample";

  static Stream<Arguments> sources() {
    return Stream.of(
        source("avro", Map.of("path", SAMPLE, "format", "avro"), "spark-avro"),
        source("kafka", Map.of("format", "kafka", "options.subscribe", "x"), "spark-sql-kafka"),
        source("hudi", Map.of("path", SAMPLE, "format", "hudi"), "hudi-spark"),
        source("S3", Map.of("path", "s3a://shop/orders"), "hadoop-aws"),
        source("unknown scheme", Map.of("path", "shop://orders"), "no file system for shop://"),
        source(
            "driver that is not there",
            Map.of("format", "jdbc", "options.url", "jdbc:mariadb://h/d", "options.dbtable", "t"),
            "--packages org.mariadb.jdbc:mariadb-java-client"),
        source(
            "driver of nobody",
            Map.of("format", "jdbc", "options.url", "jdbc:shop://h/d", "options.dbtable", "t"),
            "no JDBC driver takes input.options.url"),
        source(
            "table that the database does not have",
            Map.of("format", "jdbc", "options.url", "jdbc:h2:mem:none", "options.dbtable", "t"),
            "the database refuses"),
        source("table that is a query", Map.of("table", "(SELECT 1)"), "goes into input.query"),
        source("catalog of nobody", Map.of("table", "lake.shop.orders"), "input.table"),
        source("query that is none", Map.of("query", "DROP TABLE orders"), "is no SQL query"),
        source("query of no table", Map.of("query", "SELECT * FROM nowhere"), "does not exist"),
        source(
            "query that reads the clock",
            Map.of("query", "SELECT * FROM parquet.`" + SAMPLE + "` WHERE txn_date < current_date"),
            "is not the same each time"),
        source("XML without a row tag", Map.of("path", SAMPLE, "format", "xml"), "rowTag"),
        source(
            "bad option of a source",
            Map.of("path", SAMPLE, "options.modifiedAfter", "yesterday evening"),
            "'modifiedafter' option is invalid"),
        source(
            "path twice",
            Map.of("path", SAMPLE, "options.path", SAMPLE),
            "cannot be read as configured"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void sourceThatCannotBeOpenedIsTold(Map<String, String> keys, String said) {
    Map<String, String> values = new HashMap<>();
    keys.forEach((key, value) -> values.put("perennial.input." + key, value));

    JobFailure failure =
        catchThrowableOfType(
            JobFailure.class,
            () ->
                Transactions.open(
                    SparkTestSession.shared(),
                    JobFixture.settings(values).input(),
                    List.of(),
                    Optional.empty()));

    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).contains(said).doesNotContain("damaged");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
  }

  private static Arguments source(String name, Map<String, String> keys, String said) {
    return argumentSet(name, keys, said);
  }
}
