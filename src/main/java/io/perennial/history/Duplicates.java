package io.perennial.history;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Rows of a customer seen so far, by the hash of their compared columns; when finished, how many of
 * them repeat another one, and their net amount. Equal columns mean equal amounts unless the amount
 * is not among them; then the larger amounts count as the repeats.
 */
public final class Duplicates implements Serializable {
  private static final long serialVersionUID = 1L;

  private long[] hashes = {};
  private long[] amounts = {};
  private int size;
  private long duplicateRows;
  private long duplicateAmount;

  void add(long hash, long amount) {
    if (size == hashes.length) {
      int capacity = size + (size >> 1) + 8;
      hashes = Arrays.copyOf(hashes, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
    }
    hashes[size] = hash;
    amounts[size] = amount;
    size++;
  }

  void merge(Duplicates other) {
    for (int i = 0; i < other.size; i++) {
      add(other.hashes[i], other.amounts[i]);
    }
  }

  /** Counts what repeats and lets go of the rows. */
  Duplicates count() {
    record Row(long hash, long amount) {}
    Row[] rows = new Row[size];
    for (int i = 0; i < size; i++) {
      rows[i] = new Row(hashes[i], amounts[i]);
    }
    Arrays.sort(
        rows,
        (a, b) ->
            a.hash != b.hash ? Long.compare(a.hash, b.hash) : Long.compare(a.amount, b.amount));
    Duplicates counted = new Duplicates();
    for (int i = 1; i < size; i++) {
      if (rows[i].hash == rows[i - 1].hash) {
        counted.duplicateRows++;
        counted.duplicateAmount = Math.addExact(counted.duplicateAmount, rows[i].amount);
      }
    }
    return counted;
  }

  public long[] getHashes() {
    return Arrays.copyOf(hashes, size);
  }

  public void setHashes(long[] hashes) {
    this.hashes = hashes;
    this.size = hashes.length;
  }

  public long[] getAmounts() {
    return Arrays.copyOf(amounts, size);
  }

  public void setAmounts(long[] amounts) {
    this.amounts = amounts;
  }

  public long getDuplicateRows() {
    return duplicateRows;
  }

  public void setDuplicateRows(long duplicateRows) {
    this.duplicateRows = duplicateRows;
  }

  public long getDuplicateAmount() {
    return duplicateAmount;
  }

  public void setDuplicateAmount(long duplicateAmount) {
    this.duplicateAmount = duplicateAmount;
  }
}
