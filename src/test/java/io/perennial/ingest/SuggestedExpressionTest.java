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
        .select(expr(expression).cast("string"))
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

  static Stream<Arguments> unseen() {
    String[] euros = {"1,234.50 EUR", "1,000.00 EUR", "7.5"};
    return Stream.of(
        argumentSet("a word between digits", euros, List.of("1 EUR 5", "12EUR50", "1 EUR 500.00")),
        argumentSet("another word", euros, List.of("8 USD", "8 EURO", "8 eur", "ca. 8 EUR")),
        argumentSet(
            "another sign", euros, List.of("$8", "8 %", "< 8", "8 EUR (paid)", "(8)", "8-")),
        argumentSet("two numbers", euros, List.of("1 5", "1;5", "2*3", "1+2", "1_000", "1-5")),
        argumentSet("other separators", euros, List.of("1 000", "1'000", "1.234.567", "1,23")),
        argumentSet("other decimal places", euros, List.of("1.500", "1.500 EUR", ".5", "5.")),
        argumentSet("no separators at all", new String[] {"5 kr"}, List.of("1.500 kr", "1,500 kr")),
        argumentSet(
            "letters of numbers", new String[] {"1,234.50 E", "1E3"}, List.of("1E3", "1 E 3")),
        argumentSet("products and times", euros, List.of("2x3", "12:50", "1/2", "1\n5")),
        argumentSet(
            "signs of both kinds",
            new String[] {"12.50- EUR", "(3.00) EUR"},
            List.of("1-5", "1 -5", "1(5", "(1)5", "--5", "1 EUR -5")),
        argumentSet("nothing", euros, List.of("EUR", "", "-")),
        argumentSet(
            "a run of blanks",
            euros,
            List.of("8" + " ".repeat(100_000) + "EUR", "8          EUR")));
  }

  /** None of them is a number of any kind. */
  @ParameterizedTest
  @MethodSource
  void unseen(String[] values, List<String> texts) {
    String expression = suggested(values).orElseThrow();

    for (String text : texts) {
      assertThat(read(expression, text)).as("%s of %s", text, expression).isIn("", "-");
    }
  }

  static Stream<Arguments> seen() {
    return Stream.of(
        argumentSet("euros", new String[] {"1.234,50 €", "-3,00 €"}, "- €12,5", "-12.5"),
        argumentSet("long minus", new String[] {"−3,00 €", "5 €"}, "€ −12,50", "-12.50"),
        argumentSet("sign behind", new String[] {"12,00- €", "3"}, "€ 1.000,5-", "-1000.5"),
        argumentSet("brackets", new String[] {"($12.00)", "$3"}, "(1,000)", "-1000"),
        argumentSet(
            "apostrophes", new String[] {"CHF 1'234.50", "CHF 3"}, "1'000'000.25", "1000000.25"),
        argumentSet("lakhs", new String[] {"Rs. 1,23,456.50", "Rs. 1,000"}, "12,34,567", "1234567"),
        argumentSet("signs of expressions", new String[] {"$.*+? 5.00 |"}, "|6.5", "6.5"),
        argumentSet("undecoded", new String[] {"5,00 \ufffd"}, "6,5 €", "6.5"));
  }

  @ParameterizedTest
  @MethodSource
  void seen(String[] values, String text, String number) {
    assertThat(read(suggested(values).orElseThrow(), text)).isEqualTo(number);
  }

  static Stream<Arguments> times() {
    return Stream.of(
        argumentSet(
            "seconds",
            new String[] {"1735689600", "999999999"},
            "1767225600",
            "2026-01-01 00:00:00",
            List.of("45000", "1767225600000", "soon", "")),
        argumentSet(
            "milliseconds",
            new String[] {"1735689600000"},
            "1767225600500",
            "2026-01-01 00:00:00.5",
            List.of("45000", "1767225600", "soon")),
        argumentSet(
            "days of a spreadsheet",
            new String[] {"45000", "45000.25"},
            "46023.75",
            "2026-01-01",
            List.of("5", "20260101", "1767225600", "1e4")));
  }

  /** A number of another size would be a day in 1900 or in the year 57,000. */
  @ParameterizedTest
  @MethodSource
  void times(String[] values, String text, String time, List<String> others) {
    String expression =
        SuggestedExpression.of(Reason.TIMESTAMP_UNREADABLE, "amount", List.of(values))
            .orElseThrow();

    assertThat(read(expression, text)).isEqualTo(time);
    for (String other : others) {
      assertThat(read(expression, other)).as(other).isNull();
    }
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        argumentSet("powers of ten", (Object) new String[] {"1E3 EUR", "2.5e4 EUR"}),
        argumentSet("products", (Object) new String[] {"2 x 3.50", "3 x 1.20"}),
        argumentSet("times", (Object) new String[] {"12:50", "13:20"}),
        argumentSet("fractions", (Object) new String[] {"1/2", "3/4"}),
        argumentSet("Swiss dashes", (Object) new String[] {"12.-", "5.-"}),
        argumentSet("no separator", (Object) new String[] {"1;500", "2;750"}),
        argumentSet("words", (Object) new String[] {"none", "free"}));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(String[] values) {
    assertThat(suggested(values)).isEmpty();
  }
}
