package io.perennial.table;

import io.perennial.cohort.CohortActivity;
import io.perennial.cohort.FixedAges;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Value and repurchase of cohorts at fixed ages, of all customers and by attribute: one row for
 * each cohort of a segment that has customers, and one for all of them with a null cohort. The
 * columns on ages are those of {@link AgeColumns}, those on costs of {@link PaybackColumns}.
 */
final class CohortValue extends SmallTable {
  /** First day of the period in which the customers bought for the first time; null for all. */
  static final String COHORT = "cohort";

  /** What splits the customers into segments. */
  static final String DIMENSION = "dimension";

  /** The segment. */
  static final String SEGMENT = "segment";

  /** Customers acquired. */
  static final String CUSTOMERS = "customers";

  private static final StructType SCHEMA =
      PaybackColumns.addTo(
          AgeColumns.addTo(
              new StructType()
                  .add(COHORT, DataTypes.DateType)
                  .add(DIMENSION, DataTypes.StringType, false)
                  .add(SEGMENT, DataTypes.StringType, false)
                  .add(CUSTOMERS, DataTypes.LongType, false)));

  CohortValue() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "cohort_value";
  }

  @Override
  List<Row> list(Facts facts) {
    List<Row> rows = new ArrayList<>();
    for (ActivitySegment segment : facts.activitySegments()) {
      rows.add(row(null, segment, segment.activity().all(), facts));
      segment
          .activity()
          .cohorts()
          .forEach((cohort, customers) -> rows.add(row(cohort, segment, customers, facts)));
    }
    return rows;
  }

  private static Row row(
      LocalDate cohort, ActivitySegment segment, CohortActivity customers, Facts facts) {
    List<Object> values =
        new ArrayList<>(
            Arrays.asList(cohort, segment.dimension(), segment.name(), customers.customers()));
    values.addAll(AgeColumns.values(customers, facts));
    List<Double> ltv =
        FixedAges.DAYS.stream()
            .map(age -> (Double) values.get(SCHEMA.fieldIndex(AgeColumns.LTV + age)))
            .toList();
    values.addAll(PaybackColumns.values(cohort, segment, customers, ltv, facts));
    return RowFactory.create(values.toArray());
  }

  /** Of every dimension, all customers are in the rows of all and, once, in the cohorts. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    Map<String, Long> sums =
        written.stream()
            .collect(
                Collectors.groupingBy(
                    row ->
                        (row.getAs(COHORT) == null ? "all cohorts" : "its cohorts")
                            + " of dimension "
                            + row.getAs(DIMENSION),
                    TreeMap::new,
                    Collectors.summingLong(row -> row.<Long>getAs(CUSTOMERS))));
    long buyers = facts.account().buyers();
    List<String> problems = new ArrayList<>();
    sums.forEach(
        (where, customers) -> {
          if (customers != buyers) {
            problems.add(
                "cohort_value holds %d customers in %s instead of %d"
                    .formatted(customers, where, buyers));
          }
        });
    return problems;
  }
}
