package io.perennial.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import io.perennial.history.HistoryColumns;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.RfmSegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RfmScoresTest {
  private static final StructType SCHEMA =
      new StructType()
          .add(HistoryColumns.LAST_DAY, DataTypes.IntegerType)
          .add(HistoryColumns.PURCHASE_DAYS, DataTypes.IntegerType)
          .add(HistoryColumns.REVENUE, DataTypes.LongType);

  /** The documented rule, on a sorted list: one more than the limits that a value exceeds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void scoresAreThoseOfSortedValuesAndTiesShareThem(long seed) {
    Random random = new Random(seed);
    List<Row> customers = new ArrayList<>();
    int n = seed == 1 ? 1 : 1 + random.nextInt(800);
    for (int i = 0; i < n; i++) {
      customers.add(
          RowFactory.create(
              19_000 + random.nextInt(30),
              random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(20),
              random.nextBoolean() ? random.nextLong() >> 8 : 5_000_000L));
    }
    Dataset<Row> rows = SparkTestSession.shared().createDataFrame(customers, SCHEMA).repartition(3);

    List<Row> scored = RfmScores.measure(rows).score(rows).collectAsList();

    String[] names = {ScoreColumns.R_SCORE, ScoreColumns.F_SCORE, ScoreColumns.M_SCORE};
    for (int measure = 0; measure < names.length; measure++) {
      int column = measure;
      long[] sorted =
          customers.stream()
              .mapToLong(row -> ((Number) row.get(column)).longValue())
              .sorted()
              .toArray();
      for (Row row : scored) {
        long value = ((Number) row.get(column)).longValue();
        long exceeded =
            IntStream.rangeClosed(1, 4)
                .filter(k -> value > sorted[(int) Math.ceil(n * k / 5.0) - 1])
                .count();
        assertThat(row.<Integer>getAs(names[measure])).isEqualTo(1 + (int) exceeded);
      }
    }
  }

  @Test
  void everyPairOfScoresHasItsSegment() {
    Set<RfmSegment> used = new HashSet<>();
    for (int recency = 1; recency <= 5; recency++) {
      for (int frequency = 1; frequency <= 5; frequency++) {
        used.add(RfmSegment.of(recency, frequency));
      }
    }
    assertThat(used).containsExactlyInAnyOrder(RfmSegment.values());
    assertThat(RfmSegment.of(5, 5)).isEqualTo(RfmSegment.CHAMPIONS);
    assertThat(RfmSegment.of(1, 5)).isEqualTo(RfmSegment.CANNOT_LOSE_THEM);
    assertThat(RfmSegment.of(5, 1)).isEqualTo(RfmSegment.NEW_CUSTOMERS);
    assertThat(RfmSegment.of(1, 1)).isEqualTo(RfmSegment.LOST);
  }
}
