package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.cohort.CohortActivity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Value and repurchase of cohorts at fixed ages, of all customers and by attribute: one row for
 * each cohort of a segment that has customers, and one for all of them with a null cohort. The
 * columns on ages are those of {@link AgeColumns}.
 */
final class CohortValue implements Table {
  /** First day of the period in which the customers bought for the first time; null for all. */
  static final String COHORT = "cohort";

  /** What splits the customers into segments. */
  static final String DIMENSION = "dimension";

  /** The segment. */
  static final String SEGMENT = "segment";

  /** Customers acquired. */
  static final String CUSTOMERS = "customers";

  private static final StructType SCHEMA =
      AgeColumns.addTo(
          new StructType()
              .add(COHORT, DataTypes.DateType)
              .add(DIMENSION, DataTypes.StringType, false)
              .add(SEGMENT, DataTypes.StringType, false)
              .add(CUSTOMERS, DataTypes.LongType, false));

  @Override
  public String name() {
    return "cohort_value";
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    List<Row> rows = new ArrayList<>();
    for (ActivitySegment segment : facts.activitySegments()) {
      rows.add(row(null, segment, segment.activity().all(), facts));
      segment
          .activity()
          .cohorts()
          .forEach((cohort, customers) -> rows.add(row(cohort, segment, customers, facts)));
    }
    return facts.spark().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Row row(
      LocalDate cohort, ActivitySegment segment, CohortActivity customers, Facts facts) {
    List<Object> values =
        new ArrayList<>(
            Arrays.asList(cohort, segment.dimension(), segment.name(), customers.customers()));
    values.addAll(AgeColumns.values(customers, facts));
    return RowFactory.create(values.toArray());
  }

  /** Of every dimension, all customers are in the rows of all and, once, in the cohorts. */
  @Override
  public Check check(Dataset<Row> written, Facts facts) {
    List<Row> sums =
        written
            .groupBy(DIMENSION)
            .agg(
                count(lit(1)),
                sum(when(col(COHORT).isNull(), col(CUSTOMERS))),
                sum(when(col(COHORT).isNotNull(), col(CUSTOMERS))))
            .collectAsList();
    long buyers = facts.account().buyers();
    List<String> problems = new ArrayList<>();
    for (Row row : sums) {
      if (row.getLong(2) != buyers || row.getLong(3) != buyers) {
        problems.add(
            "cohort_value holds %d customers in all and %d in its cohorts by %s instead of %d"
                .formatted(row.getLong(2), row.getLong(3), row.getString(0), buyers));
      }
    }
    return new Check(sums.stream().mapToLong(row -> row.getLong(1)).sum(), problems);
  }
}
