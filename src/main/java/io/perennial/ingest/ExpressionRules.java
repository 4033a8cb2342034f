package io.perennial.ingest;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.types.DatetimeType;
import org.apache.spark.sql.types.StringType;
import scala.runtime.BoxedUnit;

/** Rejects expressions whose value for a row could differ between evaluations. */
final class ExpressionRules {
  /** Words that Spark reads as the date or time of the run. */
  private static final Set<String> CLOCK_WORDS = Set.of("now", "today", "yesterday", "tomorrow");

  private static final Pattern CLOCK_LITERAL =
      Pattern.compile(
          "(?i)\\b(?:date|timestamp(?:_ntz|_ltz)?)\\s*(['\"])\\s*(?:now|today|yesterday|tomorrow)\\b.*?\\1");

  private ExpressionRules() {}

  /** The part of the text that reads the clock; empty when none does. */
  static Set<String> clocks(String text, Expression analyzed) {
    Set<String> found = new LinkedHashSet<>();
    Matcher literal = CLOCK_LITERAL.matcher(text);
    while (literal.find()) {
      found.add(literal.group());
    }
    analyzed.foreach(
        node -> {
          if (readsClock(node)) {
            found.add(written(node));
          }
          return BoxedUnit.UNIT;
        });
    return found;
  }

  /** Expressions that are not deterministic. */
  static Set<String> chances(Expression analyzed) {
    Set<String> found = new LinkedHashSet<>();
    analyzed.foreach(
        node -> {
          boolean itself =
              !node.deterministic() && node.children().forall(child -> child.deterministic());
          if (itself) {
            found.add(written(node));
          }
          return BoxedUnit.UNIT;
        });
    return found;
  }

  /** Whether the expression depends on other rows than its own. */
  static boolean hasSubquery(Expression analyzed) {
    return analyzed.exists(node -> node instanceof SubqueryExpression);
  }

  private static boolean readsClock(Expression node) {
    if (node instanceof CurrentDate
        || node instanceof CurrentTime
        || node instanceof CurrentTimestampLike
        || node instanceof LocalTimestamp) {
      return true;
    }
    return node instanceof Cast cast
        && cast.dataType() instanceof DatetimeType
        && cast.child().dataType() instanceof StringType
        && cast.child().foldable()
        && CLOCK_WORDS.contains(constant(cast.child()));
  }

  private static String constant(Expression foldable) {
    Object value = foldable.eval(null);
    return value == null ? "" : value.toString().strip().toLowerCase(Locale.ROOT);
  }

  /** The part of the text that the node was parsed from, with its position. */
  private static String written(Expression node) {
    var origin = node.origin();
    if (origin.sqlText().isDefined()
        && origin.startIndex().isDefined()
        && origin.stopIndex().isDefined()) {
      String text = origin.sqlText().get();
      int start = (Integer) origin.startIndex().get();
      int stop = (Integer) origin.stopIndex().get();
      if (start >= 0 && start <= stop && stop < text.length()) {
        return "%s at character %d".formatted(text.substring(start, stop + 1), start + 1);
      }
    }
    return node.sql();
  }
}
