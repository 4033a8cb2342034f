package io.perennial.model.cells;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;

/**
 * How customers become cells.
 *
 * @param customers rows of customers
 * @param values of a row that make its cell
 * @param weight of the row, zero or more
 * @param check which cells can exist
 * @param impossible message for an impossible cell, {@code %s} standing for an example
 * @param besides optional parts of the request
 */
public record CellRequest(
    Dataset<?> customers,
    Values values,
    Column weight,
    Check check,
    String impossible,
    Besides besides) {

  /**
   * The columns or expressions that make a cell.
   *
   * @param frequency whole numbers
   * @param first see {@link Cells}
   * @param second see {@link Cells}
   */
  public record Values(Column frequency, Column first, Column second) {}

  /**
   * The optional parts of a request.
   *
   * @param extraSum a figure of the row to be summed over the customers, see {@link
   *     CellTotals#extraSum}
   * @param leftOut condition for rows that make no cell; only their weight is summed, see {@link
   *     CellTotals#leftOut}
   * @param covariates of the customer; finite numbers
   */
  public record Besides(
      Optional<Column> extraSum, Optional<Column> leftOut, List<Column> covariates) {
    static final Besides NOTHING = new Besides(Optional.empty(), Optional.empty(), List.of());
  }

  /** A request for cells without the optional parts. */
  public CellRequest(
      Dataset<?> customers, Values values, Column weight, Check check, String impossible) {
    this(customers, values, weight, check, impossible, Besides.NOTHING);
  }

  /**
   * The same request, with a further figure summed over the customers.
   *
   * @param expected the condition on the figure, in a sentence for users
   */
  public CellRequest withExtraSum(Column figure, String expected) {
    return with(
        new Besides(Optional.of(figure), besides.leftOut, besides.covariates),
        impossible + " " + expected);
  }

  /** The same request without the rows for which a condition holds. */
  public CellRequest leavingOut(Column condition) {
    return with(
        new Besides(besides.extraSum, Optional.of(condition), besides.covariates), impossible);
  }

  /** The same request, with cells divided by these covariates. */
  public CellRequest withCovariates(List<Column> columns) {
    return columns.isEmpty()
        ? this
        : with(
            new Besides(besides.extraSum, besides.leftOut, List.copyOf(columns)),
            impossible + " Covariates are finite numbers.");
  }

  private CellRequest with(Besides others, String message) {
    return new CellRequest(customers, values, weight, check, message, others);
  }

  /** Whether a customer with these values can exist. */
  @FunctionalInterface
  public interface Check extends Serializable {
    boolean isPossible(int frequency, double first, double second);
  }
}
