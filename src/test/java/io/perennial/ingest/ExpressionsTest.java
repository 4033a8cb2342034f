package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An expression means one value of each row, the same at every look. */
class ExpressionsTest {
  private static final String PATH = "data-samples/cdnow-sample";

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("amount net", "would be read as amount under the name net"),
        arguments("amount AS net", "a name has no place here"),
        arguments("amount; DROP TABLE x", "it is one expression, without ;"),
        arguments("sum(amount)", "is not one value of each row"),
        arguments("sum(amount) OVER ()", "is not one value of each row"),
        arguments("explode(array(1, 2))", "is not one value of each row"),
        arguments("(SELECT 1)", "holds a subquery"),
        arguments("amount * rand()", "(rand() at character 10)"),
        arguments("IF(uuid() > 'a', 1, 2)", "is not the same each time it is computed (uuid()"),
        arguments("year(current_date)", "reads the clock (current_date"),
        arguments("year(current_date())", "reads the clock"),
        arguments("unix_timestamp(now())", "reads the clock (now() at character 16)"),
        arguments("year(localtimestamp())", "reads the clock"),
        arguments("unix_timestamp()", "reads the clock"),
        arguments("year(CAST('today' AS DATE))", "reads the clock"),
        arguments("year(DATE'tomorrow')", "reads the clock (DATE'tomorrow')"),
        arguments("java_method('java.lang.Math', 'random')", "is not the same each time"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void otherMeaningsAreRefused(String amount, String said) {
    JobFailure failure =
        catchThrowableOfType(
            JobFailure.class, () -> open("perennial.input.columns.amount", amount));

    assertThat(failure).as(amount).isNotNull();
    assertThat(failure.getMessage()).contains("input.columns.amount = \"", said);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
  }

  static Stream<Arguments> failing() {
    return Stream.of(
        arguments("CAST('x' AS INT)", "try_cast"),
        arguments("1 / 0", "try_divide"),
        arguments("decimal('NaN')", "try_cast"),
        arguments("element_at(array(1), 5)", "try_element_at"),
        arguments("array(1)[5]", "get("),
        arguments("to_number('a', '99')", "try_to_number"),
        arguments("unix_timestamp(make_timestamp(2024, 13, 1, 0, 0, 0))", "fails on a row"),
        arguments("unix_date(make_date(2024, 13, 1))", "fails on a row"),
        arguments("length(url_decode('%zz'))", "try_url_decode"),
        arguments("CAST(raise_error('no') AS INT)", "fails on a row"),
        arguments("size(sequence(1, 5, -1))", "fails on a row"));
  }

  @ParameterizedTest
  @MethodSource("failing")
  void failingExpressionsEndWithASentence(String amount, String said) {
    JobFailure failure =
        catchThrowableOfType(
            JobFailure.class,
            () -> {
              Transactions transactions = open("perennial.input.columns.amount", amount);
              try {
                transactions.classified().collectAsList();
              } catch (Exception e) {
                throw InputFailures.translate(transactions.source(), e);
              }
            });

    assertThat(failure).as(amount).isNotNull();
    assertThat(failure.getMessage()).contains(said);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
  }

  @Test
  void timesWithoutDateAreNoTimesInsideExpressionsEither() {
    Transactions transactions =
        open(
            "perennial.input.columns.timestamp",
            "CAST(concat('1', customer_id % 10, ':30') AS TIMESTAMP)");

    assertThat(transactions.classified().where("__perennial_row_class = 0").count()).isZero();
  }

  private static Transactions open(String key, String expression) {
    Map<String, String> values = new HashMap<>();
    values.put("perennial.input.path", PATH);
    values.put("perennial.input.columns.timestamp", "txn_date");
    values.put(key, expression);
    return Transactions.open(
        SparkTestSession.shared(),
        JobFixture.settings(values).input(),
        List.of(),
        Optional.empty());
  }
}
