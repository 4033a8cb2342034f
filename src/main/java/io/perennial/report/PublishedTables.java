package io.perennial.report;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The tables of one run, as readers see them. */
@FunctionalInterface
public interface PublishedTables {
  /** A table by its name; empty where the run does not have it. */
  Optional<Dataset<Row>> table(String name);

  /** The rows of a table that does not grow with the customers. */
  default Optional<List<Row>> rows(String name) {
    return table(name).map(Dataset::collectAsList);
  }
}
