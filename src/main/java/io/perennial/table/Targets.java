package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.ValueTier;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customers worth acting on, one row each, with what to do, why, and what it may cost. The
 * first action that applies is taken:
 *
 * <ol>
 *   <li>{@code win-back}: margin to date in the top 20%, P(alive) below 0.5
 *   <li>{@code keep}: predicted value in the top 20%, at least three purchase days, and no purchase
 *       for more than twice the customer's own mean gap
 *   <li>{@code welcome}: one purchase day, in the last 30 days
 *   <li>{@code grow}: several purchase days, P(alive) of 0.5 or more, value below half of the mean
 *       of the cohort
 * </ol>
 *
 * <p>Worth spending is the value that the action can change: residual value if alive (predicted
 * value ÷ P(alive)) × the share at risk, which is 1 − P(alive), and for {@code welcome} the chance
 * of no further purchase in the horizon, taken as exp(−expected purchases); for {@code grow} what
 * the customer is short of the mean of the cohort. It is never more than a configured share of
 * predicted value. Nobody without predicted value is a target.
 */
final class Targets implements Table {
  /** What to do. */
  static final String ACTION = "action";

  /** Why, in words and numbers. */
  static final String REASON = "reason";

  /** The value that the action can change, bounded by a share of predicted value. */
  static final String WORTH_SPENDING = "worth_spending";

  private static final double P_ALIVE_BOUND = 0.5;
  private static final int TOP_PERCENT = 20;
  private static final int GAPS = 2;
  private static final int NEW_DAYS = 30;
  private static final double BENCHMARK_BOUND = 0.5;

  private static final List<String> ACTIONS = List.of("win-back", "keep", "welcome", "grow");

  @Override
  public String name() {
    return "targets";
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    Dataset<Row> scores = facts.written(Tables.SCORES);
    int top = ValueTier.TOP_PERCENT.indexOf(TOP_PERCENT);
    double valuable = facts.benchmarks().currentTiers().get(top);
    double expected = facts.benchmarks().tiers().get(top);
    double maxShare = facts.settings().economics().maxSpendingShare();

    Column alive = col(ScoreColumns.P_ALIVE);
    Column predicted = col(ScoreColumns.PREDICTED_CLV);
    Column margin = col(ScoreColumns.MARGIN_DELIVERED).cast("double");
    Column frequency = col(ScoreColumns.FREQUENCY);
    Column benchmark = col(ScoreColumns.COHORT_BENCHMARK);
    Column silence = datediff(lit(facts.runDate()), col(ScoreColumns.LAST_PURCHASE));
    Column gap = try_divide(col(ScoreColumns.RECENCY_DAYS), frequency);

    Column winBack = margin.geq(valuable).and(alive.lt(P_ALIVE_BOUND));
    Column keep =
        predicted.geq(expected).and(frequency.geq(GAPS)).and(silence.gt(gap.multiply(GAPS)));
    Column welcome = frequency.equalTo(0).and(col(ScoreColumns.AGE_DAYS).leq(NEW_DAYS));
    Column grow = frequency.gt(0).and(alive.geq(P_ALIVE_BOUND)).and(benchmark.lt(BENCHMARK_BOUND));
    Column action =
        when(winBack, ACTIONS.get(0))
            .when(keep, ACTIONS.get(1))
            .when(welcome, ACTIONS.get(2))
            .when(grow, ACTIONS.get(3));

    Column ifAlive = try_divide(predicted, alive);
    Column value = margin.plus(predicted);
    Column atStake =
        when(winBack.or(keep), ifAlive.multiply(lit(1.0).minus(alive)))
            .when(welcome, ifAlive.multiply(exp(col(ScoreColumns.EXPECTED_PURCHASES).multiply(-1))))
            .otherwise(try_divide(value, benchmark).minus(value));
    Column reason =
        when(
                winBack,
                format_string(
                    "margin of %.2f to date is in the top 20%%, but the probability of being active is %.2f, below 0.50",
                    margin, alive))
            .when(
                keep,
                format_string(
                    "predicted value of %.2f is in the top 20%%, but the last purchase was %d days ago, more than twice the usual gap of %.1f days",
                    predicted, silence, gap))
            .when(
                welcome,
                format_string(
                    "first purchase %d days ago and none since; %.2f purchases are expected over the horizon",
                    col(ScoreColumns.AGE_DAYS), col(ScoreColumns.EXPECTED_PURCHASES)))
            .otherwise(
                format_string(
                    "active with probability %.2f, but value of %.2f is %.2f of the mean of the cohort, below 0.50",
                    alive, value, benchmark));
    return scores
        .where(predicted.gt(0).and(alive.gt(0)))
        .withColumn(ACTION, action)
        .where(col(ACTION).isNotNull())
        .select(
            col(ScoreColumns.CUSTOMER_ID),
            col(ACTION),
            reason.as(REASON),
            round(least(atStake, predicted.multiply(maxShare)), 2)
                .cast(Money.AMOUNT)
                .as(WORTH_SPENDING),
            predicted,
            col(ScoreColumns.RFM_SEGMENT),
            col(ScoreColumns.VALUE_TIER));
  }

  /** Every target has a reason and an amount within its predicted value. */
  @Override
  public Check check(Facts facts) {
    Column amount = col(WORTH_SPENDING);
    Row row =
        facts
            .written(this)
            .agg(
                count(lit(1)),
                count_if(
                    coalesce(
                        amount
                            .lt(0)
                            .or(amount.gt(col(ScoreColumns.PREDICTED_CLV).plus(0.01)))
                            .or(col(REASON).isNull()),
                        lit(true))))
            .first();
    long wrong = row.getLong(1);
    return new Check(
        row.getLong(0),
        wrong == 0
            ? List.of()
            : List.of(
                "%d targets have no reason, or an amount that is negative or above the predicted value"
                    .formatted(wrong)));
  }
}
