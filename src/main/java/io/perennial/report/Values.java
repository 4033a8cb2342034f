package io.perennial.report;

import io.perennial.schema.Dimensions;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** A row of a table by names; a column that the table does not have is null. */
final class Values {
  private final Predicate<String> names;
  private final Function<String, Object> columns;

  private Values(Predicate<String> names, Function<String, Object> columns) {
    this.names = names;
    this.columns = columns;
  }

  /** A row of a published table. */
  static Values of(Row row) {
    return new Values(name -> row.schema().getFieldIndex(name).isDefined(), row::getAs);
  }

  /** A row that is made of others. */
  static Values of(Map<String, Object> columns) {
    return new Values(columns::containsKey, columns::get);
  }

  /** Rows of a published table. */
  static List<Values> list(List<Row> rows) {
    return rows.stream().map(Values::of).toList();
  }

  /** By a text; rows without one come first. */
  static Comparator<Values> byText(String column) {
    return Comparator.comparing(
        row -> row.text(column), Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /** By a date; rows without one come first. */
  static Comparator<Values> byDate(String column) {
    return Comparator.comparing(
        row -> row.date(column), Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /** By a number from the greatest; rows without one come last. */
  static Comparator<Values> descending(String column) {
    return Comparator.comparing(
        row -> row.decimal(column), Comparator.nullsLast(Comparator.reverseOrder()));
  }

  /** The sum of a column over the rows that have a value; null where none has. */
  static Number sum(List<Values> rows, String column) {
    return rows.stream()
        .map(row -> row.amount(column))
        .filter(Objects::nonNull)
        .reduce(Values::plus)
        .orElse(null);
  }

  private static Number plus(Number one, Number other) {
    if (one instanceof BigDecimal exact && other instanceof BigDecimal more) {
      return exact.add(more);
    }
    if (one instanceof Double || other instanceof Double) {
      return one.doubleValue() + other.doubleValue();
    }
    return one.longValue() + other.longValue();
  }

  /** Whether it is of all customers, where rows are of segments by dimension. */
  boolean isOfAll() {
    return Dimensions.ALL.equals(text("dimension"));
  }

  boolean has(String column) {
    return names.test(column);
  }

  private Object any(String column) {
    return has(column) ? columns.apply(column) : null;
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

  /** The rows in a column of rows; none where it has none. */
  List<Values> nested(String column) {
    return any(column) instanceof scala.collection.Seq<?> rows
        ? CollectionConverters.asJava(rows).stream().map(row -> of((Row) row)).toList()
        : List.of();
  }

  boolean isTrue(String column) {
    return Boolean.TRUE.equals(any(column));
  }

  LocalDate date(String column) {
    Object value = any(column);
    return value instanceof Date date ? date.toLocalDate() : (LocalDate) value;
  }

  Instant instant(String column) {
    Object value = any(column);
    return value instanceof Timestamp time ? time.toInstant() : (Instant) value;
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
