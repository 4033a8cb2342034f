package io.perennial.ingest;

import static org.apache.spark.sql.functions.expr;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataType;

/**
 * Resolves the configured expressions against the input's columns and collects what does not fit,
 * so that everything wrong is said at once.
 */
final class ColumnMapping {
  /** An expression with the type it has over this input. */
  record Typed(Column column, DataType type) {}

  private final Dataset<Row> input;
  private final List<String> problems = new ArrayList<>();

  ColumnMapping(Dataset<Row> input) {
    this.input = input;
  }

  /**
   * Resolves one expression.
   *
   * @param key the configuration key that holds it
   * @return null when it does not resolve; the reason is among the problems
   */
  Typed resolve(String key, String expression) {
    try {
      Column column = expr(expression);
      Dataset<Row> alone = input.select(column);
      if (!isOneValueARow(alone)) {
        problems.add(
            "%s = \"%s\" is not one value of each row: aggregates, window functions, explode and *"
                    .formatted(key, expression)
                + " have no place here; prepare them in a view and set input.table");
        return null;
      }
      return new Typed(column, alone.schema().fields()[0].dataType());
    } catch (Exception e) { // AnalysisException is checked, and thrown by Scala without a word
      problems.add(explain(key, expression, e));
      return null;
    }
  }

  void wrongType(String key, String expression, DataType found, String expected) {
    problems.add(
        "%s = \"%s\" has type %s; expected %s".formatted(key, expression, found.sql(), expected));
  }

  /** Ends the job if anything did not fit. */
  void check() {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, problems, null);
    }
  }

  private boolean isOneValueARow(Dataset<Row> alone) {
    return alone.schema().length() == 1
        && alone.queryExecution().analyzed() instanceof Project project
        && project.child().fastEquals(input.queryExecution().analyzed());
  }

  private String explain(String key, String expression, Exception e) {
    if (e instanceof AnalysisException analysis
        && analysis.getCondition() != null
        && analysis.getCondition().startsWith("UNRESOLVED_COLUMN")) {
      Map<String, String> parameters = analysis.getMessageParameters();
      return "%s = \"%s\": the input has no column %s; nearest is %s; there are %s"
          .formatted(
              key,
              expression,
              parameters.get("objectName"),
              nearest(parameters.get("objectName")),
              columnList());
    }
    String reason = e.getMessage().lines().findFirst().orElse("").strip();
    return "%s = \"%s\" is no SQL expression over the input: %s; the columns are %s"
        .formatted(key, expression, reason, columnList());
  }

  private String columnList() {
    return Arrays.stream(input.schema().fields())
        .map(field -> field.name() + " " + field.dataType().sql())
        .collect(Collectors.joining(", "));
  }

  private String nearest(String quotedName) {
    String name = quotedName.replace("`", "").toLowerCase(Locale.ROOT);
    return Arrays.stream(input.columns())
        .min(
            Comparator.comparingInt(
                column ->
                    LevenshteinDistance.getDefaultInstance()
                        .apply(column.toLowerCase(Locale.ROOT), name)))
        .orElse("none");
  }
}
