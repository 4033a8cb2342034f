package io.perennial.table;

import java.util.List;
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
