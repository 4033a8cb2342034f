package io.perennial.history;

import io.perennial.schema.RowClass;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A part of the reconciliation: counts of rows of one class. Rows and amounts are counted where
 * they are read, customers and the contents of their histories where these are built. Tallies are
 * shuffled and stored as data beside the histories, so that a retried task counts once.
 */
final class Tally {
  private static final long NONE_YET = Long.MIN_VALUE;

  private final int rowClass;
  private long rows;
  private final ExactSum amount = new ExactSum();
  private final ExactSum absoluteAmount = new ExactSum();
  private final DayRows days = new DayRows();
  private long withoutOrder;
  private final SortedMap<String, Long> placeholders = new TreeMap<>();
  private long firstTimestamp = NONE_YET;
  private long lastTimestamp = NONE_YET;
  private boolean hasCurrencies;
  private long withoutCurrency;
  private UTF8String firstCurrency;
  private UTF8String lastCurrency;

  private long customers;
  private long buyers;
  private long customerDays;
  private long purchaseDays;
  private final ExactSum historyAmount = new ExactSum();
  private final ExactSum buyersAmount = new ExactSum();
  private final ExactSum returned = new ExactSum();
  private long purchaseRows;
  private final Largest mostRows = new Largest();
  private final Largest mostRevenue = new Largest();
  private final ExactSum cost = new ExactSum();
  private long duplicateRows;
  private final ExactSum duplicateAmount = new ExactSum();

  /**
   * @param rowClass as in {@link RowClass}
   */
  Tally(int rowClass) {
    this.rowClass = rowClass;
  }

  void addRow(long micros) {
    rows++;
    amount.add(micros);
    absoluteAmount.add(Math.abs(micros));
  }

  void seenDay(int day) {
    days.add(day);
  }

  void seenNoOrder() {
    withoutOrder++;
  }

  /** Notes a customer whose name is none; the text may be a view of a buffer about to change. */
  void seenPlaceholder(UTF8String customer) {
    placeholders.merge(customer.toString(), 1L, Long::sum);
  }

  void seen(long timestamp) {
    firstTimestamp = firstTimestamp == NONE_YET ? timestamp : Math.min(firstTimestamp, timestamp);
    lastTimestamp = Math.max(lastTimestamp, timestamp);
  }

  /**
   * Notes a currency, null and nothing included; the text may be a view of a buffer that is about
   * to change.
   */
  void seen(UTF8String currency) {
    hasCurrencies = true;
    if (currency == null || currency.numBytes() == 0) {
      withoutCurrency++;
    } else {
      seenCode(currency);
    }
  }

  private void seenCode(UTF8String currency) {
    if (currency.equals(lastCurrency)) {
      return;
    }
    if (firstCurrency == null || currency.compareTo(firstCurrency) < 0) {
      firstCurrency = currency.copy();
    }
    if (lastCurrency == null || currency.compareTo(lastCurrency) > 0) {
      lastCurrency = currency.copy();
    }
  }

  void addDuplicates(long repeats, ExactSum micros) {
    duplicateRows += repeats;
    duplicateAmount.add(micros);
  }

  /**
   * Counts a customer with its history.
   *
   * @param customer in Spark's own form
   * @param rowsWithPurchase rows whose own amount is a purchase
   * @throws ArithmeticException when a sum of its days exceeds 9.2e12 currency units
   */
  void addCustomer(
      Object customer, DayTable history, long rowsWithPurchase, PurchasePolicy policy) {
    long revenue = 0;
    long back = 0;
    long costs = 0;
    int purchases = 0;
    for (int i = 0; i < history.size(); i++) {
      long net = history.amount(i);
      boolean purchase = policy.isPurchase(net);
      revenue = Math.addExact(revenue, net);
      back = Math.addExact(back, purchase ? 0 : net);
      costs = Math.addExact(costs, history.cost(i));
      purchases += purchase ? 1 : 0;
    }
    Math.subtractExact(revenue, back); // the sum over the purchase days fits as well
    customers++;
    customerDays += history.size();
    purchaseRows += rowsWithPurchase;
    mostRows.offer(customer, rowsWithPurchase);
    mostRevenue.offer(customer, revenue);
    purchaseDays += purchases;
    historyAmount.add(revenue);
    cost.add(costs);
    if (purchases > 0) {
      buyers++;
      buyersAmount.add(revenue);
      returned.add(-back);
    }
  }

  void merge(Tally other) {
    rows += other.rows;
    amount.add(other.amount);
    absoluteAmount.add(other.absoluteAmount);
    days.add(other.days);
    withoutOrder += other.withoutOrder;
    other.placeholders.forEach((name, seen) -> placeholders.merge(name, seen, Long::sum));
    if (other.lastTimestamp != NONE_YET) {
      seen(other.firstTimestamp);
      seen(other.lastTimestamp);
    }
    hasCurrencies |= other.hasCurrencies;
    withoutCurrency += other.withoutCurrency;
    if (other.firstCurrency != null) {
      seenCode(other.firstCurrency);
      seenCode(other.lastCurrency);
    }
    customers += other.customers;
    buyers += other.buyers;
    customerDays += other.customerDays;
    purchaseDays += other.purchaseDays;
    historyAmount.add(other.historyAmount);
    buyersAmount.add(other.buyersAmount);
    returned.add(other.returned);
    purchaseRows += other.purchaseRows;
    mostRows.merge(other.mostRows);
    mostRevenue.merge(other.mostRevenue);
    cost.add(other.cost);
    addDuplicates(other.duplicateRows, other.duplicateAmount);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(rowClass);
      out.writeLong(rows);
      amount.write(out);
      absoluteAmount.write(out);
      days.write(out);
      out.writeLong(withoutOrder);
      out.writeInt(placeholders.size());
      for (var placeholder : placeholders.entrySet()) {
        out.writeUTF(placeholder.getKey());
        out.writeLong(placeholder.getValue());
      }
      out.writeLong(firstTimestamp);
      out.writeLong(lastTimestamp);
      out.writeBoolean(hasCurrencies);
      out.writeLong(withoutCurrency);
      out.writeBoolean(firstCurrency != null);
      if (firstCurrency != null) {
        write(out, firstCurrency);
        write(out, lastCurrency);
      }
      out.writeLong(customers);
      out.writeLong(buyers);
      out.writeLong(customerDays);
      out.writeLong(purchaseDays);
      historyAmount.write(out);
      buyersAmount.write(out);
      returned.write(out);
      out.writeLong(purchaseRows);
      mostRows.write(out);
      mostRevenue.write(out);
      cost.write(out);
      out.writeLong(duplicateRows);
      duplicateAmount.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  static Tally decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      Tally tally = new Tally(in.readInt());
      tally.rows = in.readLong();
      tally.amount.read(in);
      tally.absoluteAmount.read(in);
      tally.days.read(in);
      tally.withoutOrder = in.readLong();
      int placeholders = in.readInt();
      for (int i = 0; i < placeholders; i++) {
        tally.placeholders.put(in.readUTF(), in.readLong());
      }
      tally.firstTimestamp = in.readLong();
      tally.lastTimestamp = in.readLong();
      tally.hasCurrencies = in.readBoolean();
      tally.withoutCurrency = in.readLong();
      if (in.readBoolean()) {
        tally.firstCurrency = read(in);
        tally.lastCurrency = read(in);
      }
      tally.customers = in.readLong();
      tally.buyers = in.readLong();
      tally.customerDays = in.readLong();
      tally.purchaseDays = in.readLong();
      tally.historyAmount.read(in);
      tally.buyersAmount.read(in);
      tally.returned.read(in);
      tally.purchaseRows = in.readLong();
      tally.mostRows.read(in);
      tally.mostRevenue.read(in);
      tally.cost.read(in);
      tally.duplicateRows = in.readLong();
      tally.duplicateAmount.read(in);
      return tally;
    } catch (IOException e) {
      throw new IllegalArgumentException("a tally is damaged", e);
    }
  }

  private static void write(DataOutputStream out, UTF8String text) throws IOException {
    byte[] bytes = text.getBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static UTF8String read(DataInputStream in) throws IOException {
    return UTF8String.fromBytes(in.readNBytes(in.readInt()));
  }

  int rowClass() {
    return rowClass;
  }

  long rows() {
    return rows;
  }

  /** Net amount of the rows, in micros. */
  ExactSum amount() {
    return amount;
  }

  /** Sum of the amounts without their signs, in micros. */
  ExactSum absoluteAmount() {
    return absoluteAmount;
  }

  /** Rows by day; of accepted rows only. */
  SortedMap<Integer, Long> days() {
    return days.byDay();
  }

  /** Rows that belong to no order, where others may. */
  long withoutOrder() {
    return withoutOrder;
  }

  /** Rows by name of customers whose name is none. */
  SortedMap<String, Long> placeholders() {
    return placeholders;
  }

  /** Whether a timestamp was seen. */
  boolean hasTimestamps() {
    return lastTimestamp != NONE_YET;
  }

  /** In microseconds since 1970-01-01 UTC. */
  long firstTimestamp() {
    return firstTimestamp;
  }

  long lastTimestamp() {
    return lastTimestamp;
  }

  /** Whether the rows have a currency column. */
  boolean hasCurrencies() {
    return hasCurrencies;
  }

  /** Rows without a currency, where they may have one. */
  long withoutCurrency() {
    return withoutCurrency;
  }

  /** Null without one. */
  String firstCurrency() {
    return firstCurrency == null ? null : firstCurrency.toString();
  }

  String lastCurrency() {
    return lastCurrency == null ? null : lastCurrency.toString();
  }

  long customers() {
    return customers;
  }

  /** Customers with a purchase day. */
  long buyers() {
    return buyers;
  }

  long customerDays() {
    return customerDays;
  }

  long purchaseDays() {
    return purchaseDays;
  }

  /** Net amount of the histories; it equals that of the rows unless rows were lost. */
  ExactSum historyAmount() {
    return historyAmount;
  }

  ExactSum buyersAmount() {
    return buyersAmount;
  }

  /** What customers with a purchase day got back on other days, above zero where they did. */
  ExactSum returned() {
    return returned;
  }

  /** Rows whose own amount is a purchase. */
  long purchaseRows() {
    return purchaseRows;
  }

  /** The customer with most of these. */
  Largest mostRows() {
    return mostRows;
  }

  /** The customer with most net revenue, in micros. */
  Largest mostRevenue() {
    return mostRevenue;
  }

  ExactSum cost() {
    return cost;
  }

  long duplicateRows() {
    return duplicateRows;
  }

  ExactSum duplicateAmount() {
    return duplicateAmount;
  }
}
