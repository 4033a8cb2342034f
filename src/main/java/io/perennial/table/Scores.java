package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.perennial.cohort.ActivityWindows;
import io.perennial.economics.CustomerValue;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.run.TopCustomer;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.ValueTier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * One row a customer with a purchase; the columns are those of {@link ScoreColumns}, and after them
 * the attributes that are dimensions, as text under their own names.
 */
public final class Scores implements Table {
  @Override
  public String name() {
    return "scores";
  }

  @Override
  public boolean isAlways() {
    return true;
  }

  @Override
  public OptionalLong plannedRows(Reconciliation input) {
    return OptionalLong.of(input.buyers());
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    CustomerValue value = facts.value();
    return compared(facts.withIntervals(), facts)
        .withColumn(ScoreColumns.REVENUE, Money.amount(col(HistoryColumns.REVENUE)))
        .withColumn(ScoreColumns.HISTORICAL_CLV, value.historical())
        .withColumn(ScoreColumns.FORMULA_CLV, value.formula(facts.churn().monthly()))
        .withColumn(ScoreColumns.EXPECTED_REVENUE, value.expectedRevenue())
        .withColumn(ScoreColumns.MODEL, lit(facts.models().label()).cast(DataTypes.StringType))
        .withColumn(ScoreColumns.RUN_ID, lit(facts.runId()))
        .select(
            Stream.concat(
                    ScoreColumns.ALL.stream().map(name -> col(name)),
                    facts.attributeTexts().stream())
                .toArray(Column[]::new));
  }

  /** Adds tier, benchmarks, the margin after acquisition and whether customers were retained. */
  private static Dataset<Row> compared(Dataset<Row> valued, Facts facts) {
    Benchmarks benchmarks = facts.benchmarks();
    Column predicted = col(ScoreColumns.PREDICTED_CLV);
    Column margin = col(ScoreColumns.MARGIN_DELIVERED).cast(DataTypes.DoubleType);
    Column value = margin.plus(coalesce(predicted, lit(0.0)));
    ActivityWindows windows = facts.windows();
    int lastDay = (int) facts.runDate().toEpochDay();
    PurchasePolicy policy = PurchasePolicy.of(facts.settings().purchases());
    UDF1<byte[], Boolean> retained = days -> windows.retained(days, lastDay, policy);
    return valued
        .withColumn(
            ScoreColumns.VALUE_TIER, ValueTier.of(coalesce(predicted, margin), benchmarks.tiers()))
        .withColumn(
            ScoreColumns.COHORT_BENCHMARK, value.divide(benchmarks.cohortMean(facts.cohortDay())))
        .withColumn(
            ScoreColumns.SEGMENT_BENCHMARK,
            value.divide(benchmarks.segmentMean(col(ScoreColumns.RFM_SEGMENT))))
        .withColumn(
            ScoreColumns.MARGIN_AFTER_ACQUISITION,
            col(ScoreColumns.MARGIN_DELIVERED)
                .minus(col(ScoreColumns.ACQUISITION_COST))
                .try_cast(Money.AMOUNT))
        .withColumn(
            ScoreColumns.RETAINED,
            udf(retained, DataTypes.BooleanType).apply(col(HistoryColumns.DAYS)));
  }

  /**
   * Every customer with a purchase is there with the whole revenue, and every value makes sense.
   */
  @Override
  public Check check(Facts facts) {
    return check(facts.totals(), facts.account().buyers(), facts.account().revenue());
  }

  static Check check(ScoreTotals totals, long buyers, BigDecimal revenue) {
    List<String> problems = new ArrayList<>();
    if (totals.rows() != buyers) {
      problems.add(
          "scores has %d rows for %d customers with a purchase".formatted(totals.rows(), buyers));
    }
    if (totals.revenue().compareTo(revenue) != 0) {
      problems.add(
          "scores sums up to a revenue of %s instead of %s".formatted(totals.revenue(), revenue));
    }
    problems.addAll(totals.senseless());
    return new Check(totals.rows(), problems);
  }

  /** The customers with the highest predicted value; by value to date where none is predicted. */
  public static List<TopCustomer> top(Facts facts, int customers) {
    return facts
        .written(Tables.SCORES)
        .orderBy(
            desc(
                facts.models().forecastsMoney()
                    ? ScoreColumns.PREDICTED_CLV
                    : ScoreColumns.HISTORICAL_CLV),
            col(ScoreColumns.CUSTOMER_ID))
        .limit(customers)
        .select(
            col(ScoreColumns.CUSTOMER_ID).cast("string"),
            col(ScoreColumns.RFM_SEGMENT),
            col(ScoreColumns.HISTORICAL_CLV),
            col(ScoreColumns.P_ALIVE),
            col(ScoreColumns.EXPECTED_PURCHASES),
            col(ScoreColumns.PREDICTED_CLV))
        .collectAsList()
        .stream()
        .map(
            row ->
                new TopCustomer(
                    row.getString(0),
                    row.getString(1),
                    row.getDouble(2),
                    row.<Double>getAs(3),
                    row.<Double>getAs(4),
                    row.<Double>getAs(5)))
        .toList();
  }
}
