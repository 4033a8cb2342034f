package io.perennial.basket;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Dimensions;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * How often products and discounts occur: by kind the total, and the {@value #MAX_NAMES} most
 * frequent names, those of equal frequency by name.
 */
record Catalogue(Map<Kind, Long> totals, Map<Kind, SortedMap<String, Long>> counts) {
  /** Names of a kind that are told apart. */
  static final int MAX_NAMES = 20_000;

  /** What is counted; the total is of rows, which may have several names or none. */
  enum Kind {
    /** Orders with a product, by product. */
    ORDER,
    /** Customers with a purchase day, by product of their first order. */
    FIRST,
    /** Customers with a second purchase day, by product of their second order. */
    SECOND,
    /** Customers with a purchase day, by discount of their first order. */
    DISCOUNT,
    /** Orders that have more products than count. */
    CUT
  }

  private static final String KIND = "kind";
  private static final String NAME = "name";
  private static final String COUNT = "n";
  private static final String RANK = "rank";
  private static final String NAMES = "array<struct<kind:int,name:string>>";

  /** Counts the names in the rows of {@link Baskets}: one pass over them. */
  static Catalogue of(Dataset<Row> baskets) {
    Column products = col(Baskets.PRODUCTS);
    Column ofOrder =
        concat(
            names(Kind.ORDER, products),
            when(col(Baskets.LEFT_OUT).gt(0), total(Kind.CUT)).otherwise(array().cast(NAMES)));
    Column ofCustomer =
        concat(
            names(Kind.FIRST, orNone(products)),
            names(Kind.DISCOUNT, orNone(col(Baskets.DISCOUNTS))),
            coalesce(names(Kind.SECOND, col(Baskets.SECOND_PRODUCTS)), array().cast(NAMES)));
    Dataset<Row> counted =
        baskets
            .select(
                explode(when(col(Baskets.FIRST_DAY).isNull(), ofOrder).otherwise(ofCustomer))
                    .as("each"))
            .groupBy(col("each." + KIND), col("each." + NAME))
            .agg(count(lit(1)).as(COUNT))
            .withColumn(
                RANK,
                row_number()
                    .over(
                        Window.partitionBy(KIND)
                            .orderBy(col(NAME).isNotNull(), col(COUNT).desc(), col(NAME).asc())))
            .where(col(RANK).leq(MAX_NAMES + 1)); // the total is the first
    Map<Kind, Long> totals = new EnumMap<>(Kind.class);
    Map<Kind, SortedMap<String, Long>> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      totals.put(kind, 0L);
      counts.put(kind, new TreeMap<>());
    }
    for (Row row : counted.select(KIND, NAME, COUNT).collectAsList()) {
      Kind kind = Kind.values()[row.getInt(0)];
      if (row.isNullAt(1)) {
        totals.put(kind, row.getLong(2));
      } else {
        counts.get(kind).put(row.getString(1), row.getLong(2));
      }
    }
    return new Catalogue(totals, counts);
  }

  /** The total once, and each name. */
  private static Column names(Kind kind, Column names) {
    return concat(total(kind), transform(names, name -> entry(kind, name)));
  }

  private static Column total(Kind kind) {
    return array(entry(kind, lit(null).cast(DataTypes.StringType)));
  }

  private static Column entry(Kind kind, Column name) {
    return struct(lit(kind.ordinal()).as(KIND), name.as(NAME));
  }

  private static Column orNone(Column names) {
    return when(size(names).equalTo(0), array(lit(Dimensions.NONE))).otherwise(names);
  }
}
