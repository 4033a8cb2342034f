package io.perennial.basket;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import io.perennial.basket.ProductStatistics.Pair;
import io.perennial.basket.ProductStatistics.Second;
import io.perennial.basket.ProductStatistics.Segment;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.TransactionColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** A shop of five customers, counted by hand a hundred days after it opened. */
class ProductStatisticsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add(TransactionColumns.CUSTOMER, DataTypes.StringType)
          .add(TransactionColumns.ORDER, DataTypes.LongType)
          .add(TransactionColumns.DAY, DataTypes.IntegerType)
          .add(TransactionColumns.TIMESTAMP, DataTypes.LongType)
          .add(TransactionColumns.AMOUNT, DataTypes.LongType)
          .add(TransactionColumns.PRODUCT, DataTypes.StringType)
          .add(TransactionColumns.DISCOUNT, DataTypes.StringType)
          .add(TransactionColumns.ROW_CLASS, DataTypes.IntegerType);

  private final List<Row> rows = new ArrayList<>();

  @Test
  void countsOrdersNotLinesAndDaysOfPurchase() {
    // Two orders; a product that stands there twice counts once, a returned one not at all.
    add("a", 1L, 0, 0, 10, "x", null);
    add("a", 1L, 0, 0, 19, "y", null);
    add("a", 1L, 0, 0, 1, "y", null);
    add("a", 1L, 0, 0, 0, "free", null);
    add("a", 2L, 10, 0, 1, "x", null);
    add("a", 2L, 10, 0, 2, "y", null);
    add("a", 2L, 10, 0, 3, "z", null);
    // Everything of the first day went back, so that the day is none of purchase.
    add("b", 3L, 0, 0, 10, "x", null);
    add("b", 4L, 0, 5, -10, "x", null);
    add("b", 5L, 5, 0, 5, "y", "d");
    // The order with the higher number is the earlier one of the day; the other is no return.
    add("c", 6L, 2, 200, 4, "y", null);
    add("c", 7L, 2, 100, 6, "x", null);
    // Rows without an order are orders of their own.
    add("d", null, 1, 0, 7, "x", null);
    add("d", null, 40, 1, 8, "y", null);
    add("d", null, 40, 2, 9, "z", null);
    // More products than count, none of which anybody else bought.
    for (int i = 0; i <= Baskets.MAX_PRODUCTS; i++) {
      add("e", 8L, 3, 0, 1, "p%04d".formatted(i), null);
    }
    Dataset<Row> baskets =
        Baskets.build(
            SparkTestSession.shared().createDataFrame(rows, SCHEMA).repartition(3),
            new PurchasePolicy(false));

    ProductStatistics found = ProductStatistics.measure(baskets, LocalDate.ofEpochDay(100), 2);

    assertThat(found.orders()).isEqualTo(10);
    assertThat(found.returners()).isEqualTo(2);
    assertThat(found.cutOrders()).isEqualTo(1);
    assertThat(found.together())
        .containsExactlyInAnyOrder(new Pair("x", "y", 2, 5, 5), new Pair("y", "x", 2, 5, 5));
    assertThat(found.next()).containsExactly(new Pair("x", "y", 2, 2, 2));

    Map<String, Segment> segments =
        found.segments().stream()
            .collect(Collectors.toMap(each -> each.dimension() + " " + each.name(), e -> e));
    assertThat(segments)
        .containsOnlyKeys(
            "product x", "product y", "product (other)", "discount (none)", "discount (other)");
    Segment x = segments.get("product x");
    assertThat(x.customers()).isEqualTo(3);
    assertThat(x.returners()).isEqualTo(2);
    assertThat(x.overlapping()).as("a is in y, too").isEqualTo(1);
    assertThat(x.youngestAgeDays()).isEqualTo(98);
    assertThat(x.medianDays()).as("1/3 left after 39 days").hasValue(39);
    assertThat(x.meanDaysAgain()).hasValue((10 + 39) / 2.0);
    assertThat(x.medianDaysAgain()).hasValue((10 + 39) / 2.0);
    assertThat(x.ages()).extracting(age -> age.customers()).containsExactly(3L, 3L, 3L, 0L, 0L);
    assertThat(x.ages()).extracting(age -> age.boughtAgain()).containsExactly(1L, 2L, 2L, 0L, 0L);
    assertThat(x.ages())
        .extracting(age -> age.amounts().revenue().toPlainString())
        .startsWith("53.000000", "70.000000", "70.000000");
    assertThat(x.ages())
        .extracting(age -> age.amounts().orders())
        .as("two of a, two of c; of d one, and two more after 39 days")
        .containsExactly(5L, 7L, 7L, 0L, 0L);
    assertThat(x.second())
        .containsExactly(new Second("y", 2, 2), new Second("x", 1, 1), new Second("z", 1, 1));
    Segment y = segments.get("product y");
    assertThat(y.customers()).isEqualTo(2);
    assertThat(y.medianDays()).as("half after 10 days").hasValue(10);
    assertThat(segments.get("product (other)").customers()).isEqualTo(1);
    assertThat(segments.get("product (other)").overlapping()).isZero();
    assertThat(segments.get("discount (none)").customers()).isEqualTo(4);
    assertThat(segments.get("discount (other)").customers()).isEqualTo(1);
  }

  private void add(
      String customer,
      Long order,
      int day,
      long time,
      long amount,
      String product,
      String discount) {
    rows.add(
        RowFactory.create(customer, order, day, time, amount * 1_000_000, product, discount, 0));
  }
}
