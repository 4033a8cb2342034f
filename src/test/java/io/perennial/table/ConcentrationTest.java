package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcentrationTest {
  private static final List<String> MEASURES = List.of("revenue", "predicted_clv");

  @Test
  void whatTheBestOfTenHold() {
    Dataset<Row> scores = scores(100, 50, 50, 20, 10, 10, 5, 5, 0, -50);

    assertThat(
            Concentration.measure(scores, MEASURES).stream().map(row -> row.mkString(" ")).toList())
        .contains(
            "revenue 0.01 1 100.000000 0.5",
            "revenue 0.05 1 100.000000 0.5",
            "revenue 0.1 1 100.000000 0.5",
            "revenue 0.2 2 150.000000 0.75",
            "revenue 0.5 5 230.000000 1.15");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 99, 100, 101, 5_000})
  void isWhatSortingGives(int customers) {
    Random random = new Random(customers);
    // Few values, so that customers tie at every limit.
    int[] revenue = IntStream.range(0, customers).map(i -> random.nextInt(12) * 7).toArray();
    int[] descending = Arrays.stream(revenue).map(r -> -r).sorted().map(r -> -r).toArray();

    List<Row> rows = Concentration.measure(scores(revenue), MEASURES);

    assertThat(rows).hasSize(10);
    for (Row row : rows) {
      double factor = row.getString(0).equals("revenue") ? 1 : 0.5;
      int top = (int) Math.ceil(Math.round(100 * row.getDouble(1)) * customers / 100.0);
      double sum = IntStream.of(descending).limit(top).sum() * factor;
      assertThat(row.getLong(2)).isEqualTo(top);
      assertThat(row.getDecimal(3)).isEqualByComparingTo(BigDecimal.valueOf(sum));
    }
  }

  @Test
  void thereIsNoShareOfNothing() {
    assertThat(Concentration.measure(scores(0, 0, 0), MEASURES))
        .allSatisfy(row -> assertThat(row.isNullAt(4)).isTrue());
  }

  /** Customers with this revenue, and half of it as predicted value. */
  private static Dataset<Row> scores(int... revenue) {
    return SparkTestSession.shared()
        .createDataset(IntStream.of(revenue).boxed().toList(), Encoders.INT())
        .selectExpr("CAST(value AS DECIMAL(19,6)) AS revenue", "value / 2.0D AS predicted_clv");
  }
}
