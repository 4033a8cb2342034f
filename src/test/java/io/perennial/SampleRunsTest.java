package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of the sample runs are those that were kept (see {@link SampleRunsWriter}): the same
 * rows by key, counts, dates, texts and money to the bit, forecasts to 1e-12. Columns may be added.
 *
 * <p>What the figures should be, other tests say; this one says that a change of the code that was
 * to leave them alone did so.
 */
@Tag("long")
class SampleRunsTest {
  /** The name of the run and the version of its model, which follow from the configuration. */
  static final String[] LEFT_OUT = {"run_id", "model"};

  /** What the fitted models say; sums of floating-point numbers, whose last bits are no promise. */
  private static final Set<String> FORECASTS =
      Set.of(
          "p_alive",
          "expected_purchases",
          "discounted_expected_purchases",
          "expected_lifetime_days",
          "expected_purchase_value",
          "expected_revenue",
          "predicted_clv",
          "expected_purchases_low",
          "expected_purchases_high",
          "predicted_clv_low",
          "predicted_clv_high",
          "predicted_clv_deviation",
          "cohort_benchmark",
          "segment_benchmark");

  private static final int DIFFERENCES_TOLD = 20;

  @ParameterizedTest
  @EnumSource(
      names = {"CDNOW_1997", "ONLINE_RETAIL_II_DECISIONS"},
      mode = EnumSource.Mode.EXCLUDE)
  void tablesAreThoseThatWereKept(SampleRuns run) {
    assertThat(differences(run, run.published(), 1e-12)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13})
  void numberOfShufflePartitionsChangesNothing(int partitions) {
    JobFixture job =
        JobFixture.with(
            "spark.sql.shuffle.partitions",
            Integer.toString(partitions),
            () -> SampleRuns.CDNOW.again("partitions-" + partitions));
    assertThat(differences(SampleRuns.CDNOW, job, 1e-12)).isEmpty();
  }

  /** How the tables of a run differ from those kept, at most some of it. */
  static List<String> differences(SampleRuns run, JobFixture job, double tolerance) {
    List<String> differences = new ArrayList<>();
    SampleRuns.KEYS.forEach(
        (table, key) -> {
          Dataset<Row> kept = SparkTestSession.shared().read().parquet(run.kept(table).toString());
          differences.addAll(differences(table, key, kept, job.table(table), tolerance));
        });
    return differences.size() <= DIFFERENCES_TOLD ? differences : told(differences);
  }

  private static List<String> told(List<String> differences) {
    List<String> told = new ArrayList<>(differences.subList(0, DIFFERENCES_TOLD));
    told.add("and %d more".formatted(differences.size() - DIFFERENCES_TOLD));
    return told;
  }

  private static List<String> differences(
      String table, List<String> key, Dataset<Row> kept, Dataset<Row> now, double tolerance) {
    List<String> differences = new ArrayList<>();
    Set<String> columns = Set.of(now.columns());
    for (StructField field : kept.schema().fields()) {
      if (!columns.contains(field.name())) {
        differences.add("%s: column %s is missing".formatted(table, field.name()));
      } else if (!now.schema().apply(field.name()).dataType().equals(field.dataType())) {
        differences.add(
            "%s: column %s was %s and is %s"
                .formatted(
                    table,
                    field.name(),
                    field.dataType().sql(),
                    now.schema().apply(field.name()).dataType().sql()));
      }
    }
    if (!differences.isEmpty()) {
      return differences;
    }
    Map<List<Object>, Row> rows = new HashMap<>();
    for (Row row : now.collectAsList()) {
      if (rows.put(values(row, key), row) != null) {
        differences.add("%s: %s stands there twice".formatted(table, values(row, key)));
      }
    }
    for (Row row : kept.collectAsList()) {
      List<Object> which = values(row, key);
      Row found = rows.remove(which);
      if (found == null) {
        differences.add("%s: %s %s is missing".formatted(table, key, which));
        continue;
      }
      for (String column : kept.columns()) {
        Object before = row.getAs(column);
        Object after = found.getAs(column);
        if (!same(before, after, FORECASTS.contains(column) ? tolerance : 0)) {
          differences.add(
              "%s: %s %s: %s was %s and is %s".formatted(table, key, which, column, before, after));
        }
      }
    }
    rows.keySet()
        .forEach(which -> differences.add("%s: %s %s is new".formatted(table, key, which)));
    return differences;
  }

  private static List<Object> values(Row row, List<String> columns) {
    List<Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(row.getAs(column)));
    return values;
  }

  private static boolean same(Object before, Object after, double tolerance) {
    return Objects.equals(before, after)
        || (before instanceof Double x
            && after instanceof Double y
            && Math.abs(x - y) <= tolerance * Math.abs(x));
  }
}
