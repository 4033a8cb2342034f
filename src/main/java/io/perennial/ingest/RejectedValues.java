package io.perennial.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_arrays;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;

import io.perennial.ingest.ColumnMapping.Typed;
import io.perennial.schema.RowClass.Reason;
import io.perennial.schema.TransactionColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * The values of rows that were quarantined for a reason.
 *
 * @param reason code of the reason
 * @param key of the configuration, whose expression the values do not fit; absent for lines
 * @param expression as it is configured; absent for lines
 * @param values the most frequent first, equally frequent ones in their order; long ones cut
 * @param suggestion an expression that reads all of the values; absent where none is known
 */
public record RejectedValues(
    String reason,
    Optional<String> key,
    Optional<String> expression,
    List<String> values,
    Optional<String> suggestion) {
  private static final int LONGEST = 80; // characters
  private static final String REASON = "reason";
  private static final String VALUE = "value";
  private static final String ROWS = "rows";
  private static final String RANK = "rank";
  private static final String LAST_RANK = "last_rank";

  /** Values that a suggestion has to read beside those that are shown. */
  private static final int LAST = 20;

  static List<RejectedValues> of(
      Dataset<Row> classified, MappedColumns mapped, Collection<String> codes, int most) {
    Map<Reason, Optional<Typed>> expressions = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      Optional<Typed> expression = expression(reason, mapped);
      boolean readable =
          reason == Reason.LINE_MALFORMED ? hasLines(classified) : expression.isPresent();
      if (codes.contains(reason.code()) && readable) {
        expressions.put(reason, expression);
      }
    }
    if (expressions.isEmpty()) {
      return List.of();
    }
    Column rowClass = col(TransactionColumns.ROW_CLASS);
    List<Column> reasons = new ArrayList<>();
    List<Column> values = new ArrayList<>();
    expressions.forEach(
        (reason, expression) -> {
          reasons.add(lit(reason.ordinal()));
          values.add(
              functions.when(
                  rowClass.bitwiseAND(reason.bit()).notEqual(0),
                  substring(
                      expression.map(Typed::shown).orElse(col(InputSource.LINE)), 1, LONGEST + 1)));
        });
    Dataset<Row> ranked =
        classified
            .where(rowClass.gt(0))
            .select(
                explode(
                        map_from_arrays(
                            functions.array(reasons.toArray(Column[]::new)),
                            functions.array(values.toArray(Column[]::new))))
                    .as(new String[] {REASON, VALUE}))
            .where(col(VALUE).isNotNull())
            .groupBy(REASON, VALUE)
            .agg(count(lit(1)).as(ROWS))
            .withColumn(
                RANK,
                row_number()
                    .over(Window.partitionBy(REASON).orderBy(col(ROWS).desc(), col(VALUE).asc())))
            // The last ones too: of dates the first may all be of one day or one month.
            .withColumn(
                LAST_RANK,
                row_number()
                    .over(Window.partitionBy(REASON).orderBy(col(ROWS).asc(), col(VALUE).desc())))
            .where(col(RANK).leq(most).or(col(LAST_RANK).leq(LAST)))
            .orderBy(REASON, RANK);

    Map<Reason, List<String>> found = new EnumMap<>(Reason.class);
    for (Row row : ranked.collectAsList()) {
      String value = row.getAs(VALUE);
      found
          .computeIfAbsent(Reason.values()[row.<Integer>getAs(REASON)], any -> new ArrayList<>())
          .add(value.length() > LONGEST ? value.substring(0, LONGEST - 1) + "…" : value);
    }
    return found.entrySet().stream()
        .map(
            each -> described(each.getKey(), expressions.get(each.getKey()), each.getValue(), most))
        .toList();
  }

  private static RejectedValues described(
      Reason reason, Optional<Typed> expression, List<String> values, int most) {
    Optional<String> suggestion =
        reason == Reason.LINE_MALFORMED
            ? lineOptions(values)
            : expression
                .map(Typed::uses)
                .filter(used -> used.size() == 1)
                .map(used -> ColumnMapping.quoted(used.iterator().next().name()))
                .flatMap(column -> SuggestedExpression.of(reason, column, values));
    return new RejectedValues(
        reason.code(),
        expression.map(Typed::key),
        expression.map(Typed::text),
        List.copyOf(values.subList(0, Math.min(most, values.size()))),
        suggestion);
  }

  /** For CSV; lines of JSON are mended by hand. */
  private static Optional<String> lineOptions(List<String> lines) {
    return lines.get(0).startsWith("{")
        ? Optional.empty()
        : Optional.of(
            "escape = \"\\\\\" for files with backslashes, multiLine = true for line breaks inside"
                + " quotes");
  }

  private static Optional<Typed> expression(Reason reason, MappedColumns mapped) {
    return switch (reason) {
      case CUSTOMER_MISSING -> Optional.of(mapped.customer());
      case TIMESTAMP_MISSING, TIMESTAMP_UNREADABLE, TIMESTAMP_OUT_OF_RANGE ->
          Optional.of(mapped.timestamp());
      case AMOUNT_MISSING, AMOUNT_UNREADABLE, AMOUNT_NOT_FINITE, AMOUNT_OUT_OF_RANGE ->
          Optional.of(mapped.amount());
      case COST_UNUSABLE -> mapped.cost();
      case RATE_MISSING -> mapped.currency();
      case INDEX_MISSING -> Optional.of(mapped.timestamp());
      case LINE_MALFORMED -> Optional.empty();
    };
  }

  private static boolean hasLines(Dataset<Row> classified) {
    return Arrays.asList(classified.columns()).contains(InputSource.LINE);
  }
}
