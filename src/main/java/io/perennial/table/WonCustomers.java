package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.economics.Allocation;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the customers won in a period by a channel are worth and, where it is told, cost to win. */
final class WonCustomers {
  private static final String PERIOD = "period";
  private static final String CHANNEL = "channel";

  /**
   * Sums over customers.
   *
   * @param costed those whose cost is known
   * @param margin to date, less the costs that are known
   * @param predicted margin over the horizon; empty without a prediction
   */
  record Value(
      long customers,
      long costed,
      BigDecimal cost,
      BigDecimal margin,
      Optional<BigDecimal> predicted) {
    private static final Value NONE =
        new Value(0, 0, BigDecimal.ZERO, BigDecimal.ZERO, Optional.empty());

    private Value plus(Value other) {
      return new Value(
          customers + other.customers,
          costed + other.costed,
          cost.add(other.cost),
          margin.add(other.margin),
          predicted
              .map(sum -> sum.add(other.predicted.orElse(BigDecimal.ZERO)))
              .or(other::predicted));
    }
  }

  private final SortedMap<LocalDate, SortedMap<String, Value>> values;

  private WonCustomers(SortedMap<LocalDate, SortedMap<String, Value>> values) {
    this.values = values;
  }

  /**
   * Sums up customers: one query.
   *
   * @param period first day of the period of the first purchase, in days since 1970-01-01
   * @param channel text, never null
   */
  static WonCustomers measure(Dataset<Row> customers, Column period, Column channel) {
    List<Row> rows =
        customers
            .groupBy(period.as(PERIOD), channel.as(CHANNEL))
            .agg(
                count(lit(1)),
                count(ScoreColumns.ACQUISITION_COST),
                sum(ScoreColumns.ACQUISITION_COST),
                sum(ScoreColumns.MARGIN_DELIVERED),
                sum(col(ScoreColumns.PREDICTED_CLV).cast("decimal(38,9)")))
            .collectAsList();
    SortedMap<LocalDate, SortedMap<String, Value>> values = new TreeMap<>();
    for (Row row : rows) {
      values
          .computeIfAbsent(LocalDate.ofEpochDay(row.getInt(0)), start -> new TreeMap<>())
          .put(
              row.getString(1),
              new Value(
                  row.getLong(2),
                  row.getLong(3),
                  Optional.ofNullable(row.getDecimal(4)).orElse(BigDecimal.ZERO),
                  row.getDecimal(5),
                  Optional.ofNullable(row.getDecimal(6))));
    }
    return new WonCustomers(values);
  }

  /** The sums of some channels in a period. */
  Value value(LocalDate period, Collection<String> channels) {
    return channels.stream()
        .map(channel -> values.getOrDefault(period, new TreeMap<>()).get(channel))
        .filter(found -> found != null)
        .reduce(Value.NONE, Value::plus);
  }

  /** The costs of all customers of whom they are told. */
  BigDecimal cost() {
    return values.values().stream()
        .flatMap(byChannel -> byChannel.values().stream())
        .map(Value::cost)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The costs that are told of the customers. */
  Allocation told() {
    List<Allocation.Told> told = new ArrayList<>();
    values.forEach(
        (period, byChannel) ->
            byChannel.forEach(
                (channel, value) ->
                    told.add(
                        new Allocation.Told(
                            period, channel, value.customers, value.costed, value.cost))));
    return Allocation.ofTold(told);
  }
}
