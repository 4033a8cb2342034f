package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.perennial.HoldOut;
import io.perennial.SparkTestSession;
import io.perennial.history.CustomerHistory;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CDNOW as of 1997-09-30, with and without what is known only later. */
class OriginDataTest {
  private static final LocalDate ORIGIN = LocalDate.parse("1997-09-30");
  private static final int HORIZON = 273;

  /** As conf/cdnow.conf has it. */
  private static final PurchasePolicy POLICY = new PurchasePolicy(true);

  private static Dataset<Row> histories;

  @BeforeAll
  static void read() {
    histories =
        HoldOut.histories("cdnow.conf", Map.of(), LocalDate.parse("1998-06-30"))
            .orderBy(HistoryColumns.CUSTOMER_ID)
            .coalesce(2)
            .cache();
  }

  /** Fader, Hardie and Lee (2005): 2,357 customers, who buy 1,882 times in the next 39 weeks. */
  @Test
  void labelsAreWhatThePapersCounted() {
    Row totals =
        OriginData.of(histories, ORIGIN, HORIZON, POLICY)
            .rows()
            .select(
                count(lit(1)),
                sum(OriginColumns.ACTUAL_PURCHASES),
                sum(OriginColumns.ACTUAL_SPEND),
                sum(ScoreColumns.FREQUENCY),
                sum(OriginColumns.PAST_PURCHASES),
                sum(OriginColumns.LAST_PURCHASES),
                sum(OriginColumns.PAST_SPEND).minus(sum(OriginColumns.LAST_SPEND)))
            .first();
    assertThat(totals.getLong(0)).isEqualTo(2357);
    assertThat(totals.getLong(1)).isEqualTo(1882);
    assertThat(totals.getDouble(2)).isCloseTo(70_976.39, within(1e-6));
    assertThat(totals.getLong(3)).isEqualTo(2457);
    assertThat(totals.getLong(4)).isEqualTo(2457 + 2357);
    // 273 days up to the origin are the whole history, from 1997-01-01 on.
    assertThat(totals.getLong(5)).isEqualTo(2457 + 2357);
    assertThat(totals.getDouble(6)).isCloseTo(0.0, within(1e-6));
  }

  /** What a run fits, a back-test can fit. */
  @Test
  void everyPurchaseModelFindsItsColumns() {
    StructType schema = OriginData.of(histories, ORIGIN, HORIZON, POLICY).rows().schema();
    for (String name : PurchaseModels.names()) {
      assertThatCode(() -> PurchaseModels.estimator(name).orElseThrow().transformSchema(schema))
          .as(name)
          .doesNotThrowAnyException();
    }
  }

  /** A window of ten days on either side of the origin, a customer of each kind. */
  @Test
  void windowsHoldTheirDays() {
    int origin = (int) ORIGIN.toEpochDay();
    int[] days = {origin - 30, origin - 10, origin - 9, origin, origin + 1, origin + 10};
    long[] amounts = {1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000, 32_000_000};
    Dataset<Row> rows =
        frame(
            List.of(
                RowFactory.create("known", history(days, amounts)),
                RowFactory.create(
                    "unknown", history(new int[] {origin + 1}, new long[] {1_000_000}))));
    List<Row> found =
        OriginData.of(rows, ORIGIN, 10, POLICY)
            .rows()
            .select(
                ScoreColumns.CUSTOMER_ID,
                OriginColumns.ACTUAL_PURCHASES,
                OriginColumns.ACTUAL_SPEND,
                OriginColumns.LAST_PURCHASES,
                OriginColumns.LAST_SPEND,
                OriginColumns.PAST_PURCHASES,
                OriginColumns.PAST_SPEND,
                OriginColumns.REPEAT_SPEND)
            .collectAsList();
    assertThat(found).containsExactly(RowFactory.create("known", 2, 48.0, 2, 12.0, 4, 15.0, 14.0));
  }

  /** The later days are gone, and then those of other customers; nothing is rounded away. */
  @Test
  void forecastsKnowNothingOfLaterDays() {
    List<Row> all = histories.select(ScoreColumns.CUSTOMER_ID, "days").collectAsList();
    List<Row> deleted = new ArrayList<>();
    List<Row> shuffled = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      CustomerHistory own = CustomerHistory.decode(all.get(i).getAs(1));
      CustomerHistory other = CustomerHistory.decode(all.get((i + 7) % all.size()).getAs(1));
      deleted.add(RowFactory.create(all.get(i).get(0), part(own, true).encode()));
      shuffled.add(
          RowFactory.create(all.get(i).get(0), part(own, true).merge(part(other, false)).encode()));
    }
    List<Row> forecasts = forecasts(histories);
    assertThat(forecasts).hasSize(2357);
    assertThat(forecasts(frame(deleted))).isEqualTo(forecasts);
    assertThat(forecasts(frame(shuffled))).isEqualTo(forecasts);
  }

  /** The days up to the origin, or those after it. */
  private static CustomerHistory part(CustomerHistory history, boolean known) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      if (history.day(i) <= ORIGIN.toEpochDay() == known) {
        kept.add(i);
      }
    }
    return CustomerHistory.of(
        kept.stream().mapToInt(history::day).toArray(),
        kept.stream().mapToInt(history::orders).toArray(),
        kept.stream().mapToLong(history::amount).toArray(),
        null);
  }

  private static List<Row> forecasts(Dataset<Row> customers) {
    OriginData known = OriginData.of(customers, ORIGIN, HORIZON, POLICY);
    Dataset<Row> forecasts =
        OriginForecasts.add(
            known,
            List.of(new BgNbd().fit(known.rows()), new ParetoNbd().fit(known.rows())),
            new GammaGammaForecast(new GammaGamma().fit(known.rows())));
    return forecasts
        .select(
            col(ScoreColumns.CUSTOMER_ID),
            col(OriginColumns.pAlive("bg-nbd")),
            col(OriginColumns.expectedPurchases("bg-nbd")),
            col(OriginColumns.expectedSpend("bg-nbd")),
            col(OriginColumns.pAlive("pareto-nbd")),
            col(OriginColumns.expectedPurchases("pareto-nbd")),
            col(OriginColumns.expectedSpend("pareto-nbd")),
            col(OriginColumns.PAST_SPEND),
            col(OriginColumns.LAST_SPEND))
        .orderBy(ScoreColumns.CUSTOMER_ID)
        .collectAsList();
  }

  private static byte[] history(int[] days, long[] amounts) {
    int[] orders = new int[days.length];
    return CustomerHistory.of(days, orders, amounts, null).encode();
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return SparkTestSession.shared().createDataFrame(rows, schema(rows.get(0))).coalesce(2);
  }

  private static StructType schema(Row row) {
    return new StructType()
        .add(
            ScoreColumns.CUSTOMER_ID,
            row.get(0) instanceof String
                ? DataTypes.StringType
                : histories.schema().apply(ScoreColumns.CUSTOMER_ID).dataType())
        .add(HistoryColumns.DAYS, DataTypes.BinaryType);
  }
}
