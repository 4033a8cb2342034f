package io.perennial.ingest;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.SparkThrowable;

/** Says what Spark's failures while reading mean for the person who configured the input. */
public final class InputFailures {
  private InputFailures() {}

  /**
   * The failure to end the job with.
   *
   * @param source how messages call the input, such as {@code input s3a://shop/orders}
   * @return a failure with exit code 4 where the input is the cause; otherwise the given exception
   */
  public static RuntimeException translate(String source, Exception failure) {
    return translate(source, Section.TRANSACTIONS, failure);
  }

  /** The failure to end the job with, told in the keys of the section that describes the source. */
  static RuntimeException translate(String source, Section section, Exception failure) {
    String innermost = null; // "cannot read the file" is wrapped around why
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobFailure known) {
        return known;
      }
      String problem = explain(source, section, cause);
      innermost = problem == null ? innermost : problem;
    }
    if (innermost != null) {
      return new JobFailure(ExitCode.INPUT, innermost, failure);
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  /** Some damage of a file is told of in no words that one could know it by. */
  private static boolean isThrownByReader(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> name.matches("org[.]apache[.](parquet|orc)[.].*Reader.*"));
  }

  private static String explain(String source, Section section, Throwable cause) {
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    String firstLine = message.lines().findFirst().orElse("").strip();
    if (cause instanceof FileNotFoundException) {
      return "%s: a file vanished while it was read (%s); run again when the input is complete"
          .formatted(source, firstLine);
    }
    if (cause instanceof ArithmeticException && message.contains("long overflow")) {
      return "%s: the amounts of one customer, or of all rows left out for the same reason, add up to"
              .formatted(source)
          + " more than 9.2e12 currency units; is the unit of input.columns.amount right?";
    }
    if (message.contains("is not a Parquet file")
        || message.contains("Could not read footer")
        || (cause instanceof IOException && isThrownByReader(cause))) {
      return "%s: a file is no Parquet file or is damaged (%s); remove it or write it again"
          .formatted(source, firstLine);
    }
    if (!(cause instanceof SparkThrowable spark) || spark.getCondition() == null) {
      return null;
    }
    String condition = spark.getCondition().toUpperCase(Locale.ROOT);
    if (condition.startsWith("PATH_NOT_FOUND")) {
      return source + " does not exist; check " + section.key("path");
    }
    if (condition.startsWith("TABLE_OR_VIEW_NOT_FOUND")) {
      return source + " does not exist in the catalog; check " + section.key("table");
    }
    if (condition.startsWith("UNABLE_TO_INFER_SCHEMA")) {
      return source
          + " holds no data files of the configured format; check %s and %s"
              .formatted(section.key("path"), section.key("format"));
    }
    if (condition.startsWith("DATA_SOURCE_NOT_FOUND")) {
      return source
          + ": no such source format is on the class path; check %s, or add its package"
              .formatted(section.key("format"))
          + " with -- --packages";
    }
    if (condition.startsWith("FAILED_READ_FILE") || condition.startsWith("CANNOT_READ_FILE")) {
      return "%s: a file cannot be read or is damaged (%s); remove it or write it again"
          .formatted(source, firstLine);
    }
    if (condition.startsWith("MALFORMED_RECORD")) {
      return "%s: a line cannot be parsed (%s); mend it, or read with mode = PERMISSIVE to have it %s"
          .formatted(source, firstLine, section.fateOfBadValues());
    }
    if (condition.startsWith("CAST_INVALID_INPUT")
        || condition.startsWith("ARITHMETIC_OVERFLOW")
        || condition.startsWith("NUMERIC_VALUE_OUT_OF_RANGE")
        || condition.startsWith("CAST_OVERFLOW")
        || condition.startsWith("DIVIDE_BY_ZERO")) {
      return "%s: an expression of %s fails on a row (%s); write it with try_cast, try_multiply or try_divide to have such rows %s"
          .formatted(source, section.expressions(), firstLine, section.fateOfBadValues());
    }
    return null;
  }
}
