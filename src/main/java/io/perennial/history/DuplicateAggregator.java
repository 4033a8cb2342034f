package io.perennial.history;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/** Counts the duplicate rows of one customer, in the shuffle that builds the history. */
final class DuplicateAggregator extends Aggregator<DuplicateRow, Duplicates, Duplicates> {
  private static final long serialVersionUID = 1L;

  @Override
  public Duplicates zero() {
    return new Duplicates();
  }

  @Override
  public Duplicates reduce(Duplicates buffer, DuplicateRow row) {
    if (row.getHash() != null) {
      buffer.add(row.getHash(), row.getAmount());
    }
    return buffer;
  }

  @Override
  public Duplicates merge(Duplicates left, Duplicates right) {
    left.merge(right);
    return left;
  }

  @Override
  public Duplicates finish(Duplicates buffer) {
    return buffer.count();
  }

  @Override
  public Encoder<Duplicates> bufferEncoder() {
    return Encoders.bean(Duplicates.class);
  }

  @Override
  public Encoder<Duplicates> outputEncoder() {
    return Encoders.bean(Duplicates.class);
  }
}
