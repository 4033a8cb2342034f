package io.perennial;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM. */
public final class SparkTestSession {
  private static final String WHOLE_STAGES = "spark.sql.codegen.wholeStage";
  private static final String EXPRESSIONS = "spark.sql.codegen.factoryMode";

  private static SparkSession session;

  private SparkTestSession() {}

  /** The session, started on first use. */
  public static synchronized SparkSession shared() {
    if (session == null) {
      session =
          SparkSession.builder()
              .appName("perennial-tests")
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "4")
              // On a few thousand rows a third of the time of a run goes into compiling generated
              // code.
              // HostSettingsTest, OneShuffleTest and whatever runs the job jar run with it.
              .config(WHOLE_STAGES, "false")
              .config(EXPRESSIONS, "NO_CODEGEN")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.driver.host", "localhost")
              .getOrCreate();
    }
    return session;
  }

  /** What is done with generated code, as in a run that is no test. */
  public static <T> T generatingCode(Supplier<T> work) {
    return JobFixture.with(
        WHOLE_STAGES, "true", () -> JobFixture.with(EXPRESSIONS, "FALLBACK", work));
  }
}
