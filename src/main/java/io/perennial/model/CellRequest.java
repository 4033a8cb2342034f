package io.perennial.model;

import java.io.Serializable;
import java.util.Optional;
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
 * @param addend a figure of the row to be summed over the customers, see {@link
 *     CellTotals#sumAddend}
 * @param impossible what to tell a user of a cell that cannot, {@code %s} standing for an example
 */
public record CellRequest(
    Dataset<?> customers,
    Column frequency,
    Column first,
    Column second,
    Column weight,
    Optional<Column> addend,
    Check check,
    String impossible) {

  /** Cells beside which nothing is summed. */
  public CellRequest(
      Dataset<?> customers,
      Column frequency,
      Column first,
      Column second,
      Column weight,
      Check check,
      String impossible) {
    this(customers, frequency, first, second, weight, Optional.empty(), check, impossible);
  }

  /** Whether a customer with these values can exist. */
  @FunctionalInterface
  public interface Check extends Serializable {
    boolean isPossible(int frequency, double first, double second);
  }
}
