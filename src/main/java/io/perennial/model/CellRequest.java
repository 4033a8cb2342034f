package io.perennial.model;

import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;

/**
 * Which cells to make of which customers.
 *
 * @param customers rows of customers
 * @param frequency column or expression of whole numbers
 * @param first see {@link Cells}
 * @param second see {@link Cells}
 * @param weight of the row, zero or more
 * @param check which cells can exist
 * @param impossible what to tell a user of a cell that cannot, {@code %s} standing for an example
 */
public record CellRequest(
    Dataset<?> customers,
    Column frequency,
    Column first,
    Column second,
    Column weight,
    Check check,
    String impossible) {

  /** Whether a customer with these values can exist. */
  @FunctionalInterface
  public interface Check extends Serializable {
    boolean isPossible(int frequency, double first, double second);
  }
}
