package io.perennial.table;

import io.perennial.cohort.CohortActivity;
import io.perennial.cohort.FixedAges;
import io.perennial.economics.CustomerValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns on value and repurchase by the age of customers in days, which is a suffix of each:
 * {@code ltv_30}, {@code ltv_60} and so on for the ages of {@link FixedAges#DAYS}. An age of d days
 * includes the day d days after the first purchase day, and what came before that.
 *
 * <p>Until the youngest customer is that old, what all customers will have spent by that age is not
 * known, and the figures over all are null. Those over the customers who are old enough stand
 * beside them.
 */
final class AgeColumns {
  /** Days from the first purchase day of the youngest customer to the run date. */
  static final String YOUNGEST_AGE_DAYS = "youngest_age_days";

  /** Margin by the age ÷ all customers; null until the youngest is that old. */
  static final String LTV = "ltv_";

  /** Net amount by the age ÷ all customers; null until the youngest is that old. */
  static final String REVENUE = "revenue_";

  /**
   * Share of all customers with a second purchase day by the age; null until the youngest is that
   * old.
   */
  static final String REPURCHASE = "repurchase_";

  /** Customers who are old enough. */
  static final String MATURE_CUSTOMERS = "mature_customers_";

  /** Margin by the age of customers who are old enough ÷ their number; null without any. */
  static final String MATURE_LTV = "mature_ltv_";

  /** Net amount by the age of customers who are old enough ÷ their number; null without any. */
  static final String MATURE_REVENUE = "mature_revenue_";

  /**
   * Share of the customers who are old enough with a second purchase day by the age; null without
   * any.
   */
  static final String MATURE_REPURCHASE = "mature_repurchase_";

  private AgeColumns() {}

  /** The schema with the columns of every age. */
  static StructType addTo(StructType schema) {
    StructType all = schema.add(YOUNGEST_AGE_DAYS, DataTypes.IntegerType, false);
    for (int age : FixedAges.DAYS) {
      all =
          all.add(LTV + age, DataTypes.DoubleType)
              .add(REVENUE + age, DataTypes.DoubleType)
              .add(REPURCHASE + age, DataTypes.DoubleType)
              .add(MATURE_CUSTOMERS + age, DataTypes.LongType, false)
              .add(MATURE_LTV + age, DataTypes.DoubleType)
              .add(MATURE_REVENUE + age, DataTypes.DoubleType)
              .add(MATURE_REPURCHASE + age, DataTypes.DoubleType);
    }
    return all;
  }

  /** The values of these columns. */
  static List<Object> values(CohortActivity customers, Facts facts) {
    CustomerValue value = facts.value();
    List<Object> values = new ArrayList<>();
    values.add(customers.youngestAgeDays(facts.runDate()));
    for (FixedAges.AtAge age : customers.ages()) {
      long mature = age.customers();
      double revenue = age.amounts().revenue().doubleValue();
      double margin = value.earned(age.amounts().revenue(), age.amounts().cost());
      List<Double> means =
          mature == 0
              ? Arrays.asList(null, null, null)
              : List.of(margin / mature, revenue / mature, (double) age.boughtAgain() / mature);
      values.addAll(mature == customers.customers() ? means : Arrays.asList(null, null, null));
      values.add(mature);
      values.addAll(means);
    }
    return values;
  }
}
