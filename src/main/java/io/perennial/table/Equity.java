package io.perennial.table;

import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.Interval;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Customer equity: what the customers of a cohort together are expected to do over the horizon. One
 * row a cohort, and one of all customers with a null cohort. Forecasts are null without a model of
 * them. The ends of intervals are null without a bootstrap, and for a cohort that nothing is
 * expected of.
 */
final class Equity extends SmallTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("cohort", DataTypes.DateType)
          .add("customers", DataTypes.LongType, false)
          .add(ScoreColumns.EXPECTED_PURCHASES, DataTypes.DoubleType)
          .add(ScoreColumns.EXPECTED_PURCHASES_LOW, DataTypes.DoubleType)
          .add(ScoreColumns.EXPECTED_PURCHASES_HIGH, DataTypes.DoubleType)
          .add(ScoreColumns.PREDICTED_CLV, DataTypes.DoubleType)
          .add(ScoreColumns.PREDICTED_CLV_LOW, DataTypes.DoubleType)
          .add(ScoreColumns.PREDICTED_CLV_HIGH, DataTypes.DoubleType)
          .add(ScoreColumns.CORRECTED_CLV, DataTypes.DoubleType);

  Equity() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "equity";
  }

  @Override
  List<Row> list(Facts facts) {
    return facts.equity().stream().map(Equity::row).toList();
  }

  private static Row row(CohortForecast forecast) {
    return RowFactory.create(
        forecast.cohort().orElse(null),
        forecast.customers(),
        forecast.expectedPurchases(),
        forecast.purchases().map(Interval::low).orElse(null),
        forecast.purchases().map(Interval::high).orElse(null),
        forecast.predictedClv(),
        forecast.clv().map(Interval::low).orElse(null),
        forecast.clv().map(Interval::high).orElse(null),
        forecast.correctedClv());
  }

  /** All customers are in the row of all and, once, in the rows of the cohorts. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    List<String> problems = new ArrayList<>();
    Map<Boolean, List<Row>> isCohort =
        written.stream().collect(Collectors.partitioningBy(row -> row.getAs("cohort") != null));
    long all = totalCount(isCohort.get(false), "customers");
    long cohorts = totalCount(isCohort.get(true), "customers");
    long buyers = facts.account().buyers();
    if (all != buyers || cohorts != buyers) {
      problems.add(
          "equity holds %d customers in all and %d in its cohorts instead of %d"
              .formatted(all, cohorts, buyers));
    }
    return problems;
  }
}
