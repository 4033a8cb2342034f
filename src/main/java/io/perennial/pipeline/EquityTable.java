package io.perennial.pipeline;

import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.Interval;
import io.perennial.schema.EquityColumns;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The {@code equity} table. */
final class EquityTable {
  static final StructType SCHEMA =
      new StructType()
          .add(EquityColumns.COHORT, DataTypes.DateType)
          .add(EquityColumns.CUSTOMERS, DataTypes.LongType, false)
          .add(EquityColumns.EXPECTED_PURCHASES, DataTypes.DoubleType, false)
          .add(EquityColumns.EXPECTED_PURCHASES_LOW, DataTypes.DoubleType)
          .add(EquityColumns.EXPECTED_PURCHASES_HIGH, DataTypes.DoubleType)
          .add(EquityColumns.PREDICTED_CLV, DataTypes.DoubleType, false)
          .add(EquityColumns.PREDICTED_CLV_LOW, DataTypes.DoubleType)
          .add(EquityColumns.PREDICTED_CLV_HIGH, DataTypes.DoubleType);

  private EquityTable() {}

  static List<Row> rows(List<CohortForecast> forecasts) {
    return forecasts.stream()
        .map(
            forecast ->
                RowFactory.create(
                    forecast.cohort().map(Date::valueOf).orElse(null),
                    forecast.customers(),
                    forecast.expectedPurchases(),
                    forecast.purchases().map(Interval::low).orElse(null),
                    forecast.purchases().map(Interval::high).orElse(null),
                    forecast.predictedClv(),
                    forecast.clv().map(Interval::low).orElse(null),
                    forecast.clv().map(Interval::high).orElse(null)))
        .toList();
  }
}
