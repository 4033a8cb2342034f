package io.perennial.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import io.perennial.config.Settings;
import io.perennial.history.HistoryColumns;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.RfmSegment;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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

  /**
   * One-time buyers are 86%, and 2 and 30 purchase days both score 5 by quintiles. By own limits
   * they do not; what has none keeps its quintiles.
   */
  @Test
  void ownLimitsTakeThePlaceOfQuintiles() {
    LocalDate today = LocalDate.of(2024, 7, 1);
    int day = (int) today.toEpochDay();
    List<Row> customers = new ArrayList<>();
    for (int i = 0; i < 86; i++) {
      customers.add(RowFactory.create(day - 400, 1, 1_000_000L * i));
    }
    customers.add(RowFactory.create(day - 90, 2, 50_000_000L));
    customers.add(RowFactory.create(day - 91, 30, 50_000_001L));
    Dataset<Row> rows = SparkTestSession.shared().createDataFrame(customers, SCHEMA);
    Settings.RfmLimits some =
        new Settings.RfmLimits(
            numbers("30", "90", "180", "365"), numbers("0", "1", "4", "9"), List.of());
    Settings.RfmLimits all =
        new Settings.RfmLimits(
            some.daysSinceLastPurchase(), some.frequency(), numbers("-1", "50", "50.5", "100"));

    Dataset<Row> bySome = RfmScores.of(rows, some, today).score(rows);
    Dataset<Row> byAll = RfmScores.of(rows, all, today).score(rows);
    Dataset<Row> byQuintiles = RfmScores.measure(rows).score(rows);

    assertThat(scores(byQuintiles, "f_score")).isEqualTo(List.of(5, 5));
    assertThat(scores(bySome, "f_score")).isEqualTo(List.of(2, 5));
    assertThat(scores(bySome, "r_score")).isEqualTo(List.of(4, 3));
    assertThat(scores(bySome, "m_score")).isEqualTo(scores(byQuintiles, "m_score"));
    assertThat(scores(byAll, "m_score")).isEqualTo(List.of(2, 3));
    assertThat(byAll.where("r_score = 1 AND f_score = 1").count()).isEqualTo(86);
  }

  private static List<BigDecimal> numbers(String... numbers) {
    return Arrays.stream(numbers).map(BigDecimal::new).toList();
  }

  /** Of the customers of more than one purchase day. */
  private static List<Integer> scores(Dataset<Row> scored, String score) {
    return scored
        .where("purchase_days > 1")
        .orderBy("purchase_days")
        .select(score)
        .as(Encoders.INT())
        .collectAsList();
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
