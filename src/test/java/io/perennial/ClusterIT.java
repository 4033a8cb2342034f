package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The job jar, submitted to a standalone cluster of two workers as its users do it. */
class ClusterIT {
  private static final Path FOLDER = Path.of(System.getProperty("perennial.it-folder"), "cluster");
  private static final Map<String, String> CLUSTER =
      Map.of("PERENNIAL_CLUSTER", FOLDER.resolve("daemons").toString());

  /** Customers of the CDNOW sample. */
  private static final int CUSTOMERS = 2357;

  private static String url;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    FileUtils.deleteDirectory(FOLDER.toFile());
    ScriptRun start = cluster("start");
    assertThat(start.exitCode()).as(start.err()).isZero();
    url = start.out().strip();
  }

  @AfterAll
  static void stopCluster() throws IOException, InterruptedException {
    assertThat(cluster("stop").exitCode()).isZero();
    assertThat(cluster("status").exitCode()).isEqualTo(3);
  }

  @Test
  void clusterWritesTheTablesThatLocalModeWrites() throws IOException, InterruptedException {
    Path ofCluster = runOnCdnow("on-cluster", url);
    Path ofLocalMode = runOnCdnow("in-local-mode", "local[2]");

    assertThat(table(ofCluster, "scores", "customer_id")).hasSize(CUSTOMERS);
    assertSameTable(ofCluster, ofLocalMode, "scores", "customer_id");
    assertSameTable(ofCluster, ofLocalMode, "cohorts", "cohort", "period");
    assertSameTable(ofCluster, ofLocalMode, "quarantine", "customer_id");
  }

  @Test
  void exitCodeOfTheJobIsTheScripts() throws IOException, InterruptedException {
    ScriptRun noInput =
        perennial(
            url,
            "run",
            "--config",
            "conf/cdnow.conf",
            "--set",
            "perennial.input.path=" + FOLDER.resolve("nowhere"),
            "--set",
            "perennial.output.path=" + FOLDER.resolve("nothing"));

    assertThat(noInput.exitCode()).as(noInput.err()).isEqualTo(4);
    assertThat(noInput.err()).contains(FOLDER.resolve("nowhere").toString());
  }

  /** Runs the nightly job and returns where its tables are. */
  private static Path runOnCdnow(String name, String master)
      throws IOException, InterruptedException {
    Path output = FOLDER.resolve(name);
    ScriptRun run =
        perennial(
            master,
            "run",
            "--config",
            "conf/cdnow.conf",
            "--set",
            "perennial.output.path=" + output);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(output.resolve("_manifest/run_date=1998-06-30/manifest.json")).exists();
    return output;
  }

  private static void assertSameTable(Path actual, Path expected, String name, String... key) {
    assertThat(table(actual, name, key))
        .as(name)
        .containsExactlyElementsOf(table(expected, name, key));
  }

  /** The rows in the order of the key; the run that wrote them is left out. */
  private static List<Row> table(Path output, String name, String... key) {
    Dataset<Row> rows =
        SparkTestSession.shared().read().parquet(output.resolve(name).toString()).drop("run_id");
    List<Column> order = new ArrayList<>();
    for (String column : key) {
      order.add(functions.col(column));
    }
    return rows.orderBy(order.toArray(new Column[0])).collectAsList();
  }

  private static ScriptRun perennial(String master, String... words)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--", "--master", master));
    return ScriptRun.of("perennial", all, FOLDER, Map.of());
  }

  private static ScriptRun cluster(String command) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    return ScriptRun.of("standalone-cluster", List.of(command), FOLDER, CLUSTER);
  }
}
