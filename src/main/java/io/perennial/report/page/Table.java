package io.perennial.report.page;

import java.util.List;

/**
 * A table.
 *
 * @param id of the element
 * @param caption what it shows
 * @param source the published table its figures are from; null where there are several
 * @param form how it is set
 * @param note a sentence below; null for none
 */
public record Table(
    String id,
    String caption,
    String source,
    Form form,
    List<Column> columns,
    List<Row> rows,
    String note)
    implements Block {
  /** How a table is set. */
  public enum Form {
    /** Sorted by its readers. */
    SORTED,
    /** In an order that has a meaning. */
    FIXED,
    /** A grid of shades. */
    HEAT
  }

  /**
   * A row; its first cell is its header.
   *
   * @param key the values that tell the row from the others of its published table
   * @param last whether it stays at the end however the table is sorted: totals and others
   */
  public record Row(String key, boolean last, List<Cell> cells) {}

  /** The classes of style that it has. */
  public String style() {
    return form.name().toLowerCase(java.util.Locale.ROOT);
  }
}
