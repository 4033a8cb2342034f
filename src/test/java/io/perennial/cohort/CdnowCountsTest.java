package io.perennial.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The table of spend and repurchase by age of the CDNOW sample, the first day included. */
class CdnowCountsTest {
  private static final List<Integer> AGES = List.of(0, 30, 60, 90, 180);
  private static final double[] SPEND = {32.9911, 44.3820, 50.8534, 55.1988, 68.1049};
  private static final double[] BOUGHT_AGAIN = {0, .173950, .254985, .291472, .376326};

  @Test
  void spendAndRepurchaseByAge() {
    CustomerDays customer =
        new CustomerDays((int) LocalDate.of(1998, 6, 30).toEpochDay(), new PurchasePolicy(true));
    FixedAges ages = new FixedAges(AGES, Period.QUARTER);
    for (CustomerHistory history : customers()) {
      assertThat(customer.read(history.encode())).isTrue();
      ages.add(customer);
    }

    FixedAges.AtAge[] found = new FixedAges.AtAge[AGES.size()];
    ages.forEach((cohort, age, sums) -> found[age] = FixedAges.atAge(sums));
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i].customers()).isEqualTo(2357);
      assertThat(found[i].amounts().revenue().doubleValue() / 2357)
          .isEqualTo(SPEND[i], within(.00005));
      assertThat(found[i].boughtAgain() / 2357.).isEqualTo(BOUGHT_AGAIN[i], within(.0000005));
    }
  }

  private static Collection<CustomerHistory> customers() {
    Map<Object, CustomerHistory> customers = new TreeMap<>();
    for (Row row :
        SparkTestSession.shared()
            .sql(
                """
                SELECT customer_id, datediff(txn_date, DATE'1970-01-01'),
                  CAST(round(amount * 1e6) AS BIGINT)
                FROM parquet.`data-samples/cdnow-sample`
                """)
            .collectAsList()) {
      customers.merge(
          row.get(0),
          CustomerHistory.of(
              new int[] {row.getInt(1)}, new int[] {1}, new long[] {row.getLong(2)}, null),
          CustomerHistory::merge);
    }
    return customers.values();
  }
}
