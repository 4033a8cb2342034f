package io.perennial.ingest;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.SparkTestSession;
import io.perennial.schema.RowClass.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SuggestedExpressionTest {
  private static Optional<String> suggested(String... values) {
    return SuggestedExpression.of(Reason.AMOUNT_UNREADABLE, "amount", List.of(values));
  }

  private static String read(String expression, String text) {
    return SparkTestSession.shared()
        .range(1)
        .select(lit(text).as("amount"))
        .select(expr(expression))
        .first()
        .getString(0);
  }

  @Test
  void whatStandsAroundNumbersIsLeftOut() {
    String expression = suggested("1,234.50 EUR", "EUR 7", "$8", "Rs. 9.10").orElseThrow();

    assertThat(read(expression, "1,234.50 EUR")).isEqualTo("1234.50");
    assertThat(read(expression, "EUR12")).isEqualTo("12");
    assertThat(read(expression, "12EUR")).isEqualTo("12");
    assertThat(read(expression, "Rs. 9.10")).isEqualTo("9.10");
    assertThat(read(suggested("(12.50 USD)", "3.00 USD").orElseThrow(), "(12.50 USD)"))
        .isEqualTo("-12.50");
    assertThat(read(suggested("1 234,50 zł", "5,00 zł").orElseThrow(), "1 234,50 zł"))
        .isEqualTo("1234.50");
  }

  /** Such texts stay what they are, and no number. */
  @Test
  void whatStandsBetweenDigitsIsNotLeftOut() {
    String expression = suggested("1,234.50 E", "1,000.00 E", "1E3").orElseThrow();

    for (String text : List.of("1E3", "12EUR50", "2x3", "12:50", "1/2")) {
      assertThat(read(expression, text)).isEqualTo(text);
    }
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        argumentSet("powers of ten", (Object) new String[] {"1E3 EUR", "2.5e4 EUR"}),
        argumentSet("products", (Object) new String[] {"2 x 3.50", "3 x 1.20"}),
        argumentSet("times", (Object) new String[] {"12:50", "13:20"}),
        argumentSet("fractions", (Object) new String[] {"1/2", "3/4"}),
        argumentSet("words", (Object) new String[] {"none", "free"}));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(String[] values) {
    assertThat(suggested(values)).isEmpty();
  }
}
