package io.perennial.cohort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Everything that is counted of the customers of one partition. Rows of partitions that agree in
 * the columns of {@link #KEY} are one when those of {@link #SUMS} are added up.
 */
final class PartialCounts {
  /** Which sums they are; the dimension is 0 for all customers, then 1, 2, … */
  static final List<String> KEY = List.of("subject", "dimension", "segment", "line", "number");

  /** Of any subject; what it does not use is 0. */
  static final List<String> SUMS =
      List.of("sum0", "sum1", "sum2", "sum3", "sum4", "sum5", "sum6", "sum7", "sum8");

  private static final String ALL = "";

  private final Scope scope;
  private final CustomerDays customer;
  private final List<Map<String, List<Counter>>> dimensions = new ArrayList<>();

  /**
   * @param dimensions by which customers are split
   */
  PartialCounts(Scope scope, int dimensions) {
    this.scope = scope;
    this.customer = new CustomerDays(Math.toIntExact(scope.runDate().toEpochDay()), scope.policy());
    for (int i = 0; i <= dimensions; i++) {
      this.dimensions.add(new HashMap<>());
    }
  }

  static StructType schema() {
    StructType schema = new StructType();
    for (String name : KEY) {
      schema =
          schema.add(
              name, name.equals("segment") ? DataTypes.StringType : DataTypes.IntegerType, false);
    }
    for (String name : SUMS) {
      schema = schema.add(name, DataTypes.LongType, false);
    }
    return schema;
  }

  /**
   * @param customers the days of each, and its segment of every dimension
   */
  Iterator<Row> count(Iterator<Row> customers) {
    while (customers.hasNext()) {
      Row row = customers.next();
      if (customer.read(row.getAs(0))) {
        add(0, ALL);
        for (int dimension = 1; dimension < dimensions.size(); dimension++) {
          add(dimension, row.getString(dimension));
        }
      }
    }
    return rows().iterator();
  }

  private void add(int dimension, String segment) {
    List<Counter> counters =
        dimensions
            .get(dimension)
            .computeIfAbsent(
                segment, name -> subjects(dimension).stream().map(s -> s.counter(scope)).toList());
    for (Counter counter : counters) {
      counter.add(customer);
    }
  }

  private static List<Subject> subjects(int dimension) {
    return dimension == 0 ? Subject.OF_ALL : Subject.OF_SEGMENTS;
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < dimensions.size(); i++) {
      int dimension = i;
      List<Subject> subjects = subjects(dimension);
      dimensions
          .get(dimension)
          .forEach(
              (segment, counters) -> {
                for (int j = 0; j < counters.size(); j++) {
                  int subject = subjects.get(j).ordinal();
                  counters
                      .get(j)
                      .forEach(
                          (line, number, sums) ->
                              rows.add(row(subject, dimension, segment, line, number, sums)));
                }
              });
    }
    return rows;
  }

  private static Row row(
      int subject, int dimension, String segment, int line, int number, long[] sums) {
    Object[] values = new Object[KEY.size() + SUMS.size()];
    Arrays.fill(values, 0L);
    values[0] = subject;
    values[1] = dimension;
    values[2] = segment;
    values[3] = line;
    values[4] = number;
    for (int i = 0; i < sums.length; i++) {
      values[KEY.size() + i] = sums[i];
    }
    return RowFactory.create(values);
  }
}
