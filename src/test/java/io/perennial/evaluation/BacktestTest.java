package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.HoldOut;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.model.spend.GammaGammaModel;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CDNOW sample, forecast as of 1997-09-30, and as of two dates in the middle of 1997. */
class BacktestTest {
  private static final LocalDate ORIGIN = LocalDate.parse("1997-09-30");
  private static final PurchasePolicy POLICY = new PurchasePolicy(true);
  private static final List<Target> TARGETS = List.of(Target.PURCHASES, Target.SPEND);

  private static Dataset<Row> histories;
  private static Dataset<Row> forecasts;
  private static BacktestResult found;

  @BeforeAll
  static void run() {
    histories = until("1998-06-30");
    found =
        Backtest.of(
            histories,
            new Origins(LocalDate.parse("1997-01-01"), List.of(ORIGIN), 273),
            POLICY,
            TARGETS,
            .9,
            known -> {
              Backtest.Forecasts made = forecasts(known);
              forecasts = made.customers();
              return made;
            });
  }

  private static Dataset<Row> until(String end) {
    return HoldOut.histories("cdnow.conf", Map.of(), LocalDate.parse(end))
        .orderBy(HistoryColumns.CUSTOMER_ID)
        .coalesce(2)
        .cache();
  }

  private static Backtest.Forecasts forecasts(OriginData known) {
    PurchaseModel<?> purchases = new BgNbd().fit(known.rows());
    GammaGammaModel spend = new GammaGamma().fit(known.rows());
    return new Backtest.Forecasts(
        List.of("bg-nbd"),
        OriginForecasts.addIntervals(
            OriginForecasts.add(known, List.of(purchases), new GammaGammaForecast(spend)),
            purchases,
            spend,
            new OriginForecasts.Sample(2357, .9, 1),
            known.horizonDays()));
  }

  /** The errors that independent programs found, as in CdnowHoldOutTest. */
  @Test
  void errorsAreThoseOfIndependentPrograms() {
    assertThat(purchases("bg-nbd", "customers")).isEqualTo(2357);
    assertThat(purchases("bg-nbd", "actual")).isEqualTo(1882);
    assertThat(purchases("bg-nbd", "mae")).isCloseTo(.785454, within(2e-6));
    assertThat(purchases("bg-nbd", "rmse")).isCloseTo(1.607982, within(2e-6));
    assertThat(purchases("bg-nbd", "bias")).isCloseTo(-.1215, within(1e-4));
    assertThat(purchases("bg-nbd", "correlation")).isCloseTo(.625647, within(2e-6));
    assertThat(spend("bg-nbd", "actual")).isCloseTo(70_976.39, within(1e-4));
    assertThat(spend("bg-nbd", "forecast")).isCloseTo(59_931.63, within(1.0));
    assertThat(purchases("own-past-rate", "mae")).isCloseTo(1.023669, within(2e-6));
    assertThat(purchases("own-past-rate", "rmse")).isCloseTo(2.211918, within(2e-6));
    assertThat(purchases("own-past-rate", "bias")).isCloseTo(.557, within(5e-4));
    assertThat(purchases("own-past-rate", "correlation")).isCloseTo(.584, within(5e-4));
  }

  /**
   * With the uncertainty of parameters it is 92.8% of customers, as CdnowRunTest counts it;
   * intervals of whole numbers hold more than their level.
   */
  @Test
  void intervalsHoldWhatTheySay() {
    assertThat(purchases("bg-nbd", "coverage")).isCloseTo(.927, within(.005));
    assertThat(purchases("bg-nbd", "interval_width")).isBetween(1.0, 4.0);
    assertThat(spend("bg-nbd", "coverage")).isBetween(.88, .94);
    assertThat(purchases("zero", "coverage")).isNull();
  }

  /** Fader, Hardie and Lee (2005), figure 4: means by frequency. */
  @Test
  void classesAreThoseOfThePaper() {
    BacktestResult.ClassTotals none = totals("purchases/frequency-00");
    assertThat(none.customers()).isEqualTo(1411);
    assertThat(none.actual() / none.customers()).isCloseTo(.2367, within(1e-4));
    assertThat(none.expected() / none.customers()).isCloseTo(.2251, within(1e-4));
    BacktestResult.ClassTotals many = totals("purchases/frequency-07");
    assertThat(many.customers()).isEqualTo(64);
    assertThat(many.actual() / many.customers()).isCloseTo(6.3594, within(1e-4));
    assertThat(
            found.classes().stream()
                .filter(each -> each.model().equals("bg-nbd"))
                .filter(each -> each.origin() != null && each.name().startsWith("spend/decile"))
                .mapToDouble(BacktestResult.ClassTotals::actual)
                .sum())
        .isCloseTo(70_976.39, within(1e-3));
  }

  private static BacktestResult.ClassTotals totals(String name) {
    return found.classes().stream()
        .filter(each -> ORIGIN.equals(each.origin()) && each.model().equals("bg-nbd"))
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** By SQL over all customers, sorted: equal forecasts share what they hold. */
  @Test
  void orderIsWhatSqlFinds() {
    assertThat(spend("bg-nbd", "gini"))
        .isCloseTo(
            gini("expected_spend_bg_nbd", "actual_spend") / gini("actual_spend", "actual_spend"),
            within(1e-4));
    assertThat(purchases("past-total", "gini"))
        .isCloseTo(
            gini("past_purchases", "actual_purchases")
                / gini("actual_purchases", "actual_purchases"),
            within(1e-9));
    assertThat(purchases("last-horizon", "bias"))
        .isCloseTo((2457 + 2357) / 1882.0 - 1, within(1e-9));
    assertThat(purchases("zero", "gini")).isEqualTo(0.0);
    assertThat(purchases("zero", "mae")).isCloseTo(1882.0 / 2357, within(1e-9));
    assertThat(purchases("mean", "gini")).isEqualTo(0.0);
    assertThat(purchases("past-total", "mae")).isNull();
  }

  /** Twice the area: the mean of the midranks, weighted by what was done. */
  private static double gini(String forecast, String actual) {
    forecasts.createOrReplaceTempView("forecasts");
    return forecasts
        .sparkSession()
        .sql(
            """
            WITH ranked AS (
              SELECT CAST(%2$s AS DOUBLE) AS done, RANK() OVER (ORDER BY %1$s) AS least,
                COUNT(*) OVER (PARTITION BY %1$s) AS ties, COUNT(*) OVER () AS n
              FROM forecasts)
            SELECT SUM(done * (least + (ties - 1) / 2 - 0.5) / n) / SUM(done) - 0.5 FROM ranked
            """
                .formatted(forecast, actual))
        .first()
        .getDouble(0);
  }

  /** Figures of an origin do not depend on what happened after its window. */
  @Test
  void whatComesLaterChangesNothing() {
    Origins origins =
        Origins.of(
            new Origins.Schedule(2, 60, 60, 60),
            LocalDate.parse("1997-01-01"),
            LocalDate.parse("1997-09-30"));
    assertThat(origins.dates())
        .containsExactly(LocalDate.parse("1997-06-02"), LocalDate.parse("1997-08-01"));
    BacktestResult early = evaluated(until("1997-09-30"), origins);
    BacktestResult late = evaluated(histories, origins);
    assertThat(late.figures()).isEqualTo(early.figures());
    assertThat(late.classes()).isEqualTo(early.classes());
    assertThat(late.limits()).isEqualTo(early.limits()).hasSize(4);
    // Over both origins: totals add up, errors are those of all customers together.
    Double pooled = early.value(null, "bg-nbd", Target.SPEND, "actual");
    Double one = early.value(origins.dates().get(0), "bg-nbd", Target.SPEND, "actual");
    Double other = early.value(origins.dates().get(1), "bg-nbd", Target.SPEND, "actual");
    assertThat(pooled).isCloseTo(one + other, within(1e-4));
    assertThat(early.value(null, "bg-nbd", Target.SPEND, "gini_spread")).isPositive();
    assertThat(early.candidates()).extracting(Champion.Candidate::model).containsExactly("bg-nbd");
    assertThat(early.models())
        .containsExactly("bg-nbd", "zero", "mean", "own-past-rate", "past-total", "last-horizon");
  }

  /** The first origin has no earlier one; the second is 60 days later, as long as its horizon. */
  @Test
  void theNextOriginIsHeldAgainstWhatTheFirstOneAsksFor() {
    LocalDate first = LocalDate.parse("1997-06-02");
    LocalDate next = LocalDate.parse("1997-08-01");
    LocalDate start = LocalDate.parse("1997-01-01");
    BacktestResult two = evaluated(histories, new Origins(start, List.of(first, next), 60));
    assertThat(two.value(first, "bg-nbd", Target.PURCHASES, "calibrated_coverage")).isNull();
    assertThat(two.value(next, "bg-nbd", Target.PURCHASES, "coverage")).isGreaterThan(.93);
    assertThat(two.value(next, "bg-nbd", Target.PURCHASES, "calibrated_coverage"))
        .isBetween(.88, .94);
    // The first total was off by its error; Student's quantile of one degree is tan(0.45 π).
    double error =
        Math.log(
            two.value(first, "bg-nbd", Target.SPEND, "actual")
                / two.value(first, "bg-nbd", Target.SPEND, "forecast"));
    double high = two.value(next, "bg-nbd", Target.SPEND, "total_high");
    assertThat(Math.log(high / two.value(next, "bg-nbd", Target.SPEND, "forecast")))
        .isBetween(Math.abs(error) * Math.tan(.45 * Math.PI), Math.abs(error) * 6.4 + .2);
    assertThat(two.value(next, "bg-nbd", Target.SPEND, "total_coverage")).isEqualTo(1.0);
    // One whose window has not ended teaches nothing.
    BacktestResult apart =
        evaluated(histories, new Origins(start, List.of(first, next.minusDays(1)), 60));
    assertThat(apart.value(null, "bg-nbd", Target.SPEND, "calibrated_coverage")).isNull();
    assertThat(apart.value(null, "bg-nbd", Target.SPEND, "total_coverage")).isNull();
  }

  private static BacktestResult evaluated(Dataset<Row> customers, Origins origins) {
    return Backtest.of(customers, origins, POLICY, TARGETS, .9, BacktestTest::forecasts);
  }

  private static Double purchases(String model, String metric) {
    return found.value(ORIGIN, model, Target.PURCHASES, metric);
  }

  private static Double spend(String model, String metric) {
    return found.value(ORIGIN, model, Target.SPEND, metric);
  }
}
