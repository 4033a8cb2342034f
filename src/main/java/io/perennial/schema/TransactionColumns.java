package io.perennial.schema;

/**
 * Columns of a classified transaction row, between {@code ingest} and {@code history}. The names
 * have a prefix because they stand beside the columns of the input.
 */
public final class TransactionColumns {
  /** The prefix of all of them. */
  public static final String PREFIX = "__perennial_";

  /** 0 for an accepted row; otherwise why it is left out (see {@link RowClass}). */
  public static final String ROW_CLASS = PREFIX + "row_class";

  /** The customer of an accepted row, in its own type; null for others. */
  public static final String CUSTOMER = PREFIX + "customer";

  /** The time of the row, in microseconds since 1970-01-01 UTC. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /** Days since 1970-01-01 in the configured zone; 0 where there is no readable timestamp. */
  public static final String DAY = PREFIX + "day";

  /** Net amount in micros; 0 where there is no amount that can be read and compared. */
  public static final String AMOUNT = PREFIX + "amount";

  /** Cost in micros; only where one is mapped. */
  public static final String COST = PREFIX + "cost";

  /** Hash of the order's identifier, null where it has none; only where one is mapped. */
  public static final String ORDER = PREFIX + "order";

  /** Currency code; only where one is mapped and amounts are not converted. */
  public static final String CURRENCY = PREFIX + "currency";

  /** The product as text, null for none; only where one is mapped. */
  public static final String PRODUCT = PREFIX + "product";

  /** The discount as text, null for none; only where one is mapped. */
  public static final String DISCOUNT = PREFIX + "discount";

  /** Hash of the columns of the duplicate gate; only where there are some. */
  public static final String DUPLICATE_KEY = PREFIX + "duplicate_key";

  private TransactionColumns() {}
}
