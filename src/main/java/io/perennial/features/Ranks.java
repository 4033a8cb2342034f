package io.perennial.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The values at given ranks of several measures at once: exact, without a sort or a shuffle. */
public final class Ranks {
  private Ranks() {}

  /**
   * Finds the values in a few passes: one for the range, then one for every twelve bits of it.
   *
   * @param measures columns of whole numbers, none null; at least one row
   * @param ranks from the number of rows, the ranks searched in every measure: ascending, from 1 to
   *     that number
   * @return by measure, the values at the ranks
   */
  public static List<long[]> values(Dataset<Row> measures, LongFunction<long[]> ranks) {
    int width = measures.columns().length;
    List<Column> range = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (String name : measures.columns()) {
      Column measure = col(name).cast("long");
      columns.add(measure);
      range.add(min(measure));
      range.add(max(measure));
    }
    Row ranges = measures.agg(count(lit(1)), range.toArray(Column[]::new)).first();
    RankSearch[] searches = new RankSearch[width];
    for (int i = 0; i < width; i++) {
      searches[i] =
          new RankSearch(
              ranges.getLong(1 + 2 * i), ranges.getLong(2 + 2 * i), ranks.apply(ranges.getLong(0)));
    }
    search(
        measures
            .select(columns.toArray(Column[]::new))
            .toJavaRDD()
            .map(
                row -> {
                  long[] values = new long[width];
                  for (int i = 0; i < width; i++) {
                    values[i] = row.getLong(i);
                  }
                  return values;
                }),
        searches);
    return Arrays.stream(searches).map(RankSearch::values).toList();
  }

  private static void search(JavaRDD<long[]> values, RankSearch[] searches) {
    while (!Arrays.stream(searches).allMatch(RankSearch::isDone)) {
      long[][][] counts =
          values.treeAggregate(
              null,
              (long[][][] histograms, long[] value) -> {
                long[][][] filled = histograms == null ? histograms(searches) : histograms;
                for (int i = 0; i < value.length; i++) {
                  if (filled[i] != null) {
                    searches[i].count(value[i], filled[i]);
                  }
                }
                return filled;
              },
              Ranks::add);
      for (int i = 0; i < searches.length; i++) {
        if (!searches[i].isDone()) {
          searches[i].narrow(counts[i]);
        }
      }
    }
  }

  private static long[][][] histograms(RankSearch[] searches) {
    long[][][] histograms = new long[searches.length][][];
    for (int i = 0; i < searches.length; i++) {
      histograms[i] = searches[i].isDone() ? null : searches[i].histogram();
    }
    return histograms;
  }

  private static long[][][] add(long[][][] left, long[][][] right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; left[i] != null && j < left[i].length; j++) {
        for (int k = 0; k < left[i][j].length; k++) {
          left[i][j][k] += right[i][j][k];
        }
      }
    }
    return left;
  }
}
