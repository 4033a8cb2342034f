package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;

import io.perennial.economics.CustomerValue;
import io.perennial.history.HistoryColumns;
import io.perennial.history.Reconciliation;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.run.TopCustomer;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.RfmSegment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** One row a customer with a purchase; the columns are those of {@link ScoreColumns}. */
public final class Scores implements Table {
  @Override
  public String name() {
    return "scores";
  }

  @Override
  public OptionalLong plannedRows(Reconciliation input) {
    return OptionalLong.of(input.buyers());
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    Dataset<Row> forecasts = facts.models().forecast(facts.rfm().score(facts.buyers()));
    CustomerValue value = facts.value();
    return facts
        .intervals()
        .map(around -> around.ofCustomers(forecasts, value.keptMargin()))
        .orElseGet(() -> ForecastIntervals.unknown(forecasts))
        .withColumn(ScoreColumns.RFM_SEGMENT, RfmSegment.column())
        .withColumn(ScoreColumns.REVENUE, Money.amount(col(HistoryColumns.REVENUE)))
        .withColumn(ScoreColumns.HISTORICAL_CLV, value.historical())
        .withColumn(ScoreColumns.FORMULA_CLV, value.formula(facts.churn().monthly()))
        .withColumn(ScoreColumns.EXPECTED_REVENUE, value.expectedRevenue())
        .withColumn(ScoreColumns.PREDICTED_CLV, value.predicted())
        .withColumn(ScoreColumns.MODEL, lit(facts.models().label()).cast(DataTypes.StringType))
        .withColumn(ScoreColumns.RUN_ID, lit(facts.runId()))
        .select(ScoreColumns.ALL.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  /**
   * Every customer with a purchase is there with the whole revenue, and every value makes sense.
   */
  @Override
  public Check check(Dataset<Row> written, Facts facts) {
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
