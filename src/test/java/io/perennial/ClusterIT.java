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
  private static final Path HOME = Path.of(System.getProperty("perennial.home"));
  private static final Path FOLDER = Path.of(System.getProperty("perennial.it-folder"), "cluster");
  private static final Map<String, String> CLUSTER =
      Map.of("PERENNIAL_CLUSTER", FOLDER.resolve("daemons").toString());

  /** An amount of the CDNOW sample that the runs here take for missing, for rows to reject. */
  private static final double REJECTED_AMOUNT = 14.96;

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

    Dataset<Row> input =
        SparkTestSession.shared()
            .read()
            .parquet(HOME.resolve("data-samples/cdnow-sample").toString());
    Column rejected = functions.col("amount").equalTo(REJECTED_AMOUNT);
    long customers = input.where(functions.not(rejected)).select("customer_id").distinct().count();
    assertThat(table(ofCluster, "scores", "customer_id"))
        .hasSize(Math.toIntExact(customers))
        .containsExactlyElementsOf(table(ofLocalMode, "scores", "customer_id"));
    assertThat(table(ofCluster, "cohorts", "cohort", "period"))
        .isNotEmpty()
        .containsExactlyElementsOf(table(ofLocalMode, "cohorts", "cohort", "period"));
    String[] rowKey = {"customer_id", "txn_date", "units"};
    assertThat(table(ofCluster, "quarantine", rowKey))
        .hasSize(Math.toIntExact(input.where(rejected).count()))
        .containsExactlyElementsOf(table(ofLocalMode, "quarantine", rowKey));
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
            "perennial.input.columns.amount=nullif(amount, " + REJECTED_AMOUNT + ")",
            "--set",
            "perennial.output.path=" + output);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(output.resolve("_manifest/run_date=1998-06-30/manifest.json")).exists();
    return output;
  }

  /** All columns of all rows, in the order of the key. */
  private static List<Row> table(Path output, String name, String... key) {
    Dataset<Row> rows = SparkTestSession.shared().read().parquet(output.resolve(name).toString());
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
    all.addAll(List.of("--conf", "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"));
    return ScriptRun.of("perennial", all, FOLDER, Map.of());
  }

  private static ScriptRun cluster(String command) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    return ScriptRun.of("standalone-cluster", List.of(command), FOLDER, CLUSTER);
  }
}
