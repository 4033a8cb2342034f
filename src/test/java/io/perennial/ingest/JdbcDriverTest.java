package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("pure")
class JdbcDriverTest {
  private static String database(JdbcDriver driver) {
    return driver.name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  private static Map<String, String> options(JdbcDriver driver) {
    return new HashMap<>(Map.of("url", "jdbc:%s://db/shop".formatted(database(driver))));
  }

  @ParameterizedTest
  @EnumSource
  void whereADriverIsNotThereTheMessageSaysWhatBringsIt(JdbcDriver driver) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Without a parent it knows the classes of Java alone.
    thread.setContextClassLoader(new ClassLoader(null) {});
    JobFailure failure;
    try {
      failure =
          catchThrowableOfType(
              JobFailure.class, () -> JdbcDriver.complete(options(driver), Section.TRANSACTIONS));
    } finally {
      thread.setContextClassLoader(before);
    }

    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure.getMessage())
        .matches(
            "input[.]options[.]url is of jdbc:%s, whose driver [a-z0-9.]+[.][A-Za-z]*Driver is not on the class path; add it with -- --packages [a-z0-9.]+:[a-z0-9-]+:[0-9]+([.][0-9]+)+([.]jre[0-9]+)?, or name another in input[.]options[.]driver"
                .formatted(database(driver)));
  }

  @ParameterizedTest
  @EnumSource
  void aDriverThatIsNamedIsTaken(JdbcDriver driver) {
    Map<String, String> options = options(driver);
    options.put("driver", "my.Driver");

    JdbcDriver.complete(options, Section.TRANSACTIONS);

    assertThat(options).containsEntry("driver", "my.Driver");
  }
}
