package io.perennial.subscription;

import static io.perennial.subscription.Book.in;
import static io.perennial.subscription.Book.leaving;
import static io.perennial.subscription.Book.paused;
import static io.perennial.subscription.Book.period;
import static io.perennial.subscription.Book.trial;
import static io.perennial.subscription.Book.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.JobFailure;
import io.perennial.schema.Basis;
import io.perennial.subscription.BillingInterval.Unit;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of recurring revenue, on examples whose figures can be told by hand. */
@Tag("pure")
class WorkedExamplesTest {
  private static final String BASIC = "basic";
  private static final String PRO = "pro";

  private static String monthly(String amount, Unit unit, int count) {
    long micros = new BillingInterval(unit, count).monthly(Book.micros(amount));
    return new java.math.BigDecimal(BigInteger.valueOf(micros), 6)
        .setScale(2, java.math.RoundingMode.HALF_UP)
        .toPlainString();
  }

  @Test
  void pricesAreNormalisedToAMonth() {
    assertThat(monthly("600", Unit.YEAR, 1)).isEqualTo("50.00");
    assertThat(monthly("90", Unit.QUARTER, 1)).isEqualTo("30.00");
    assertThat(monthly("10", Unit.WEEK, 1)).isEqualTo("43.33");
    assertThat(monthly("1", Unit.DAY, 1)).isEqualTo("30.42");
    assertThat(monthly("90", Unit.MONTH, 3)).isEqualTo("30.00");
    assertThat(monthly("20", Unit.WEEK, 2)).isEqualTo("43.33");
    assertThat(monthly("1200", Unit.YEAR, 2)).isEqualTo("50.00");
    assertThat(new BillingInterval(Unit.MONTH, 2).monthly(3)).isEqualTo(2); // a half goes up
  }

  @Test
  void oneHundredMonthlyAndFiftyYearlySubscribers() {
    Book book = new Book();
    for (int i = 0; i < 150; i++) {
      book.monthly("c" + i, null, "2024-01-01", null, i < 100 ? "100" : "50");
    }
    assertThat(units(book.at("2024-01-31").month("2024-01"), Measure.CLOSING))
        .isEqualTo("12500.00");
  }

  @Test
  void oneCustomersSeatsAndAddOns() {
    Book book = new Book();
    long seat = new BillingInterval(Unit.YEAR, 1).monthly(Book.micros("2000"));
    PricePeriod seats = period(null, null, "2023-02-01", "2024-02-01", "0");
    book.period(
        "one",
        new PricePeriod(
            null,
            null,
            seats.start(),
            seats.end(),
            seat,
            seat,
            PricePeriod.Leaving.UNKNOWN,
            PricePeriod.NEVER,
            PricePeriod.NEVER,
            PricePeriod.NO_TRIAL,
            null));
    book.monthly("one", null, "2023-05-01", "2023-09-01", "60");
    book.monthly("one", null, "2024-04-01", null, "150");
    Book.Figures figures = book.at("2024-04-30");

    assertThat(units(figures.month("2023-02"), Measure.NEW)).isEqualTo("166.67");
    assertThat(units(figures.month("2023-05"), Measure.EXPANSION)).isEqualTo("60.00");
    assertThat(units(figures.month("2023-09"), Measure.CONTRACTION)).isEqualTo("60.00");
    assertThat(figures.month("2023-09").sum(Measure.CHURN)).isZero();
    assertThat(units(figures.month("2024-02"), Measure.CHURN)).isEqualTo("166.67");
    assertThat(units(figures.month("2024-04"), Measure.REACTIVATION)).isEqualTo("150.00");
    assertThat(units(figures.month("2024-04"), Measure.CLOSING)).isEqualTo("150.00");
    assertThat(figures.months().all(figures.last())).hasSize(15); // the empty month, too
  }

  @Test
  void valueByTheFormula() {
    assertThat(RetainedValue.undiscounted(10, 1, .04)).isEqualTo(250);
    assertThat(RetainedValue.undiscounted(10, 1, .06)).isCloseTo(166.67, within(.005));
    assertThat(RetainedValue.undiscounted(100, 1, .05)).isEqualTo(2000);
  }

  @Test
  void lifetimeWithRetentionFrozenAtTheFirstPeriods() {
    assertThat(RetainedValue.discountedLifetime(3.806 / (.668 + 3.806), .1))
        .isCloseTo(4.412229, within(5e-7));
    assertThat(RetainedValue.discountedLifetime(1.182 / (.704 + 1.182), .1))
        .isCloseTo(2.324221, within(5e-7));
  }

  @Test
  void whoComesAndLeavesWithinAMonth() {
    Book book = new Book().monthly("brief", null, "2024-01-03", "2024-01-20", "50");
    book.monthly("other", null, "2024-01-01", null, "1");

    MonthFigures events = book.at("2024-01-31").month("2024-01");
    assertThat(units(events, Measure.NEW)).isEqualTo("51.00");
    assertThat(units(events, Measure.CHURN)).isEqualTo("50.00");

    MonthFigures snapshot = book.basis(Basis.SNAPSHOT).at("2024-01-31").month("2024-01");
    assertThat(units(snapshot, Measure.NEW)).isEqualTo("1.00");
    assertThat(snapshot.sum(Measure.CHURN)).isZero();
  }

  @Test
  void theEndOfAPaidPeriodInTheFutureIsNoChurn() {
    Book book = new Book();
    book.period(
        "scheduled",
        leaving(
            period(null, null, "2024-01-01", "2024-03-15", "30"), PricePeriod.Leaving.VOLUNTARY));
    book.monthly("paid up to", null, "2024-01-01", "2024-03-15", "70");

    MonthFigures before = book.at("2024-03-14").month("2024-03");
    assertThat(before.sum(Measure.CHURN)).isZero();
    assertThat(units(before, Measure.CLOSING)).isEqualTo("100.00");
    assertThat(units(before, Measure.COMMITTED)).isEqualTo("70.00");

    MonthFigures after = book.at("2024-03-15").month("2024-03");
    assertThat(units(after, Measure.CHURN)).isEqualTo("100.00");
    assertThat(units(after, Measure.CHURN_VOLUNTARY)).isEqualTo("30.00");
    assertThat(after.sum(Measure.CHURN_INVOLUNTARY)).isZero();
  }

  @Test
  void gapsUpToTheGraceAreJoined() {
    Book book = new Book().graceDays(7);
    book.monthly("late", null, "2024-01-01", "2024-02-01", "20");
    book.monthly("late", null, "2024-02-08", "2024-03-01", "20");
    book.monthly("later", null, "2024-01-01", "2024-02-01", "10");
    book.monthly("later", null, "2024-02-09", null, "10");

    MonthFigures february = book.at("2024-03-31").month("2024-02");
    assertThat(units(february, Measure.CHURN)).isEqualTo("10.00");
    assertThat(units(february, Measure.REACTIVATION)).isEqualTo("10.00");
    assertThat(units(book.at("2024-03-31").month("2024-03"), Measure.CHURN)).isEqualTo("20.00");
    // As long as the grace lasts, nobody knows.
    assertThat(book.at("2024-03-07").month("2024-03").sum(Measure.CHURN)).isZero();
    assertThat(units(book.at("2024-03-08").month("2024-03"), Measure.CHURN)).isEqualTo("20.00");
  }

  @Test
  void aChangeOfPlanIsATransfer() {
    Book book = new Book();
    book.period("up", period("s", BASIC, "2024-01-01", "2024-02-10", "10"));
    book.period("up", period("s", PRO, "2024-02-10", null, "30"));
    book.period("down", period("s", PRO, "2024-01-01", "2024-02-20", "30"));
    book.period("down", period("s", BASIC, "2024-02-20", null, "10"));
    Book.Figures figures = book.at("2024-02-29");

    MonthFigures all = figures.month("2024-02");
    assertThat(units(all, Measure.EXPANSION)).isEqualTo("20.00");
    assertThat(units(all, Measure.CONTRACTION)).isEqualTo("20.00");
    assertThat(all.sum(Measure.TRANSFERRED_IN)).isZero();
    MonthFigures basic = figures.of(BASIC, "2024-02");
    assertThat(units(basic, Measure.TRANSFERRED_OUT)).isEqualTo("10.00");
    assertThat(units(basic, Measure.TRANSFERRED_IN)).isEqualTo("10.00");
    MonthFigures pro = figures.of(PRO, "2024-02");
    assertThat(units(pro, Measure.EXPANSION)).isEqualTo("20.00");
    assertThat(units(pro, Measure.CONTRACTION)).isEqualTo("20.00");
    assertThat(all.logoChurn()).isZero();
    assertThat(basic.netRetention()).isEqualTo(3); // the customers of the plan, with all they pay
    assertThat(basic.grossRetention()).isEqualTo(1);
  }

  @Test
  void aTrialWeighsNothingUntilTheFirstPaidDay() {
    Book book = new Book();
    book.period("buys", trial(period("a", null, "2024-01-20", null, "40"), "2024-02-03"));
    book.period("tries", trial(period("b", null, "2024-01-25", "2024-02-08", "40"), "2024-02-08"));
    Book.Figures figures = book.at("2024-02-29");

    assertThat(figures.month("2024-01").sum(Measure.TRIALS)).isEqualTo(2);
    assertThat(figures.month("2024-01").sum(Measure.CLOSING)).isZero();
    assertThat(figures.month("2024-02").sum(Measure.CONVERSIONS)).isOne();
    assertThat(units(figures.month("2024-02"), Measure.NEW)).isEqualTo("40.00");
    assertThat(figures.month("2024-02").sum(Measure.CHURN)).isZero();
  }

  @Test
  void aPausedCustomerStays() {
    Book book = new Book();
    book.period(
        "pauses", paused(period("s", null, "2024-01-01", null, "25"), "2024-02-10", "2024-04-10"));
    Book.Figures figures = book.at("2024-04-30");

    assertThat(units(figures.month("2024-02"), Measure.PAUSED)).isEqualTo("25.00");
    assertThat(figures.month("2024-03").sum(Measure.ACTIVE)).isOne();
    assertThat(figures.month("2024-03").logoChurn()).isZero();
    assertThat(units(figures.month("2024-04"), Measure.RESUMED)).isEqualTo("25.00");
    assertThat(figures.month("2024-04").sum(Measure.EXPANSION)).isZero();
  }

  @Test
  void contractAndBilledStandSideBySide() {
    Book book = new Book();
    for (int i = 0; i < 77; i++) {
      PricePeriod full = period(null, null, "2024-01-01", null, "15");
      book.period(
          "c" + i,
          new PricePeriod(
              null,
              null,
              full.start(),
              full.end(),
              full.monthly(),
              Book.micros("1"),
              full.leaving(),
              full.pausedFrom(),
              full.pausedTo(),
              full.trialEnd(),
              null));
    }
    MonthFigures month = book.at("2024-01-31").month("2024-01");
    assertThat(units(month, Measure.CLOSING)).isEqualTo("1155.00");
    assertThat(units(month, Measure.BILLED)).isEqualTo("77.00");
  }

  @Test
  void logoChurnIsOfThoseThereAtTheStart() {
    Book book = new Book();
    for (int i = 0; i < 100; i++) {
      String end = i < 11 ? "2024-02-10" : null;
      book.monthly("c" + i, null, "2024-01-01", end, "1");
    }
    book.monthly("c0", null, "2024-02-20", null, "1"); // came back
    book.monthly("joined", null, "2024-02-05", "2024-02-25", "1");
    MonthFigures month = book.at("2024-02-29").month("2024-02");

    assertThat(month.sum(Measure.CHURNED_CUSTOMERS)).isEqualTo(12);
    assertThat(month.logoChurn()).isEqualTo(.10);
  }

  @Test
  void theQuickRatioNeedsALoss() {
    Book book = new Book().monthly("stays", null, "2024-01-01", null, "30");
    book.monthly("leaves", null, "2024-01-01", "2024-02-15", "10");
    book.monthly("comes", null, "2024-02-15", null, "40");
    Book.Figures figures = book.at("2024-02-29");

    assertThat(figures.month("2024-01").quickRatio()).isNull();
    assertThat(figures.month("2024-02").quickRatio()).isEqualTo(4);
    assertThat(figures.month("2024-02").arpa()).isEqualTo(35);
    assertThat(figures.month("2024-02").grossRetention()).isEqualTo(.75);
  }

  @Test
  void retentionOverAYearIsOfTheSameCustomers() {
    Book book = new Book();
    book.period("grows", period("s", null, "2023-01-01", "2023-06-01", "100"));
    book.period("grows", period("s", null, "2023-06-01", null, "150"));
    book.monthly("leaves", null, "2023-01-01", "2023-03-01", "100");
    book.monthly("comes", null, "2023-05-01", null, "500");
    MonthFigures january = book.at("2024-01-31").month("2024-01");

    assertThat(january.grossRetentionOfYear()).isEqualTo(.5);
    assertThat(january.netRetentionOfYear()).isEqualTo(.75);
  }

  @Test
  void ratesOfExchangeAreAMovementOfTheirOwn() {
    Map<Integer, Long> cents = new TreeMap<>(Map.of(0, 100L));
    cents.put(Months.of(Book.day("2024-02-01")), 90L);
    cents.put(Months.of(Book.day("2024-03-01")), 110L);
    Exchange dollars =
        (micros, currency, month) ->
            "USD".equals(currency) ? micros * cents.getOrDefault(month, 100L) / 100 : micros;
    Book book = new Book().exchange(dollars);
    book.period("c", in("USD", period("s", null, "2024-01-10", "2024-03-10", "100")));
    book.period("c", in("USD", period("s", null, "2024-03-10", null, "200")));
    book.period("c", in("EUR", period("t", null, "2024-01-10", null, "5")));
    Book.Figures figures = book.at("2024-03-31");

    assertThat(units(figures.month("2024-01"), Measure.NEW)).isEqualTo("105.00");
    assertThat(units(figures.month("2024-02"), Measure.FX)).isEqualTo("-10.00");
    assertThat(units(figures.month("2024-03"), Measure.FX)).isEqualTo("20.00");
    assertThat(units(figures.month("2024-03"), Measure.EXPANSION)).isEqualTo("110.00");
    assertThat(units(figures.month("2024-03"), Measure.CLOSING)).isEqualTo("225.00");
    assertThat(figures.month("2024-02").netRetention()).isOne();
    assertThat(figures.month("2024-03").unexplained()).isZero();
  }

  @Test
  void overlappingPeriodsOfASubscriptionAreLeftOut() {
    Book book = new Book();
    book.period("c", period("s", null, "2024-01-01", "2024-03-01", "10"));
    book.period("c", period("s", null, "2024-02-01", null, "20"));
    book.period("c", period("t", null, "2024-02-01", null, "5"));
    Book.Figures figures = book.at("2024-02-29");

    assertThat(figures.overlapping())
        .isEqualTo(List.of(period("s", null, "2024-02-01", null, "20")));
    assertThat(units(figures.month("2024-02"), Measure.CLOSING)).isEqualTo("15.00");
  }

  @Test
  void movementsPerSubscriptionHaveNoNetting() {
    Book book = new Book();
    book.period("c", period("s", null, "2024-01-01", "2024-02-10", "10"));
    book.period("c", period("t", null, "2024-02-10", null, "15"));
    Book.Figures figures = book.at("2024-02-29");
    MonthFigures bySubscription = figures.subscriptions().all(figures.last()).get(1);

    assertThat(units(figures.month("2024-02"), Measure.EXPANSION)).isEqualTo("5.00");
    assertThat(units(bySubscription, Measure.NEW)).isEqualTo("15.00");
    assertThat(units(bySubscription, Measure.CHURN)).isEqualTo("10.00");
  }

  @Test
  void livesCountChancesToLeave() {
    Book book = new Book();
    book.monthly("exactly two", null, "2024-01-15", "2024-03-15", "1");
    book.monthly("in the third", null, "2024-01-15", "2024-03-16", "1");
    book.monthly("the first day", null, "2024-01-15", "2024-01-16", "1");
    book.monthly("goes on", null, "2024-01-31", null, "1");
    book.monthly("comes back", null, "2024-01-01", "2024-02-01", "1");
    book.monthly("comes back", null, "2024-03-01", null, "1");
    Survival lives = book.at("2024-03-30").survival();

    assertThat(lives.left()).isEqualTo(new TreeMap<>(Map.of(1, 2L, 2, 1L, 3, 1L)));
    assertThat(lives.stayed()).isEqualTo(new TreeMap<>(Map.of(0, 1L, 1, 1L)));
    assertThat(lives.accountMonths()).isEqualTo(8);
  }

  @Test
  void tooManyPlansEndTheRun() {
    MonthCells cells = new MonthCells();
    cells.add(MonthCells.ALL, 0, Measure.NEW, 1);
    for (int i = 0; i < MonthCells.MAX_PLANS; i++) {
      cells.add("plan " + i, 0, Measure.NEW, 1);
    }
    assertThatThrownBy(() -> cells.add("one more", 0, Measure.NEW, 1))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("more than 1,000 plans")
        .hasMessageContaining("input.subscriptions.columns.plan");
  }
}
