package io.perennial.segment;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;

/**
 * Bands of a number.
 *
 * @param limits the first number of each band but the lowest, ascending
 * @param labels one more than limits, from the lowest band
 */
public record Bands(List<Long> limits, List<String> labels) {
  /** Length of the relationship: days since the first purchase day. */
  public static final Bands TENURE =
      new Bands(
          List.of(30L, 90L, 180L, 365L, 730L, 1095L),
          List.of(
              "0-29 days",
              "30-89 days",
              "90-179 days",
              "180-364 days",
              "365-729 days",
              "730-1094 days",
              "1095 days and more"));

  /** Net amount to date, in the currency of the transactions. */
  public static final Bands SPEND =
      from(
          List.of(
              0L, 10L, 25L, 50L, 100L, 250L, 500L, 1_000L, 2_500L, 5_000L, 10_000L, 25_000L,
              50_000L, 100_000L));

  private static Bands from(List<Long> limits) {
    List<String> labels =
        IntStream.rangeClosed(0, limits.size())
            .mapToObj(
                i ->
                    i == 0
                        ? "below " + limits.get(0)
                        : i == limits.size()
                            ? limits.get(i - 1) + " and more"
                            : "%d to below %d".formatted(limits.get(i - 1), limits.get(i)))
            .toList();
    return new Bands(limits, labels);
  }

  /** The label of the band that a number is in. */
  public Column of(Column number) {
    Column label = lit(labels.get(0));
    for (int i = 0; i < limits.size(); i++) {
      label = when(number.geq(limits.get(i)), labels.get(i + 1)).otherwise(label);
    }
    return label;
  }
}
