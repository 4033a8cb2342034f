package io.perennial.subscription;

import io.perennial.schema.Basis;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Customers with their price periods, written down as a person would, and what they come to. */
final class Book {
  private final Map<String, List<PricePeriod>> customers = new LinkedHashMap<>();
  private Basis basis = Basis.EVENTS;
  private int graceDays;
  private Exchange exchange = Exchange.NONE;

  Book basis(Basis other) {
    this.basis = other;
    return this;
  }

  Book graceDays(int days) {
    this.graceDays = days;
    return this;
  }

  Book exchange(Exchange other) {
    this.exchange = other;
    return this;
  }

  /** A monthly price; an end of null runs on. */
  Book monthly(String customer, String plan, String start, String end, String amount) {
    return period(customer, period(null, plan, start, end, amount));
  }

  Book period(String customer, PricePeriod period) {
    customers.computeIfAbsent(customer, any -> new ArrayList<>()).add(period);
    return this;
  }

  static PricePeriod period(
      String subscription, String plan, String start, String end, String amount) {
    long micros = micros(amount);
    return new PricePeriod(
        subscription,
        plan,
        day(start),
        end == null ? PricePeriod.NEVER : day(end),
        micros,
        micros,
        PricePeriod.Leaving.UNKNOWN,
        PricePeriod.NEVER,
        PricePeriod.NEVER,
        PricePeriod.NO_TRIAL,
        null);
  }

  static PricePeriod paused(PricePeriod of, String from, String to) {
    return with(
        of,
        of.leaving(),
        day(from),
        to == null ? PricePeriod.NEVER : day(to),
        of.trialEnd(),
        of.currency());
  }

  static PricePeriod trial(PricePeriod of, String firstPaidDay) {
    return with(of, of.leaving(), of.pausedFrom(), of.pausedTo(), day(firstPaidDay), of.currency());
  }

  static PricePeriod leaving(PricePeriod of, PricePeriod.Leaving leaving) {
    return with(of, leaving, of.pausedFrom(), of.pausedTo(), of.trialEnd(), of.currency());
  }

  static PricePeriod in(String currency, PricePeriod of) {
    return with(of, of.leaving(), of.pausedFrom(), of.pausedTo(), of.trialEnd(), currency);
  }

  /** The same subscription at the same price. */
  private static PricePeriod with(
      PricePeriod of,
      PricePeriod.Leaving leaving,
      int pausedFrom,
      int pausedTo,
      int trialEnd,
      String currency) {
    return new PricePeriod(
        of.subscription(),
        of.plan(),
        of.start(),
        of.end(),
        of.monthly(),
        of.billed(),
        leaving,
        pausedFrom,
        pausedTo,
        trialEnd,
        currency);
  }

  static int day(String date) {
    return Math.toIntExact(LocalDate.parse(date).toEpochDay());
  }

  static long micros(String amount) {
    return new BigDecimal(amount).movePointRight(6).longValueExact();
  }

  /** What it comes to by the end of a day. */
  Figures at(String runDate) {
    boolean hasPlans =
        customers.values().stream().flatMap(List::stream).allMatch(each -> each.plan() != null);
    LocalDate day = LocalDate.parse(runDate);
    CustomerBooks books = new CustomerBooks(new Policy(basis, graceDays, day, hasPlans), exchange);
    List<PricePeriod> overlapping = new ArrayList<>();
    customers.values().forEach(periods -> overlapping.addAll(books.book(periods)));
    MonthTable months = new MonthTable();
    months.add(books.customers());
    MonthTable subscriptions = new MonthTable();
    subscriptions.add(books.subscriptions());
    MonthTable lives = new MonthTable();
    lives.add(books.lives());
    return new Figures(
        months, subscriptions, lives, Months.of(Math.toIntExact(day.toEpochDay())), overlapping);
  }

  /** Everything by the end of a day. */
  record Figures(
      MonthTable months,
      MonthTable subscriptions,
      MonthTable lives,
      int last,
      List<PricePeriod> overlapping) {
    /** A month of all, as in 2024-01. */
    MonthFigures month(String month) {
      return of("", month);
    }

    /** A month of a plan. */
    MonthFigures of(String plan, String month) {
      int wanted = Months.of(day(month + "-01"));
      return months.months(plan, last).stream()
          .filter(each -> each.month() == wanted)
          .findFirst()
          .orElseThrow();
    }

    Survival survival() {
      return lives.survivals().get("");
    }
  }

  /** A sum in currency units, to the cent. */
  static String units(MonthFigures month, Measure measure) {
    return new BigDecimal(month.sum(measure), 6)
        .setScale(2, java.math.RoundingMode.HALF_UP)
        .toPlainString();
  }
}
