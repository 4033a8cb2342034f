package io.perennial.features;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StructField;

/** The values at given ranks of several measures at once: exact, without a sort or a shuffle. */
public final class Ranks {
  private Ranks() {}

  /** The ranks searched in a measure with so many rows: from 1, the lowest, to that number. */
  @FunctionalInterface
  public interface Choice extends LongFunction<long[]>, Serializable {}

  /**
   * What was found of a measure.
   *
   * @param rows with the measure
   * @param total of all of them
   * @param at the values at the ranks, in the order of the ranks
   */
  public record Found(long rows, BigInteger total, List<At> at) {
    /** The values at the ranks. */
    public long[] values() {
      return at.stream().mapToLong(At::value).toArray();
    }
  }

  /**
   * A value at a rank.
   *
   * @param above how many values are greater
   * @param sumAbove their sum
   */
  public record At(long value, long above, BigInteger sumAbove) {}

  /**
   * Finds the values in a few passes: two or three for amounts.
   *
   * @param measures columns of whole numbers, dates (days since 1970-01-01) or decimals (units of
   *     their last digit), none null; at least one row
   * @param ranks searched in every measure
   * @return by measure
   */
  public static List<Found> find(Dataset<Row> measures, Choice ranks) {
    StructField[] fields = measures.schema().fields();
    Measure[] readers = new Measure[fields.length];
    RankSearch[] searches = new RankSearch[fields.length];
    for (int i = 0; i < fields.length; i++) {
      readers[i] = reader(i, fields[i].dataType());
      searches[i] = new RankSearch(ranks);
    }
    JavaRDD<InternalRow> rows = measures.queryExecution().toRdd().toJavaRDD();
    while (!Arrays.stream(searches).allMatch(RankSearch::isDone)) {
      RankSearch.Histogram[][] counts =
          rows.treeAggregate(
              null,
              (RankSearch.Histogram[][] counted, InternalRow row) -> {
                RankSearch.Histogram[][] filled = counted == null ? histograms(searches) : counted;
                for (int i = 0; i < filled.length; i++) {
                  if (filled[i].length > 0) {
                    searches[i].count(readers[i].of(row), filled[i]);
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
    return Arrays.stream(searches).map(RankSearch::found).toList();
  }

  /** A measure of a row, as a whole number. */
  private interface Measure extends Serializable {
    long of(InternalRow row);
  }

  private static Measure reader(int at, DataType type) {
    if (type instanceof DecimalType decimal) {
      int precision = decimal.precision();
      int scale = decimal.scale();
      return row -> row.getDecimal(at, precision, scale).toUnscaledLong();
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return row -> row.getInt(at);
    }
    if (type.equals(DataTypes.LongType)) {
      return row -> row.getLong(at);
    }
    throw new IllegalArgumentException("A measure is a whole number, not " + type.simpleString());
  }

  private static RankSearch.Histogram[][] histograms(RankSearch[] searches) {
    return Arrays.stream(searches)
        .map(RankSearch::histograms)
        .toArray(RankSearch.Histogram[][]::new);
  }

  private static RankSearch.Histogram[][] add(
      RankSearch.Histogram[][] left, RankSearch.Histogram[][] right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left[i].length; j++) {
        left[i][j].add(right[i][j]);
      }
    }
    return left;
  }
}
