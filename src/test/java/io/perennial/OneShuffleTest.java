package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What a run asks of Spark, counted by a listener. */
@Tag("long")
@ExtendWith(GeneratedCode.class)
class OneShuffleTest {
  private static final int ROWS = 6919;
  private static final int CUSTOMERS = 2357;

  /** A stage of Spark that ran. */
  private record Ran(String group, boolean writesShuffle, long recordsRead) {}

  /** Keeps jobs and stages by job group, that is by stage of the run. */
  private static final class Ledger extends SparkListener {
    private final Map<String, Integer> jobs = new TreeMap<>();
    private final List<Ran> stages = new ArrayList<>();
    private final Map<Integer, String> groups = new HashMap<>();

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      String group = start.properties().getProperty("spark.jobGroup.id", "no group");
      jobs.merge(group, 1, Integer::sum);
      CollectionConverters.asJava(start.stageInfos())
          .forEach(stage -> groups.put(stage.stageId(), group));
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
      var stage = completed.stageInfo();
      stages.add(
          new Ran(
              groups.get(stage.stageId()),
              stage.shuffleDepId().isDefined(),
              stage.taskMetrics().inputMetrics().recordsRead()));
    }

    Map<String, String> jobsAndShuffles() {
      Map<String, String> found = new TreeMap<>();
      jobs.forEach((group, count) -> found.put(group, counted(count, "job") + shuffles(group)));
      return found;
    }

    private String shuffles(String group) {
      long shuffles =
          stages.stream().filter(stage -> stage.group.equals(group) && stage.writesShuffle).count();
      return shuffles == 0 ? "" : ", " + counted(shuffles, "shuffle");
    }

    private static String counted(long count, String noun) {
      return count + " " + noun + (count == 1 ? "" : "s");
    }
  }

  /** Keeps what Spark says of code that it generated. */
  private static final class Generated extends AbstractAppender {
    private static final List<Class<?>> SPEAKERS =
        List.of(CodeGenerator.class, WholeStageCodegenExec.class);

    private final List<String> messages = new CopyOnWriteArrayList<>();

    Generated() {
      super("generated code", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
    }

    /** Listens while the work is done. */
    void during(Runnable work) {
      start();
      List<Logger> loggers =
          SPEAKERS.stream().map(type -> (Logger) LogManager.getLogger(type)).toList();
      for (Logger logger : loggers) {
        logger.addAppender(this);
        Configurator.setLevel(logger, Level.INFO);
      }
      try {
        work.run();
      } finally {
        for (Logger logger : loggers) {
          logger.removeAppender(this);
          Configurator.setLevel(logger, Level.WARN);
        }
      }
    }

    List<String> saying(String words) {
      return messages.stream().filter(message -> message.contains(words)).toList();
    }
  }

  @TempDir static Path directory;

  private static final Generated GENERATED = new Generated();

  private static Ledger ledger;

  @BeforeAll
  static void run() {
    GENERATED.during(() -> ledger = recorded("run", "plain"));
  }

  private static Ledger recorded(String command, String place, String... options) {
    Ledger recorded = new Ledger();
    SparkContext spark = SparkTestSession.shared().sparkContext();
    JobFixture job = JobFixture.shipped("cdnow.conf", directory.resolve(place)).withIntervals();
    List<String> words = new ArrayList<>(List.of("--run-date", "1997-09-30"));
    words.addAll(List.of(options));
    settle(spark);
    spark.addSparkListener(recorded);
    try {
      job.succeed(command, words.toArray(String[]::new));
      settle(spark);
    } finally {
      spark.removeSparkListener(recorded);
    }
    return recorded;
  }

  private static void settle(SparkContext spark) {
    try {
      spark.listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void transactionsAreReadOnceAndShuffledOnce() {
    assertThat(ledger.stages)
        .filteredOn(stage -> stage.recordsRead >= ROWS && !stage.group.equals("rfm limits"))
        .singleElement()
        .satisfies(
            stage -> {
              assertThat(stage.group).isEqualTo("histories");
              assertThat(stage.writesShuffle).isTrue();
              assertThat(stage.recordsRead).isEqualTo(ROWS);
            });
  }

  @Test
  void everyStageOfTheRunHasFewJobsAndShuffles() {
    assertThat(ledger.jobsAndShuffles()).isEqualTo(withoutCustomers());
  }

  @Test
  void attributesOfCustomersAddOneStageThatJoinsThem() {
    Path customers =
        JobFixture.parquet(
            SparkTestSession.shared()
                .sql(
                    """
                    SELECT customer_id, max(amount) AS basket
                    FROM parquet.`data-samples/cdnow-sample` GROUP BY customer_id"""),
            directory.resolve("customers"));
    Ledger joined =
        JobFixture.with(
            "spark.sql.autoBroadcastJoinThreshold",
            "-1", // as with millions of customers
            () ->
                recorded(
                    "run",
                    "joined",
                    "--set",
                    "perennial.input.customers.path=" + customers,
                    "--set",
                    "perennial.input.customers.columns.basket=basket",
                    "--set",
                    "perennial.models.covariates=[basket]"));

    Map<String, String> expected = withoutCustomers();
    expected.put("open input", "2 jobs"); // both schemas
    // Rows of each customer and their sums; both sides of the join; one row of counts.
    expected.put("customers", "8 jobs, 5 shuffles");
    expected.put("encode covariates", "5 jobs, 2 shuffles"); // one row of sums each, and moments
    expected.put("publish", "7 jobs"); // the encoder as well
    assertThat(joined.jobsAndShuffles()).isEqualTo(expected);
    // Whoever scores reads the customers with their attributes, which are stored.
    assertThat(joined.stages)
        .filteredOn(stage -> stage.group.equals("scores"))
        .startsWith(new Ran("scores", false, CUSTOMERS))
        .hasSize(3);
  }

  /** HotSpot interprets methods of more than 8,000 bytes for ever. */
  @Test
  void noGeneratedMethodIsInterpreted() {
    List<String> tooLong = GENERATED.saying("too long to be JIT compiled");
    assertThat(tooLong).allMatch(message -> message.contains("GeneratedIteratorForCodegenStage"));
    // Spark gives up such a whole stage for the expressions in it, each a method of its own.
    assertThat(GENERATED.saying("whole-stage codegen was disabled for this plan"))
        .hasSizeGreaterThanOrEqualTo(tooLong.size());
    assertThat(GENERATED.messages).isNotEmpty();
  }

  /**
   * However many models: the customers of an origin are grouped once for all of purchases. A
   * further origin needs no further code: compiling it and warming up would be a quarter of a
   * back-test of a million customers.
   */
  @Test
  void aBackTestPassesThreeTimesOverTheCustomersOfAnOrigin() {
    Generated generated = new Generated();
    Ledger ofOne = judged(1, generated);
    Generated afterwards = new Generated();
    Ledger ofTwo = judged(2, afterwards);

    // What followed; two kinds of cells, each in two jobs; the forecasts against what followed.
    assertThat(ofOne.jobsAndShuffles()).containsEntry("back-test", "6 jobs, 2 shuffles");
    assertThat(ofTwo.jobsAndShuffles()).containsEntry("back-test", "11 jobs, 4 shuffles");
    // Operators that are not one method copy each row for the next.
    assertThat(generated.saying("whole-stage codegen was disabled for this plan")).isEmpty();
    assertThat(generated.saying("Code generated in")).isNotEmpty();
    // Cells need none. In the forecasts Spark may calculate what they share in another order.
    assertThat(afterwards.saying("Code generated in")).hasSizeLessThan(3);
  }

  private static Ledger judged(int origins, Generated generated) {
    List<Ledger> ledgers = new ArrayList<>();
    generated.during(
        () ->
            ledgers.add(
                recorded(
                    "backtest",
                    "judged",
                    "--set",
                    "perennial.evaluation.origins=" + origins,
                    "--set",
                    "perennial.evaluation.horizon-days=60",
                    "--set",
                    "perennial.evaluation.min-history-days=90")));
    return ledgers.get(0);
  }

  private static Map<String, String> withoutCustomers() {
    Map<String, String> expected = new TreeMap<>();
    expected.put("open input", "1 job"); // the schema of the input
    expected.put("histories", "3 jobs, 1 shuffle"); // the histories; their tallies
    expected.put("fit purchases", "2 jobs, 1 shuffle"); // the cells
    expected.put("fit spend", "2 jobs, 1 shuffle"); // the cells
    // Of each table the last job, or the last two, read it back.
    expected.put("cohorts", "4 jobs, 1 shuffle"); // cohort × period
    expected.put("rfm limits", "3 jobs"); // passes over three columns
    expected.put("scores", "3 jobs, 1 shuffle"); // a map; cells of the scores
    expected.put("equity", "6 jobs, 2 shuffles"); // sums by cohort; groups of equal customers
    expected.put("concentration", "5 jobs"); // passes over two columns; the table
    expected.put("cohort_value", "2 jobs"); // from the pass of cohorts, as the next
    expected.put("periods", "2 jobs");
    expected.put("first_to_second", "2 jobs");
    expected.put("benchmarks", "1 job"); // bins of values, by partition
    expected.put("segments", "3 jobs"); // sums by partition
    expected.put("economics", "2 jobs");
    expected.put("targets", "3 jobs, 1 shuffle"); // sums of the targets
    expected.put("check tables", "1 job"); // the customers on top of the scores
    expected.put("run history", "1 job"); // all rows, written again
    expected.put("report", "3 jobs, 1 shuffle"); // the targets
    expected.put("publish", "5 jobs"); // writing the two models, and what they were fitted to
    return expected;
  }

  @Test
  void scoringReadsTheHistoriesOnceAndShufflesNothing() {
    assertThat(ledger.stages)
        .filteredOn(stage -> stage.group.equals("scores"))
        .containsExactly(
            new Ran("scores", false, CUSTOMERS + 2), // and two tallies
            new Ran("scores", true, CUSTOMERS), // cells of the written scores
            new Ran("scores", false, 0));
  }
}
