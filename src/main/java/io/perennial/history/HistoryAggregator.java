package io.perennial.history;

import io.perennial.schema.CustomerHistory;
import io.perennial.schema.PurchasePolicy;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/** Builds the history of one customer from rows in any order and any partitioning. */
final class HistoryAggregator extends Aggregator<TransactionRow, HistoryBuffer, CustomerHistory> {
  private static final long serialVersionUID = 1L;

  /** What makes an order. */
  enum OrderGrain {
    /** Every row with a purchase amount is one. */
    ROW,
    /** Rows that share an identifier are one, if at least one of them has a purchase amount. */
    IDENTIFIER
  }

  private final OrderGrain orderGrain;
  private final PurchasePolicy policy;

  HistoryAggregator(OrderGrain orderGrain, PurchasePolicy policy) {
    this.orderGrain = orderGrain;
    this.policy = policy;
  }

  @Override
  public HistoryBuffer zero() {
    return new HistoryBuffer();
  }

  @Override
  public HistoryBuffer reduce(HistoryBuffer buffer, TransactionRow row) {
    boolean purchase = policy.isPurchase(row.getAmount());
    boolean counted = purchase && orderGrain == OrderGrain.ROW;
    buffer.add(row.getDay(), counted ? 1 : 0, row.getAmount(), row.getCost());
    if (purchase && row.getOrder() != null) {
      buffer.addOrder(row.getDay(), row.getOrder());
    }
    return buffer;
  }

  @Override
  public HistoryBuffer merge(HistoryBuffer left, HistoryBuffer right) {
    left.merge(right);
    return left;
  }

  @Override
  public CustomerHistory finish(HistoryBuffer buffer) {
    return buffer.finish(policy);
  }

  @Override
  public Encoder<HistoryBuffer> bufferEncoder() {
    return Encoders.bean(HistoryBuffer.class);
  }

  @Override
  public Encoder<CustomerHistory> outputEncoder() {
    return Encoders.bean(CustomerHistory.class);
  }
}
