package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.ingest.ColumnMapping.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VariantType;

/** The configured expressions, resolved over the input, with usable types. */
record MappedColumns(
    Typed customer,
    Typed timestamp,
    Typed amount,
    Optional<Typed> cost,
    Optional<Typed> order,
    Optional<Typed> currency,
    Optional<Typed> product,
    Optional<Typed> discount,
    Optional<Typed> filter,
    List<Typed> duplicateKey) {

  /**
   * Resolves all of them.
   *
   * @param keys what messages put before {@code customer}, {@code timestamp} and so on
   * @param condition that rows have to meet to be taken, a predicate
   * @throws io.perennial.failure.JobFailure with everything that does not fit
   */
  static MappedColumns resolve(
      Dataset<Row> rows,
      String keys,
      Settings.Columns columns,
      Optional<String> condition,
      List<String> duplicateColumns) {
    ColumnMapping mapping = new ColumnMapping(rows);
    Typed customer = mapping.resolve(keys + "customer", columns.customer());
    if (customer != null && !isPlain(customer.type())) {
      mapping.wrongType(customer, "a plain value such as STRING or BIGINT");
    }
    Typed timestamp = mapping.resolve(keys + "timestamp", columns.timestamp());
    if (timestamp != null && !isTime(timestamp.type())) {
      mapping.wrongType(
          timestamp,
          "TIMESTAMP, DATE, or STRING in ISO form; numbers can be turned with timestamp_seconds(…)"
              + " or try_to_date(CAST(… AS STRING), 'yyyyMMdd')");
    }
    Typed amount = amount(mapping, keys + "amount", columns.amount());
    Optional<Typed> cost =
        columns.cost().map(expression -> amount(mapping, keys + "cost", expression));
    Optional<Typed> order =
        columns.order().map(expression -> hashable(mapping, keys + "order", expression));
    Optional<Typed> currency = plainText(mapping, keys + "currency", columns.currency());
    Optional<Typed> product = plainText(mapping, keys + "product", columns.product());
    Optional<Typed> discount = plainText(mapping, keys + "discount", columns.discount());
    Optional<Typed> filter =
        condition.map(predicate -> mapping.resolveFilter("input.filter", predicate));
    List<Typed> duplicateKey = new ArrayList<>();
    for (String name : duplicateColumns) {
      duplicateKey.add(
          hashable(mapping, "quality.duplicate-columns", "`" + name.replace("`", "``") + "`"));
    }
    mapping.check();
    return new MappedColumns(
        customer,
        timestamp,
        amount,
        cost,
        order,
        currency,
        product,
        discount,
        filter,
        duplicateKey);
  }

  private static Typed amount(ColumnMapping mapping, String key, String expression) {
    Typed amount = mapping.resolve(key, expression);
    if (amount != null && !MicroAmount.accepts(amount.type())) {
      mapping.wrongType(amount, "a number");
    }
    return amount;
  }

  /** A column that is told as text. */
  private static Optional<Typed> plainText(
      ColumnMapping mapping, String key, Optional<String> expression) {
    Optional<Typed> found = expression.map(text -> mapping.resolve(key, text));
    found
        .filter(typed -> !isPlain(typed.type()))
        .ifPresent(typed -> mapping.wrongType(typed, "STRING"));
    return found;
  }

  private static Typed hashable(ColumnMapping mapping, String key, String expression) {
    Typed found = mapping.resolve(key, expression);
    if (found != null
        && found.type().existsRecursively(type -> type instanceof MapType || isOpaque(type))) {
      mapping.wrongType(found, "a value that can be compared, such as STRING or BIGINT");
    }
    return found;
  }

  private static boolean isPlain(DataType type) {
    return !(type instanceof StructType
        || type instanceof ArrayType
        || type instanceof MapType
        || type instanceof NullType
        || type instanceof AnsiIntervalType
        || isOpaque(type));
  }

  private static boolean isOpaque(DataType type) {
    return type instanceof VariantType || type instanceof CalendarIntervalType;
  }

  private static boolean isTime(DataType type) {
    return type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType
        || type instanceof StringType;
  }
}
