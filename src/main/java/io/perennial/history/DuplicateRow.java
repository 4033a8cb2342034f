package io.perennial.history;

import java.io.Serializable;

/** One row as the duplicate count takes it; Spark binds the fields in alphabetical order. */
public final class DuplicateRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private long amount;
  private Long hash;

  /** Net amount in micros. */
  public long getAmount() {
    return amount;
  }

  public void setAmount(long amount) {
    this.amount = amount;
  }

  /** Hash of the columns that make rows duplicates; null where the row is left out. */
  public Long getHash() {
    return hash;
  }

  public void setHash(Long hash) {
    this.hash = hash;
  }
}
