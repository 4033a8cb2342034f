package io.perennial.table;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Dimensions;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A way to split customers into segments.
 *
 * @param name as configured
 * @param segment text, never null, over rows of the table that {@link Facts} names: {@link
 *     Dimensions#NONE} where it is not known
 */
public record Dimension(String name, Column segment) {
  /** The most levels of an attribute that are segments of their own. */
  public static final int MAX_LEVELS = 1_000;

  /** Doubles beyond this are no longer written without an exponent. */
  private static final double LARGEST_WHOLE = 1e15;

  /**
   * A dimension of an attribute.
   *
   * @param level text, null where it is not known
   * @param largest the levels that are segments of their own; empty: all
   */
  static Dimension of(String name, Column level, List<String> largest) {
    Column folded =
        largest.isEmpty()
            ? level
            : when(level.isNull().or(level.isin(largest.toArray())), level)
                .otherwise(Dimensions.OTHER);
    return new Dimension(name, coalesce(folded, lit(Dimensions.NONE)));
  }

  /**
   * A column as text that names segments: whole numbers without decimals.
   *
   * @param column without backticks in its name
   */
  public static Column text(Dataset<Row> rows, String column) {
    Column value = col("`" + column + "`");
    if (!rows.schema().apply(column).dataType().equals(DataTypes.DoubleType)) {
      return value.cast(DataTypes.StringType);
    }
    return when(
            value.equalTo(rint(value)).and(abs(value).lt(LARGEST_WHOLE)),
            value.cast(DataTypes.LongType).cast(DataTypes.StringType))
        .otherwise(value.cast(DataTypes.StringType));
  }
}
