package io.perennial.basket;

import io.perennial.cohort.FixedAges;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.RowsOnDemand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Turns rows sorted by customer, order and product into those of {@link Baskets}. Holds the
 * products of one order and, of one customer, those of the earliest order of each day.
 */
final class BasketBuilder extends RowsOnDemand {
  private static final int KEY = 0;
  private static final int ORDER = 1;
  private static final int PRODUCT = 2;
  private static final int DISCOUNT = 3;
  private static final int DAY = 4;
  private static final int TIME = 5;
  private static final int AMOUNT = 6;
  private static final int COST = 7;

  private final Iterator<InternalRow> rows;
  private final PurchasePolicy policy;

  private boolean isOpen;
  private long customer;

  /** Net amount and cost of the customer in micros, and orders, by day. */
  private final SortedMap<Integer, long[]> sums = new TreeMap<>();

  private final SortedMap<Integer, Earliest> earliest = new TreeMap<>();

  private long order;
  private List<UTF8String> products = new ArrayList<>();
  private SortedSet<UTF8String> discounts = new TreeSet<>();
  private int leftOut;

  /** The first time of a purchase amount of the order, by day; empty without one. */
  private final SortedMap<Integer, Long> times = new TreeMap<>();

  /** An order that is the earliest of a day. */
  private record Earliest(
      long time, long order, List<UTF8String> products, Collection<UTF8String> discounts) {
    boolean isBefore(Earliest other) {
      return time != other.time ? time < other.time : order < other.order;
    }
  }

  BasketBuilder(Iterator<InternalRow> rows, PurchasePolicy policy) {
    this.rows = rows;
    this.policy = policy;
  }

  @Override
  protected boolean advance() {
    if (rows.hasNext()) {
      add(rows.next());
      return true;
    }
    if (!isOpen) {
      return false;
    }
    closeCustomer();
    isOpen = false;
    return true;
  }

  private void add(InternalRow row) {
    long key = row.getLong(KEY);
    long id = row.getLong(ORDER);
    if (isOpen && key != customer) {
      closeCustomer();
    } else if (isOpen && id != order) {
      closeOrder();
    }
    isOpen = true;
    customer = key;
    order = id;
    int day = row.getInt(DAY);
    long amount = row.getLong(AMOUNT);
    long[] sum = sums.computeIfAbsent(day, any -> new long[3]);
    sum[0] = Math.addExact(sum[0], amount);
    sum[1] = Math.addExact(sum[1], row.getLong(COST));
    if (policy.isPurchase(amount)) {
      times.merge(day, row.getLong(TIME), Math::min);
      addProduct(row);
      if (!row.isNullAt(DISCOUNT)) {
        discounts.add(row.getUTF8String(DISCOUNT).copy());
      }
    }
  }

  /** Equal products are neighbours. */
  private void addProduct(InternalRow row) {
    if (row.isNullAt(PRODUCT)) {
      return;
    }
    UTF8String product = row.getUTF8String(PRODUCT);
    if (!products.isEmpty() && products.get(products.size() - 1).equals(product)) {
      return;
    }
    if (products.size() < Baskets.MAX_PRODUCTS) {
      products.add(product.copy());
    } else {
      leftOut++;
    }
  }

  private void closeOrder() {
    if (times.isEmpty()) {
      return;
    }
    if (!products.isEmpty()) {
      make(array(products), leftOut, null, null, null, null, null, null, null);
    }
    sums.get(times.firstKey())[2]++;
    times.forEach(
        (day, time) ->
            earliest.merge(
                day,
                new Earliest(time, order, products, discounts),
                (one, other) -> other.isBefore(one) ? other : one));
    products = new ArrayList<>();
    discounts = new TreeSet<>();
    leftOut = 0;
    times.clear();
  }

  private void closeCustomer() {
    closeOrder();
    Integer first = null;
    Integer second = null;
    for (var day : sums.entrySet()) {
      if (policy.isPurchase(day.getValue()[0]) && second == null) {
        second = first == null ? null : day.getKey();
        first = first == null ? day.getKey() : first;
      }
    }
    if (first != null) {
      Earliest one = earliest.get(first);
      make(
          array(one.products()),
          0,
          array(one.discounts()),
          first,
          second,
          second == null ? null : array(earliest.get(second).products()),
          byAge(first, 0),
          byAge(first, 1),
          byAge(first, 2));
    }
    sums.clear();
    earliest.clear();
  }

  private GenericArrayData byAge(int first, int which) {
    long[] soFar = new long[FixedAges.DAYS.size()];
    sums.forEach(
        (day, sum) -> {
          for (int age = 0; age < soFar.length; age++) {
            if (day - first <= FixedAges.DAYS.get(age)) {
              soFar[age] = Math.addExact(soFar[age], sum[which]);
            }
          }
        });
    return new GenericArrayData(soFar);
  }

  private static GenericArrayData array(Collection<UTF8String> texts) {
    return new GenericArrayData(texts.toArray());
  }
}
