package io.perennial.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A table that does not grow with the customers. Its rows are made on the driver; once written they
 * are read back, once for the checks and the report.
 */
abstract class SmallTable implements Table {
  private final StructType schema;

  SmallTable(StructType schema) {
    this.schema = schema;
  }

  /** The rows to write. */
  abstract List<Row> list(Facts facts);

  /** What is wrong with the written rows, in sentences. */
  abstract List<String> problems(List<Row> written, Facts facts);

  /** The sum of a column of amounts; those that are null count as 0. */
  static BigDecimal totalAmount(List<Row> rows, String column) {
    return rows.stream()
        .map(row -> row.<BigDecimal>getAs(column))
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The sum of a column of whole numbers; none is null. */
  static long totalCount(List<Row> rows, String column) {
    return rows.stream().mapToLong(row -> row.<Long>getAs(column)).sum();
  }

  @Override
  public final Dataset<Row> rows(Facts facts) {
    return facts.spark().createDataFrame(list(facts), schema).coalesce(1);
  }

  @Override
  public final Check check(Facts facts) {
    List<Row> written = facts.readBack(this);
    return new Check(written.size(), problems(written, facts));
  }
}
