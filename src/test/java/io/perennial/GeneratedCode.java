package io.perennial;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Test classes whose queries run as code that Spark generates, as everywhere outside the tests. A
 * million rows need it; on a few thousand it takes a third of the time of a run to compile it.
 */
public final class GeneratedCode implements BeforeAllCallback, AfterAllCallback {
  static final String WHOLE_STAGES = "spark.sql.codegen.wholeStage";
  static final String EXPRESSIONS = "spark.sql.codegen.factoryMode";

  @Override
  public void beforeAll(ExtensionContext context) {
    SparkSession spark = SparkTestSession.shared();
    spark.conf().set(WHOLE_STAGES, "true");
    spark.conf().set(EXPRESSIONS, "FALLBACK");
  }

  /** Does something in another class with generated code. */
  static <T> T during(Supplier<T> work) {
    return JobFixture.with(
        WHOLE_STAGES, "true", () -> JobFixture.with(EXPRESSIONS, "FALLBACK", work));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    SparkSession spark = SparkTestSession.shared();
    spark.conf().set(WHOLE_STAGES, "false");
    spark.conf().set(EXPRESSIONS, "NO_CODEGEN");
  }
}
