package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.failure.ExitCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Transactions in a PostgreSQL database, with the types that shops keep them in. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgreSqlTest {
  private static final String PASSWORD = "hunter2-of-the-shop";

  @TempDir static Path directory;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException, SQLException {
    server = EmbeddedPostgres.start();
    execute("CREATE ROLE shop LOGIN PASSWORD '%s'".formatted(PASSWORD));
    execute(
        """
        CREATE TABLE orders (
          id serial PRIMARY KEY, customer uuid, placed timestamptz, total numeric, state text)""");
    execute(
        """
        INSERT INTO orders (customer, placed, total, state)
        SELECT md5((n % 40)::text)::uuid,
               timestamptz '2024-01-01 10:00+00' + (n * 13 % 360) * interval '1 day',
               10 + n % 7 + 0.05, CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'paid' END
        FROM generate_series(1, 400) AS n""");
    execute("INSERT INTO orders (customer, placed, total) VALUES (NULL, '2024-06-01', 1)");
    execute("GRANT SELECT ON orders TO shop");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static JobFixture job(String place, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "perennial.input.format = jdbc",
                "perennial.input.options.url = \"jdbc:postgresql://localhost:%d/postgres\""
                    .formatted(server.getPort()),
                "perennial.input.options.user = shop",
                "perennial.input.options.password = " + PASSWORD,
                "perennial.input.columns.customer = customer",
                "perennial.input.columns.timestamp = placed",
                "perennial.input.columns.amount = total",
                "perennial.models.purchases = []"));
    lines.addAll(List.of(more));
    try {
      return JobFixture.written(
          String.join("\n", lines), Files.createDirectory(directory.resolve(place)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTableIsReadInParts() {
    JobFixture job =
        job(
            "table",
            "perennial.input.options { dbtable = orders, partitionColumn = id, lowerBound = 1,"
                + " upperBound = 401, numPartitions = 4 }",
            "perennial.input.filter = \"state = 'paid'\"");

    String said = job.succeed("run", "--run-date", "2024-12-31");

    var sums = job.table("scores").selectExpr("count(*)", "sum(orders)", "sum(revenue)").first();
    assertThat(sums.getLong(0)).isEqualTo(36);
    assertThat(sums.getLong(1)).isEqualTo(360);
    assertThat(sums.getDecimal(2)).isEqualByComparingTo(new BigDecimal("4694"));
    assertThat(said + job.manifest("2024-12-31")).doesNotContain(PASSWORD);
  }

  @Test
  void whatNoDecimalHoldsIsToldWithoutATrace() throws SQLException {
    execute("CREATE TABLE odd AS SELECT customer, placed, 'NaN'::numeric AS total FROM orders");
    execute("GRANT SELECT ON odd TO shop");

    JobFixture.Outcome outcome = job("odd", "perennial.input.options.dbtable = odd").execute("run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.err()).contains("NaN").doesNotContain("\tat ").doesNotContain(PASSWORD);
  }

  @Test
  void aRefusedConnectionIsSaidWithoutThePassword() {
    JobFixture.Outcome outcome =
        job("refused", "perennial.input.options { dbtable = orders, user = nobody }")
            .execute("run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.err())
        .contains("role \"nobody\" does not exist")
        .doesNotContain(PASSWORD)
        .doesNotContain("\tat ");
  }
}
