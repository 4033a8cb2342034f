package io.perennial.table;

import io.perennial.basket.ProductStatistics;
import io.perennial.basket.ProductStatistics.Pair;
import io.perennial.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Products that are bought together or one after the other: the pairs that at least one in {@value
 * ProductStatistics#ONE_IN} of the orders of their measure has. A product counts once an order.
 */
final class ProductsTogether extends SmallTable {
  /**
   * {@value #SAME_ORDER}: of the orders with a product, both products are in one; {@value
   * #FIRST_TO_SECOND}: of the customers with a second order, the product is in the first order and
   * the other one in the second.
   */
  static final String MEASURE = "measure";

  /** The product that is there already. A pair of one order comes in both directions. */
  static final String PRODUCT = "product";

  /** The product that comes with it, or after it. */
  static final String OTHER_PRODUCT = "other_product";

  /** Orders with both; customers, of first and second orders. */
  static final String ORDERS = "orders";

  /** These ÷ all orders of the measure. */
  static final String SUPPORT = "support";

  /** These ÷ orders with the product. */
  static final String CONFIDENCE = "confidence";

  /** Confidence ÷ the share of all orders that have the other product; 1: as by chance. */
  static final String LIFT = "lift";

  /** Orders with the product; customers who come back, with it in their first order. */
  static final String PRODUCT_ORDERS = "product_orders";

  /** Orders with the other product; customers with it in their second order. */
  static final String OTHER_ORDERS = "other_orders";

  /** Orders with a product; customers with a second order. */
  static final String ALL_ORDERS = "all_orders";

  private static final String SAME_ORDER = "same-order";
  private static final String FIRST_TO_SECOND = "first-to-second";

  private static final StructType SCHEMA =
      new StructType()
          .add(MEASURE, DataTypes.StringType, false)
          .add(PRODUCT, DataTypes.StringType, false)
          .add(OTHER_PRODUCT, DataTypes.StringType, false)
          .add(ORDERS, DataTypes.LongType, false)
          .add(SUPPORT, DataTypes.DoubleType, false)
          .add(CONFIDENCE, DataTypes.DoubleType, false)
          .add(LIFT, DataTypes.DoubleType, false)
          .add(PRODUCT_ORDERS, DataTypes.LongType, false)
          .add(OTHER_ORDERS, DataTypes.LongType, false)
          .add(ALL_ORDERS, DataTypes.LongType, false);

  ProductsTogether() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "products_together";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.input().columns().product().isPresent();
  }

  @Override
  List<Row> list(Facts facts) {
    ProductStatistics products = facts.products();
    List<Row> rows = new ArrayList<>();
    sorted(products.together()).forEach(pair -> rows.add(row(SAME_ORDER, pair, products.orders())));
    sorted(products.next())
        .forEach(pair -> rows.add(row(FIRST_TO_SECOND, pair, products.returners())));
    return rows;
  }

  private static List<Pair> sorted(List<Pair> pairs) {
    return pairs.stream()
        .sorted(
            Comparator.comparingLong(Pair::orders)
                .reversed()
                .thenComparing(Pair::first)
                .thenComparing(Pair::then))
        .toList();
  }

  private static Row row(String measure, Pair pair, long all) {
    double confidence = (double) pair.orders() / pair.firstOrders();
    return RowFactory.create(
        measure,
        pair.first(),
        pair.then(),
        pair.orders(),
        (double) pair.orders() / all,
        confidence,
        confidence / ((double) pair.thenOrders() / all),
        pair.firstOrders(),
        pair.thenOrders(),
        all);
  }

  /** No pair has more orders than either product, and no product more than there are. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    long wrong =
        written.stream()
            .filter(
                row ->
                    row.<Long>getAs(ORDERS)
                            > Math.min(
                                row.<Long>getAs(PRODUCT_ORDERS), row.<Long>getAs(OTHER_ORDERS))
                        || Math.max(row.<Long>getAs(PRODUCT_ORDERS), row.<Long>getAs(OTHER_ORDERS))
                            > row.<Long>getAs(ALL_ORDERS))
            .count();
    return wrong == 0
        ? List.of()
        : List.of(
            "%d pairs of products_together have more orders than their products".formatted(wrong));
  }
}
