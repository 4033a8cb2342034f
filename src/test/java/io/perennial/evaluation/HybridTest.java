package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import io.perennial.history.CustomerHistory;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.ml.BoostedSpend;
import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A shop whose large customers buy for 30 and whose small ones for 10, seen for 400 days. */
@Tag("long")
class HybridTest {
  private static final int FIRST_DAY = 10_000;
  private static final LocalDate ORIGIN = LocalDate.ofEpochDay(FIRST_DAY + 300);
  private static final int HORIZON = 100;
  private static final int CUSTOMERS = 120;
  private static final String MODEL = "past";
  private static final Hybrid.Options OPTIONS =
      new Hybrid.Options(
          MODEL, List.of(MODEL), new PurchasePolicy(false), 1, 1000, 1, BoostedSpend::new, true);
  private static final StructType SCHEMA =
      new StructType()
          .add(HistoryColumns.CUSTOMER_ID, DataTypes.LongType)
          .add(HistoryColumns.DAYS, DataTypes.BinaryType);

  private static List<Row> forecasts;

  @BeforeAll
  static void train() {
    forecasts = forecasts(shop(1, Integer.MAX_VALUE));
  }

  /** The total is the model's times the shrunk factor of the latest window, by hand. */
  @Test
  void totalsAreTheModelsCorrectedByWhatItMissedBy() {
    double forecast = 0;
    double actual = 0;
    for (long customer = 0; customer < CUSTOMERS; customer++) {
      CustomerHistory history = history(customer, 1, Integer.MAX_VALUE);
      double past = spend(history, 0, FIRST_DAY + 200);
      forecast += past / 2; // as many days are forecast as half of those known
      actual += spend(history, FIRST_DAY + 200, FIRST_DAY + 300);
    }
    double log = Math.log(actual / forecast);
    double factor = Math.exp(log * log * log / (log * log + .07 * .07));
    double model = forecasts.stream().mapToDouble(row -> row.getDouble(1)).sum();
    assertThat(total(2)).isCloseTo(model * factor, within(1e-6 * model));
    assertThat(total(3)).isCloseTo(model * factor, within(1e-6 * model));
    assertThat(factor).isNotCloseTo(1, within(.01));
  }

  private static double total(int column) {
    return forecasts.stream().mapToDouble(row -> row.getDouble(column)).sum();
  }

  private static double spend(CustomerHistory history, int after, int last) {
    long micros = 0;
    for (int i = 0; i < history.size(); i++) {
      if (history.day(i) > after && history.day(i) <= last) {
        micros += history.amount(i);
      }
    }
    return micros / 1e6;
  }

  /** After the origin a third of the customers never come back, and the others buy otherwise. */
  @Test
  void laterDaysChangeNoForecastOfTheOrigin() {
    Dataset<Row> others =
        shop(2, FIRST_DAY + 300)
            .where("customer_id % 3 = 0")
            .union(shop(2, Integer.MAX_VALUE).where("customer_id % 3 > 0"));
    assertThat(forecasts).hasSize(CUSTOMERS);
    assertThat(forecasts(others)).isEqualTo(forecasts);
  }

  @Test
  void aHistoryOfAWeekTrainsNothing() {
    Dataset<Row> histories = shop(1, Integer.MAX_VALUE);
    OriginData known =
        OriginData.of(histories, LocalDate.ofEpochDay(FIRST_DAY + 7), HORIZON, OPTIONS.policy());
    assertThat(Hybrid.train(histories, known, HybridTest::forecast, OPTIONS)).isEmpty();
  }

  private static List<Row> forecasts(Dataset<Row> histories) {
    OriginData known = OriginData.of(histories, ORIGIN, HORIZON, OPTIONS.policy());
    Dataset<Row> rows = forecast(known);
    return Hybrid.train(histories, known, HybridTest::forecast, OPTIONS)
        .orElseThrow()
        .add(rows)
        .select(
            col(ScoreColumns.CUSTOMER_ID),
            col(OriginColumns.expectedSpend(MODEL)),
            col(OriginColumns.expectedSpend(Hybrid.AMOUNTS)),
            col(OriginColumns.expectedSpend(Hybrid.RANK)))
        .orderBy(ScoreColumns.CUSTOMER_ID)
        .collectAsList();
  }

  /** Everybody goes on spending as since the first day of the shop. */
  private static Dataset<Row> forecast(OriginData known) {
    double share = (double) known.horizonDays() / (known.origin().toEpochDay() - FIRST_DAY);
    Column past = col(OriginColumns.PAST_SPEND);
    return known
        .rows()
        .withColumn(ScoreColumns.EXPECTED_PURCHASE_VALUE, lit(20.0))
        .withColumn(OriginColumns.pAlive(MODEL), lit(.9))
        .withColumn(
            OriginColumns.expectedPurchases(MODEL),
            col(OriginColumns.PAST_PURCHASES).multiply(share))
        .withColumn(OriginColumns.expectedSpend(MODEL), past.multiply(share));
  }

  private static Dataset<Row> shop(int later, int lastDay) {
    List<Row> rows = new ArrayList<>();
    for (long customer = 0; customer < CUSTOMERS; customer++) {
      rows.add(RowFactory.create(customer, history(customer, later, lastDay).encode()));
    }
    return SparkTestSession.shared().createDataFrame(rows, SCHEMA).repartition(3);
  }

  /**
   * A history.
   *
   * @param later seed of the days after the origin
   */
  private static CustomerHistory history(long customer, int later, int lastDay) {
    List<Integer> days = new ArrayList<>();
    Random random = new Random(customer);
    long origin = ORIGIN.toEpochDay();
    // All buy for the first time within four days, the first of them on the first day.
    int day = FIRST_DAY + (int) (customer % 5);
    while (day <= Math.min(lastDay, FIRST_DAY + 400)) {
      days.add(day);
      boolean isKnown = day <= origin;
      day += 1 + random.nextInt(80);
      if (isKnown && day > origin) {
        random = new Random(customer + 1000L * later);
        day = (int) origin + 1 + random.nextInt(60);
      }
    }
    int[] orders = days.stream().mapToInt(each -> 1).toArray();
    long[] amounts =
        days.stream().mapToLong(each -> customer % 2 == 0 ? 30_000_000 : 10_000_000).toArray();
    return CustomerHistory.of(
        days.stream().mapToInt(Integer::intValue).toArray(), orders, amounts, null);
  }
}
