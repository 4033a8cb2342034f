package io.perennial.report;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** A row of a published table by names; a column that the table does not have is null. */
record Values(Row row) {
  /** The rows of a small table. */
  static List<Values> list(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Values::new).toList();
  }

  boolean has(String column) {
    return row.schema() != null && List.of(row.schema().fieldNames()).contains(column);
  }

  private Object any(String column) {
    return has(column) ? row.getAs(column) : null;
  }

  /** A number of any type; decimals stay exact. */
  Number amount(String column) {
    return any(column) instanceof Number number ? number : null;
  }

  Double number(String column) {
    Number number = amount(column);
    return number == null ? null : number.doubleValue();
  }

  BigDecimal decimal(String column) {
    Number number = amount(column);
    return number == null
        ? null
        : number instanceof BigDecimal exact ? exact : new BigDecimal(number.toString());
  }

  Long count(String column) {
    Number number = amount(column);
    return number == null ? null : number.longValue();
  }

  String text(String column) {
    Object value = any(column);
    return value == null ? null : value.toString();
  }

  boolean isTrue(String column) {
    return Boolean.TRUE.equals(any(column));
  }

  LocalDate date(String column) {
    Object value = any(column);
    return value instanceof Date date ? date.toLocalDate() : (LocalDate) value;
  }

  /** Numbers by name, sorted; empty where the map is null. */
  SortedMap<String, Double> numbers(String column) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    map(column)
        .forEach((name, value) -> numbers.put((String) name, ((Number) value).doubleValue()));
    return numbers;
  }

  private Map<?, ?> map(String column) {
    Object value = any(column);
    return value == null
        ? Map.of()
        : CollectionConverters.asJava((scala.collection.Map<?, ?>) value);
  }

  /** Counts by class, sorted; empty where the map is null. */
  SortedMap<Integer, Long> counts(String column) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    map(column).forEach((key, value) -> counts.put((Integer) key, ((Number) value).longValue()));
    return counts;
  }
}
