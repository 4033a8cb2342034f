package io.perennial;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Test classes whose queries run as code that Spark generates, as everywhere outside the tests. A
 * million rows need it; on a few thousand it takes a third of the time of a run to compile it.
 */
public final class GeneratedCode implements BeforeAllCallback, AfterAllCallback {
  /** What all other tests run with. */
  static final Map<String, String> OFF =
      Map.of(
          "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private static final Map<String, String> ON =
      Map.of("spark.sql.codegen.wholeStage", "true", "spark.sql.codegen.factoryMode", "FALLBACK");

  /** Does something in another class with generated code. */
  static <T> T during(Supplier<T> work) {
    return JobFixture.with(ON, work);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ON.forEach(SparkTestSession.shared().conf()::set);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    OFF.forEach(SparkTestSession.shared().conf()::set);
  }
}
