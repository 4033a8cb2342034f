package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A forecast that is evaluated: a column of the customers of an origin.
 *
 * @param value double; a customer without a forecast is left out
 * @param times what it is multiplied by: a number that would differ between the plans of origins,
 *     which share compiled code
 * @param ranksOnly whether it only says who does more than whom
 */
record Forecast(String model, Target target, Column value, double times, boolean ranksOnly) {
  Forecast(String model, Target target, Column value, boolean ranksOnly) {
    this(model, target, value, 1.0, ranksOnly);
  }

  /** Nobody does anything. */
  static final String ZERO = "zero";

  /** Everybody does what customers have done on average, day by day. */
  static final String MEAN = "mean";

  /** Each customer goes on as before: what came after the first purchase ÷ days since it. */
  static final String OWN_PAST_RATE = "own-past-rate";

  /** Who has bought most will; says nothing of how much. */
  static final String PAST_TOTAL = "past-total";

  /** Each customer does the same again as in as many days up to the origin. */
  static final String LAST_HORIZON = "last-horizon";

  /** Everything that is forecast without a model. */
  static final List<String> BASELINES =
      List.of(ZERO, MEAN, OWN_PAST_RATE, PAST_TOTAL, LAST_HORIZON);

  /** The forecasts of a model, for those of the targets for which the columns hold one. */
  static List<Forecast> of(String model, List<Target> targets, List<String> columns) {
    List<Forecast> forecasts = new ArrayList<>();
    for (Target target : targets) {
      String column =
          target == Target.PURCHASES
              ? OriginColumns.expectedPurchases(model)
              : OriginColumns.expectedSpend(model);
      if (columns.contains(column)) {
        forecasts.add(new Forecast(model, target, col(column), false));
      }
    }
    return forecasts;
  }

  /** The baselines for all targets. */
  static List<Forecast> baselines(Base base, int horizonDays, List<Target> targets) {
    List<Forecast> baselines = new ArrayList<>();
    for (Target target : targets) {
      boolean purchases = target == Target.PURCHASES;
      Column repeated =
          col(purchases ? ScoreColumns.FREQUENCY : OriginColumns.REPEAT_SPEND).cast("double");
      Column rate = repeated.divide(greatest(col(ScoreColumns.AGE_DAYS), lit(1)));
      Column past = col(purchases ? OriginColumns.PAST_PURCHASES : OriginColumns.PAST_SPEND);
      Column last = col(purchases ? OriginColumns.LAST_PURCHASES : OriginColumns.LAST_SPEND);
      baselines.add(new Forecast(ZERO, target, lit(0.0), false));
      double mean = base.dailyRate(target) * horizonDays;
      baselines.add(new Forecast(MEAN, target, lit(1.0), mean, false));
      baselines.add(new Forecast(OWN_PAST_RATE, target, rate.multiply(horizonDays), false));
      baselines.add(new Forecast(PAST_TOTAL, target, past.cast("double"), true));
      baselines.add(new Forecast(LAST_HORIZON, target, last.cast("double"), false));
    }
    return baselines;
  }
}
