package io.perennial;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM. */
public final class SparkTestSession {
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
              .config(Map.<String, Object>copyOf(GeneratedCode.OFF))
              // One run compiles about as many pieces of code as are kept by default.
              .config("spark.sql.codegen.cache.maxEntries", "2000")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.driver.host", "localhost")
              .getOrCreate();
    }
    return session;
  }
}
