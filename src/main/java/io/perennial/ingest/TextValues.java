package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RLike;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import scala.runtime.AbstractPartialFunction;

/** Parses text where Spark's own casts would be wrong or would not terminate. */
final class TextValues {
  /** Unicode's white space, and the signs without width that spreadsheets leave in cells. */
  private static final String BLANKS = "[\\p{IsWhite_Space}\\p{Cntrl}\\x{200B}\\x{FEFF}]";

  private static final String BLANK = "^" + BLANKS + "*$";
  private static final String BLANK_ENDS = "^" + BLANKS + "+|" + BLANKS + "+$";

  /** Spark takes a time without a date for one of the day on which it reads it. */
  private static final String TIME_ALONE = "^[\\x00-\\x20]*[+-]?(T|[0-9]{1,2}:)";

  /** A day without a time. */
  private static final String DAY_ALONE =
      "^[\\x00-\\x20]*[+-]?[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}[\\x00-\\x20]*$";

  private static final String MONTH_OR_DAY =
      "^[\\x00-\\x20]*[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?[\\x00-\\x20]*$";

  /** Spark writes out all zeros of such a number: gigabytes of them. */
  private static final String RUNAWAY_EXPONENT = "[eE][+-]?0*[1-9][0-9]{3}";

  /** Digits of a longer text are read in time that grows with their square. */
  private static final int LONGEST_NUMBER = 400; // characters

  private TextValues() {}

  /** Null or nothing but white space. */
  static Column isBlank(Column text) {
    // Fast path: nearly all texts begin with a printable ASCII character.
    return text.isNull().or(text.between("!", "\u007e").equalTo(lit(false)).and(text.rlike(BLANK)));
  }

  /** Without white space at either end; null where nothing is left. */
  static Column stripped(Column text) {
    return when(isBlank(text), lit(null).cast(DataTypes.StringType))
        .otherwise(regexp_replace(text, lit(BLANK_ENDS), lit("")));
  }

  /** The moment that a text names; null where it names none, or a time without a date. */
  static Column moment(Column text) {
    return when(text.rlike(TIME_ALONE), lit(null))
        .otherwise(trim(text).try_cast(DataTypes.TimestampType));
  }

  /** The day that a text names by itself, without a time; null for other texts. */
  static Column dayAlone(Column text) {
    return when(text.rlike(DAY_ALONE), trim(text).try_cast(DataTypes.DateType));
  }

  /** The day that a text names, with a time or without. */
  static Column day(Column text) {
    return coalesce(dayAlone(text), moment(text).cast(DataTypes.DateType));
  }

  /** A day of the month that a text names, by itself or with a day; null for other texts. */
  static Column month(Column text) {
    return when(text.rlike(MONTH_OR_DAY), trim(text).try_cast(DataTypes.DateType));
  }

  /** The text if it can safely be cast to a decimal; null for absurdly long numbers. */
  static Column boundedNumber(Column text) {
    Column hasExponent = text.contains("e").or(text.contains("E"));
    return when(
        length(text)
            .leq(LONGEST_NUMBER)
            .and(hasExponent.and(text.rlike(RUNAWAY_EXPONENT)).equalTo(lit(false))),
        text);
  }

  /** The expression with the same guards around the casts of text inside it. */
  static Expression guardCasts(Expression expression) {
    return expression.transformUp(
        new AbstractPartialFunction<Expression, Expression>() {
          @Override
          public boolean isDefinedAt(Expression node) {
            return node instanceof Cast cast
                && cast.child().dataType() instanceof StringType
                && (cast.dataType() instanceof TimestampType
                    || cast.dataType() instanceof DecimalType);
          }

          @Override
          public Expression apply(Expression node) {
            Cast cast = (Cast) node;
            String refused =
                cast.dataType() instanceof TimestampType ? TIME_ALONE : RUNAWAY_EXPONENT;
            Expression guarded =
                new If(
                    new RLike(cast.child(), Literal.create(refused, DataTypes.StringType)),
                    Literal.create(null, cast.child().dataType()),
                    cast.child());
            return new Cast(guarded, cast.dataType(), cast.timeZoneId(), cast.evalMode());
          }
        });
  }
}
