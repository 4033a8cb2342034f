package io.perennial.model.cells;

import java.io.Serializable;
import java.util.List;
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
 * @param covariates of the customer, mostly none; finite numbers
 * @param impossible what to tell a user of a cell that cannot, {@code %s} standing for an example
 */
public record CellRequest(
    Dataset<?> customers,
    Column frequency,
    Column first,
    Column second,
    Column weight,
    Optional<Column> addend,
    List<Column> covariates,
    Check check,
    String impossible) {

  /** Cells without covariates, beside which nothing is summed. */
  public CellRequest(
      Dataset<?> customers,
      Column frequency,
      Column first,
      Column second,
      Column weight,
      Check check,
      String impossible) {
    this(
        customers,
        frequency,
        first,
        second,
        weight,
        Optional.empty(),
        List.of(),
        check,
        impossible);
  }

  /**
   * The same cells, beside which a figure is summed.
   *
   * @param expected of the figure, in a sentence for users
   */
  public CellRequest withAddend(Column figure, String expected) {
    return new CellRequest(
        customers,
        frequency,
        first,
        second,
        weight,
        Optional.of(figure),
        covariates,
        check,
        impossible + " " + expected);
  }

  /** The same cells, divided by these covariates. */
  public CellRequest withCovariates(List<Column> columns) {
    return columns.isEmpty()
        ? this
        : new CellRequest(
            customers,
            frequency,
            first,
            second,
            weight,
            addend,
            List.copyOf(columns),
            check,
            impossible + " Covariates are finite numbers.");
  }

  /** Whether a customer with these values can exist. */
  @FunctionalInterface
  public interface Check extends Serializable {
    boolean isPossible(int frequency, double first, double second);
  }
}
