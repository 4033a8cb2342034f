package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.StudyTable;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.numerics.RandomStreams;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the correction by a back-test does to the forecast of the next quarter of simulated shops,
 * of which is known whether the model is the right one. Writes the table of the site's page on
 * studies to target/studies/corrections.md.
 */
@Tag("pure")
@Tag("study")
class CorrectionStudyTest {
  private static final int SETS = Integer.getInteger("study.sets", 100);
  private static final long SEED = 20261126;
  private static final StudyTable TABLE =
      new StudyTable(
          "corrections.md",
          """
          | shop | years | customers | purchases in the quarter | origins | error of the forecast | corrected | gain ± SE |
          |---|---:|---:|---:|---:|---:|---:|---:|
          """);

  /** Of CDNOW, in weeks: Fader, Hardie and Lee (2005), table 1. */
  private static final BgNbdLikelihood TRUTH = new BgNbdLikelihood(.243, 4.414, .793, 2.426);

  private static final double WEEK = 7; // days
  private static final double MONTH = 365.25 / 12; // days
  private static final double YEAR = 365.25; // days
  private static final int QUARTER = 91; // days

  /** Day 0. */
  private static final LocalDate FIRST_DAY = LocalDate.parse("2023-01-01");

  private static final int RUN_DAY = 3 * 365;

  /** The level of a shop, summed up from its first day on; customers buy evenly in such time. */
  @FunctionalInterface
  private interface Clock {
    Clock EVEN = day -> day;

    double at(double day);

    /** 1 + cos/2: three times as much in the month of the peak as half a year later. */
    static Clock seasonal(double peakDay) {
      double year = YEAR / (2 * Math.PI);
      return day -> day + .5 * year * Math.sin((day - peakDay) / year);
    }

    static Clock drifting(double monthly) {
      double daily = Math.log1p(monthly) / MONTH;
      return day -> Math.expm1(daily * day) / daily;
    }

    /** The day on which it shows a time, by bisection. */
    default double dayOf(double time, double from, double to) {
      double low = from;
      double high = to;
      while (high - low > 1e-6) {
        double middle = (low + high) / 2;
        if (at(middle) < time) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  /**
   * A shop.
   *
   * @param years from its first day to the run date; customers arrive evenly over them
   * @param origins of its back-test, a quarter apart: of two or more, one is of the same season
   *     where the shop has been open for longer than a year
   * @param clocks by set: peaks of seasons are spread evenly over the year
   */
  private record Shop(
      String name,
      int years,
      int customers,
      int origins,
      Consequence consequence,
      IntFunction<Clock> clocks) {
    @Override
    public String toString() {
      return "%s, years: %d, customers: %,d, origins: %d"
          .formatted(name, years, customers, origins);
    }

    int firstDay() {
      return RUN_DAY - 365 * years;
    }

    /** The days of the origins that a run takes the level from. */
    List<Integer> levelDays() {
      return Origins.of(
              new Origins.Schedule(origins, QUARTER, QUARTER, 90), date(firstDay()), date(RUN_DAY))
          .withSeasonOf(date(RUN_DAY), 90)
          .mostLike(date(RUN_DAY))
          .stream()
          .map(date -> Math.toIntExact(FIRST_DAY.until(date, ChronoUnit.DAYS)))
          .toList();
    }

    /** The purchase days of each customer, ascending, from 0 on. */
    List<int[]> customers(int set) {
      UniformRandomProvider random = RandomStreams.of(SEED, set);
      Clock clock = clocks.apply(set);
      double arrivalDays = RUN_DAY + 1 - firstDay();
      double end = RUN_DAY + 1 + QUARTER;
      List<int[]> all = new ArrayList<>();
      for (int i = 0; i < customers; i++) {
        double arrival = firstDay() + random.nextDouble() * arrivalDays;
        double start = clock.at(arrival);
        double[] times = TRUTH.simulate(random, (clock.at(end) - start) / WEEK);
        all.add(
            DoubleStream.concat(
                    DoubleStream.of(arrival),
                    Arrays.stream(times)
                        .map(time -> clock.dayOf(start + time * WEEK, arrival, end)))
                .mapToInt(day -> (int) day)
                .distinct()
                .toArray());
      }
      return all;
    }
  }

  private static LocalDate date(int day) {
    return FIRST_DAY.plusDays(day);
  }

  /**
   * Fits as of the end of a day; forecast and actual purchase days of the quarter after it, by
   * class.
   */
  private static Map<Integer, Levels.Totals> forecast(List<int[]> customers, int last) {
    List<Cells.Cell> known = new ArrayList<>();
    List<Long> followed = new ArrayList<>();
    for (int[] days : customers) {
      if (days[0] <= last) {
        int[] before = Arrays.stream(days).filter(day -> day <= last).toArray();
        known.add(
            new Cells.Cell(
                before.length - 1,
                (before[before.length - 1] - days[0]) / WEEK,
                (last - days[0]) / WEEK,
                1));
        followed.add(
            Arrays.stream(days).filter(day -> day > last && day <= last + QUARTER).count());
      }
    }
    double oldest = known.stream().mapToDouble(Cells.Cell::second).max().orElseThrow();
    BgNbdLikelihood model =
        BgNbdLikelihood.FAMILY.of(
            new MaximumLikelihood<>(BgNbdLikelihood.FAMILY, oldest / 10)
                .fit(new LocalCells(Cells.of(known)))
                .parameterValues());
    Map<Integer, Levels.Totals> totals = new TreeMap<>();
    for (int i = 0; i < known.size(); i++) {
      Cells.Cell each = known.get(i);
      int x = each.frequency();
      double expected =
          model.pAlive(x, each.first(), each.second())
              * model.ifAlive(x, each.first(), each.second()).expectedPurchases(QUARTER / WEEK);
      totals.merge(
          Levels.classOf(x), new Levels.Totals(1, expected, followed.get(i)), Levels.Totals::plus);
    }
    return totals;
  }

  /** The total of a quarter: what followed, what was forecast, and the same corrected. */
  private record Total(double actual, double forecast, double corrected) {
    static Total of(Map<Integer, Levels.Totals> classes, Levels levels) {
      double actual = 0;
      double forecast = 0;
      double corrected = 0;
      for (Map.Entry<Integer, Levels.Totals> each : classes.entrySet()) {
        actual += each.getValue().actual();
        forecast += each.getValue().forecast();
        corrected += each.getValue().forecast() * levels.of(each.getKey());
      }
      return new Total(actual, forecast, corrected);
    }

    double missed() {
      return Math.log(actual / forecast);
    }

    double missedCorrected() {
      return Math.log(actual / corrected);
    }

    /** By how much the correction is nearer. */
    double gain() {
      return Math.abs(missed()) - Math.abs(missedCorrected());
    }
  }

  /** What the correction does. */
  private enum Consequence {
    /** Half a percent is a quarter of what a total of this size misses by chance. */
    NONE {
      @Override
      void check(Gain gain) {
        assertThat(gain.mean()).isBetween(-.005, .005);
      }
    },
    /** It follows what the back-test missed by chance, as far as the weight lets it. */
    NOISE {
      @Override
      void check(Gain gain) {
        assertThat(gain.mean()).isBetween(-.04, 0.0);
      }
    },
    HELP {
      @Override
      void check(Gain gain) {
        assertThat(gain.mean()).isGreaterThan(2 * gain.standardError());
      }
    },
    HARM {
      @Override
      void check(Gain gain) {
        assertThat(gain.mean()).isLessThan(0);
      }
    };

    abstract void check(Gain gain);
  }

  /** By how much corrected totals are nearer, over all sets. */
  private record Gain(double mean, double standardError) {
    static Gain of(List<Total> totals) {
      double mean = average(totals, Total::gain);
      double variance =
          average(totals, total -> Math.pow(total.gain() - mean, 2))
              * totals.size()
              / (totals.size() - 1);
      return new Gain(mean, Math.sqrt(variance / totals.size()));
    }
  }

  private static double average(List<Total> totals, ToDoubleFunction<Total> figure) {
    return totals.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static Stream<Shop> shops() {
    IntFunction<Clock> even = set -> Clock.EVEN;
    IntFunction<Clock> seasonal = set -> Clock.seasonal(YEAR * set / SETS);
    IntFunction<Clock> falling = set -> Clock.drifting(-.02);
    return Stream.of(
        new Shop("as the model has it", 3, 20_000, 4, Consequence.NONE, even),
        new Shop("as the model has it", 3, 2_000, 4, Consequence.NOISE, even),
        new Shop("a yearly season", 3, 20_000, 4, Consequence.HELP, seasonal),
        new Shop("a yearly season", 3, 20_000, 1, Consequence.HARM, seasonal),
        new Shop("falls by 2% a month", 3, 20_000, 4, Consequence.HELP, falling),
        new Shop("grows by 2% a month", 3, 20_000, 4, Consequence.HELP, set -> Clock.drifting(.02)),
        new Shop("a yearly season", 1, 20_000, 3, Consequence.HARM, seasonal),
        new Shop("falls by 2% a month", 1, 20_000, 3, Consequence.HELP, falling));
  }

  @ParameterizedTest
  @MethodSource("shops")
  void whatACorrectionDoes(Shop shop) {
    List<Total> totals = new ArrayList<>();
    for (int set = 0; set < SETS; set++) {
      List<int[]> customers = shop.customers(set);
      Levels levels =
          Levels.of(shop.levelDays().stream().map(day -> forecast(customers, day)).toList());
      totals.add(Total.of(forecast(customers, RUN_DAY), levels));
    }
    Gain gain = Gain.of(totals);
    TABLE.add(
        String.format(
            Locale.ROOT,
            "| %s | %d | %,d | %,.0f | %d | %.2f %% | %.2f %% | %+.2f ± %.2f |",
            shop.name,
            shop.years,
            shop.customers,
            average(totals, Total::actual),
            shop.origins,
            100 * average(totals, total -> Math.abs(total.missed())),
            100 * average(totals, total -> Math.abs(total.missedCorrected())),
            100 * gain.mean(),
            100 * gain.standardError()));
    shop.consequence.check(gain);
  }
}
