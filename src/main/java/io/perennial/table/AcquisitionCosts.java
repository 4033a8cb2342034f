package io.perennial.table;

import static org.apache.spark.sql.functions.udf;

import io.perennial.economics.Allocation;
import io.perennial.schema.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** What single customers have cost, as a column. */
final class AcquisitionCosts {
  private AcquisitionCosts() {}

  /**
   * The cost of a customer in micros; null where nothing was spent.
   *
   * @param costs by day and channel
   * @param day of the first purchase, in days since 1970-01-01
   * @param channel text, {@link Allocation#NONE} where it is not known
   */
  static Column column(List<Allocation.CustomerCost> costs, Column day, Column channel) {
    Map<Integer, Map<String, Long>> micros = new HashMap<>();
    for (Allocation.CustomerCost each : costs) {
      micros
          .computeIfAbsent((int) each.day().toEpochDay(), key -> new HashMap<>())
          .put(
              each.channel().orElse(Allocation.NONE),
              each.cost().setScale(Money.SCALE).unscaledValue().longValueExact());
    }
    UDF2<Integer, String, Long> cost =
        (first, name) -> micros.containsKey(first) ? micros.get(first).get(name) : null;
    return udf(cost, DataTypes.LongType).apply(day, channel);
  }
}
