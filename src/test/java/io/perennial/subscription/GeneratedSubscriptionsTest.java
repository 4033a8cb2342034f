package io.perennial.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schema.Basis;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the subscriptions are, the movements explain each closing exactly. */
@Tag("pure")
class GeneratedSubscriptionsTest {
  private static final LocalDate FIRST = LocalDate.of(2022, 1, 1);
  private static final LocalDate RUN_DATE = LocalDate.of(2024, 2, 20);
  private static final List<String> PLANS = List.of("basic", "plus", "pro");
  private static final List<Measure> MONEY_OF_PLANS =
      List.of(
          Measure.NEW,
          Measure.REACTIVATION,
          Measure.EXPANSION,
          Measure.RESUMED,
          Measure.FX,
          Measure.CONTRACTION,
          Measure.CHURN,
          Measure.PAUSED,
          Measure.CLOSING,
          Measure.BILLED,
          Measure.CHURN_VOLUNTARY,
          Measure.CHURN_INVOLUNTARY);

  /**
   * Up to five subscriptions of up to four periods, with gaps, trials, pauses and two currencies.
   */
  private static List<PricePeriod> customer(Random random, int number) {
    List<PricePeriod> periods = new ArrayList<>();
    for (int s = 0; s < 1 + random.nextInt(4); s++) {
      int day = Math.toIntExact(FIRST.toEpochDay()) + random.nextInt(800);
      boolean named = random.nextInt(4) > 0;
      String currency = random.nextInt(4) == 0 ? "USD" : "EUR";
      for (int p = 0; p < 1 + random.nextInt(4); p++) {
        int length = random.nextInt(200);
        boolean last = random.nextInt(5) == 0;
        int end = last ? PricePeriod.NEVER : day + length;
        int pause = random.nextInt(4) == 0 ? day + random.nextInt(60) : PricePeriod.NEVER;
        int resume =
            pause == PricePeriod.NEVER || random.nextInt(3) == 0
                ? PricePeriod.NEVER
                : pause + random.nextInt(90);
        long monthly = random.nextInt(10) == 0 ? 0 : random.nextInt(1_000_000_000);
        periods.add(
            new PricePeriod(
                named ? "s" + s : null,
                PLANS.get(random.nextInt(3)),
                day,
                end,
                monthly,
                monthly / 2,
                PricePeriod.Leaving.values()[random.nextInt(3)],
                pause,
                resume,
                random.nextInt(6) == 0 ? day + random.nextInt(40) : PricePeriod.NO_TRIAL,
                currency));
        if (last) {
          break;
        }
        day = end + (random.nextInt(3) == 0 ? 0 : random.nextInt(60));
      }
    }
    if (number % 7 == 0) {
      periods.add(periods.get(0)); // the same again overlaps, where it has a name
    }
    return periods;
  }

  private static final Exchange EXCHANGE =
      (micros, currency, month) ->
          "USD".equals(currency) ? Math.floorDiv(micros * (80 + month * 7 % 40), 100) : micros;

  private static CustomerBooks book(Policy policy, int customers) {
    CustomerBooks books = new CustomerBooks(policy, EXCHANGE);
    Random random = new Random(20240220);
    for (int i = 0; i < customers; i++) {
      books.book(customer(random, i));
    }
    return books;
  }

  private static MonthTable table(MonthCells cells) {
    MonthTable table = new MonthTable();
    table.add(cells);
    return table;
  }

  @ParameterizedTest
  @EnumSource(Basis.class)
  void theIdentityHoldsForEveryMonthAndPlan(Basis basis) {
    for (int grace : new int[] {0, 14}) {
      CustomerBooks books = book(new Policy(basis, grace, RUN_DATE, true), 2_000);
      int last = Months.of(Math.toIntExact(RUN_DATE.toEpochDay()));
      for (MonthTable table : List.of(table(books.customers()), table(books.subscriptions()))) {
        Map<Integer, Map<Measure, BigInteger>> plans = new HashMap<>();
        assertThat(table.plans()).isEqualTo(PLANS);
        for (String plan : table.plans()) {
          for (MonthFigures month : table.months(plan, last)) {
            assertThat(month.unexplained()).isZero();
            month
                .sums()
                .forEach(
                    (measure, value) ->
                        plans
                            .computeIfAbsent(month.month(), any -> new HashMap<>())
                            .merge(measure, value, BigInteger::add));
          }
        }
        List<MonthFigures> all = table.all(last);
        assertThat(all).hasSize(26);
        for (MonthFigures month : all) {
          Map<Measure, BigInteger> sums = plans.get(month.month());
          assertThat(month.unexplained()).isZero();
          for (Measure measure : MONEY_OF_PLANS) {
            assertThat(sums.getOrDefault(measure, BigInteger.ZERO))
                .as("%s of %s", measure, Months.firstDay(month.month()))
                .isEqualTo(month.sum(measure));
          }
          assertThat(sums.getOrDefault(Measure.TRANSFERRED_IN, BigInteger.ZERO))
              .isEqualTo(sums.getOrDefault(Measure.TRANSFERRED_OUT, BigInteger.ZERO));
          for (Double share : new Double[] {month.grossRetention(), month.grossRetentionOfYear()}) {
            assertThat(share == null || share <= 1).isTrue();
          }
        }
        assertThat(all.stream().map(month -> month.sum(Measure.PAUSED)))
            .anyMatch(x -> x.signum() > 0);
        assertThat(all.stream().map(month -> month.sum(Measure.FX))).anyMatch(x -> x.signum() < 0);
      }
    }
  }

  /** Closings and customers, by looking at the periods that hold on the last day of a month. */
  @ParameterizedTest
  @EnumSource(Basis.class)
  void theClosingIsWhatHoldsOnTheLastDay(Basis basis) {
    int customers = 500;
    int runDay = Math.toIntExact(RUN_DATE.toEpochDay());
    int last = Months.of(runDay);
    MonthTable table = table(book(new Policy(basis, 0, RUN_DATE, true), customers).customers());
    List<MonthFigures> all = table.all(last);
    for (MonthFigures month : all) {
      int day = Math.min(Months.lastDay(month.month()), runDay);
      int before = Months.lastDay(month.month() - 1);
      long closing = 0;
      long active = 0;
      long atStart = 0;
      long lost = 0;
      Random random = new Random(20240220);
      for (int i = 0; i < customers; i++) {
        List<PricePeriod> periods = PeriodSequence.of(customer(random, i)).periods();
        long now = 0;
        boolean isThere = false;
        boolean wasThere = false;
        for (PricePeriod period : periods) {
          if (holds(period, day)) {
            isThere = true;
            boolean paused = period.pausedFrom() <= day && day < period.pausedTo();
            now +=
                paused ? 0 : EXCHANGE.convert(period.monthly(), period.currency(), month.month());
          }
          wasThere |= holds(period, before);
        }
        closing += now;
        active += isThere ? 1 : 0;
        atStart += wasThere ? 1 : 0;
        lost += wasThere && !isThere ? 1 : 0;
      }
      assertThat(month.sum(Measure.CLOSING)).isEqualTo(closing);
      assertThat(month.sum(Measure.ACTIVE)).isEqualTo(active);
      assertThat(month.sum(Measure.AT_START)).isEqualTo(atStart);
      assertThat(month.sum(Measure.LOST)).isEqualTo(lost);
    }
  }

  private static boolean holds(PricePeriod period, int day) {
    return period.monthly() > 0
        && period.start() <= day
        && period.trialEnd() <= day
        && day < period.end();
  }

  /** A month that is over, and its grace with it, never changes. */
  @ParameterizedTest
  @EnumSource(Basis.class)
  void whatWasToldOnceDoesNotChange(Basis basis) {
    LocalDate earlier = LocalDate.of(2023, 7, 14);
    MonthTable then = table(book(new Policy(basis, 14, earlier, true), 500).customers());
    MonthTable now = table(book(new Policy(basis, 14, RUN_DATE, true), 500).customers());
    int last = Months.of(Math.toIntExact(earlier.toEpochDay())) - 1; // June, and 14 days
    for (String plan : List.of(MonthCells.ALL, "basic", "plus", "pro")) {
      List<MonthFigures> told = then.months(plan, last);
      assertThat(told).hasSizeGreaterThan(15);
      assertThat(now.months(plan, last)).isEqualTo(told);
    }
  }
}
