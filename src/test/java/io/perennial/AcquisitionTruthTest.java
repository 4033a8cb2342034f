package io.perennial;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.economics.Allocation;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop of which all is known: what customers cost, what they bring in, and so when they have paid
 * it back.
 *
 * <p>Every day of the first half of 2025 wins one customer. The first order brings a margin of 20,
 * and each later one, in the middle of every month of age, that of the channel. An agency costs 10
 * a day, and so 10 a customer. Beside that, media cost for a customer of search 40, of social 65 in
 * January and 5 more in each later month.
 */
@Tag("long")
class AcquisitionTruthTest {
  private static final LocalDate RUN_DATE = LocalDate.parse("2026-12-31");
  private static final List<YearMonth> MONTHS =
      Stream.of(Month.values()).limit(6).map(month -> YearMonth.of(2025, month)).toList();

  /** Money, in units of the currency. */
  private static final int AGENCY = 10;

  private static final int FIRST_MARGIN = 20;
  private static final double MONTH_DAYS = 365.25 / 12;
  private static final List<Integer> AGES = List.of(30, 60, 90, 180, 365);

  /** Later orders by these ages: they come on the days 45, 76, 106, 136, 167, …, 350, 380, …. */
  private static final List<Integer> ORDERS_BY_AGE = List.of(0, 1, 2, 5, 11);

  private enum Channel {
    SEARCH(5, Integer.MAX_VALUE),
    SOCIAL(3, Integer.MAX_VALUE),
    ORGANIC(10, 3);

    /** Of a later order. */
    final int margin;

    final int laterOrders;

    Channel(int margin, int laterOrders) {
      this.margin = margin;
      this.laterOrders = laterOrders;
    }

    /** That of the customer who is won on a day. */
    static Channel of(LocalDate day) {
      return List.of(SEARCH, SEARCH, SOCIAL, ORGANIC, ORGANIC).get((day.getDayOfMonth() - 1) % 5);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    int media(YearMonth month) {
      return switch (this) {
        case SEARCH -> 40;
        case SOCIAL -> 60 + 5 * month.getMonthValue();
        case ORGANIC -> 0;
      };
    }

    int cost(YearMonth month) {
      return AGENCY + media(month);
    }

    /** Margin of a customer of whom later orders are due. */
    int earned(int orders) {
      return FIRST_MARGIN + margin * Math.min(orders, laterOrders);
    }
  }

  /** Customers of channels who are won in a month. */
  private record Cohort(YearMonth month, String name, List<Channel> channels) {
    static Stream<Cohort> ofEachMonth(String name, Channel... channels) {
      return MONTHS.stream().map(month -> new Cohort(month, name, List.of(channels)));
    }

    static Stream<Cohort> ofChannels() {
      return Stream.of(Channel.values()).flatMap(each -> ofEachMonth(each.word(), each));
    }

    List<LocalDate> firstDays() {
      return days(month).filter(day -> channels.contains(Channel.of(day))).toList();
    }

    int sum(ToIntFunction<Channel> ofCustomer) {
      return firstDays().stream().map(Channel::of).mapToInt(ofCustomer).sum();
    }

    BigDecimal each(int sum) {
      return BigDecimal.valueOf(sum)
          .divide(BigDecimal.valueOf(firstDays().size()), MathContext.DECIMAL64);
    }

    int earnedToDate() {
      return firstDays().stream()
          .mapToInt(day -> Channel.of(day).earned((int) ordersDue(day).count()))
          .sum();
    }

    /** To the millionth, as costs are. */
    BigDecimal cost(ToIntFunction<Channel> ofCustomer) {
      return rounded(each(sum(ofCustomer)));
    }

    /** The first month of age by whose end the cohort has earned its cost, and how far it was. */
    String payback() {
      LocalDate youngest = firstDays().get(firstDays().size() - 1);
      int ended = (int) ((ChronoUnit.DAYS.between(youngest, RUN_DATE) + 1) / MONTH_DAYS);
      int cost = sum(each -> each.cost(month));
      return IntStream.range(0, ended)
          .filter(age -> sum(each -> each.earned(age)) >= cost)
          .mapToObj(age -> age + " -")
          .findFirst()
          .orElseGet(
              () ->
                  "- %s of %s so far"
                      .formatted(
                          each(sum(each -> each.earned(ended - 1))).setScale(2, RoundingMode.FLOOR),
                          each(cost).setScale(2, RoundingMode.HALF_UP)));
    }
  }

  private static BigDecimal rounded(BigDecimal amount) {
    return amount.setScale(6, RoundingMode.HALF_UP);
  }

  private static Stream<LocalDate> days(YearMonth month) {
    return IntStream.rangeClosed(1, month.lengthOfMonth()).mapToObj(month::atDay);
  }

  /** The days of the later orders of who is won on a day. */
  private static Stream<LocalDate> ordersDue(LocalDate firstDay) {
    return Stream.iterate(1, age -> age + 1)
        .limit(Math.min(Channel.of(firstDay).laterOrders, 24))
        .map(age -> firstDay.plusDays((int) (MONTH_DAYS * (age + .5))))
        .filter(day -> !day.isAfter(RUN_DATE));
  }

  @TempDir static Path directory;
  private static JobFixture job;

  @BeforeAll
  static void run() throws IOException {
    List<String> customers = new ArrayList<>(List.of("customer_id,channel"));
    List<String> orders = new ArrayList<>(List.of("customer_id,timestamp,amount"));
    List<String> spend = new ArrayList<>(List.of("start,end,channel,kind,amount"));
    for (LocalDate day : MONTHS.stream().flatMap(month -> days(month)).toList()) {
      Channel channel = Channel.of(day);
      customers.add(day + "," + channel.word());
      orders.add("%s,%s,%d".formatted(day, day, amount(FIRST_MARGIN)));
      ordersDue(day)
          .forEach(due -> orders.add("%s,%s,%d".formatted(day, due, amount(channel.margin))));
    }
    spend.add("2025-01-01,2025-06-30,,agency," + 181 * AGENCY);
    Cohort.ofChannels()
        .filter(cohort -> !cohort.name.equals("organic"))
        .forEach(
            cohort ->
                spend.add(
                    "%s,%s,%s,media,%d"
                        .formatted(
                            cohort.month.atDay(1),
                            cohort.month.atEndOfMonth(),
                            cohort.name,
                            cohort.sum(each -> each.media(cohort.month)))));
    Files.write(directory.resolve("customers.csv"), customers);
    Files.write(directory.resolve("orders.csv"), orders);
    Files.write(directory.resolve("spend.csv"), spend);
    job =
        JobFixture.written(
            """
            perennial {
              input {
                path = "%1$s/orders.csv", format = csv, options { header = true }
                customers {
                  path = "%1$s/customers.csv", format = csv, options { header = true }
                  columns { channel = channel }
                }
                spend {
                  path = "%1$s/spend.csv", format = csv, options { header = true }
                  columns { channel = channel, kind = kind }
                }
              }
              models.purchases = []
              clv.margin = 0.5
              economics { cost-per-order = 1.5, min-group = 1 }
              output.tables = [scores, acquisition, cohort_value]
            }
            """
                .formatted(directory),
            directory);
    job.succeed("run", "--run-date", RUN_DATE.toString());
  }

  /** Half of which is margin, and 1.50 of that the cost of the order. */
  private static int amount(int margin) {
    return 2 * margin + 3;
  }

  @Test
  void whatCustomersCost() {
    assertThat(
            rows(
                job.table("acquisition"),
                "period",
                "channel",
                "kind",
                "spend",
                "allocated",
                "unallocated",
                "customers",
                "cac",
                "CAST(value_to_date AS DECIMAL(18,6))",
                "CAST(value_to_cac AS DECIMAL(18,6))",
                "value_to_cac_flag"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Cohort.ofChannels(),
                    Cohort.ofEachMonth(Allocation.BLENDED, Channel.values()),
                    Cohort.ofEachMonth(Allocation.PAID, Channel.SEARCH, Channel.SOCIAL))
                .flatMap(cohorts -> cohorts)
                .flatMap(
                    cohort ->
                        Stream.concat(
                            Stream.of(
                                cost(cohort, Allocation.ALL_KINDS, each -> each.cost(cohort.month)),
                                cost(cohort, "agency", each -> AGENCY)),
                            cohort.name.equals("organic")
                                ? Stream.of()
                                : Stream.of(
                                    cost(cohort, "media", each -> each.media(cohort.month)))))
                .toList());
  }

  private static String cost(Cohort cohort, String kind, ToIntFunction<Channel> ofCustomer) {
    int spend = cohort.sum(ofCustomer);
    return "%s %s %s %d.000000 %d.000000 0.000000 %d %s %s"
        .formatted(
            cohort.month.atDay(1),
            cohort.name,
            kind,
            spend,
            spend,
            cohort.firstDays().size(),
            cohort.cost(ofCustomer),
            ratio(cohort.each(cohort.earnedToDate()), cohort.cost(ofCustomer)));
  }

  /** A value, what it is for a unit of the cost, and what is said of that. */
  private static String ratio(BigDecimal value, BigDecimal cost) {
    BigDecimal ratio = rounded(value.divide(cost, MathContext.DECIMAL64));
    return "%s %s %s"
        .formatted(
            rounded(value),
            ratio,
            value.compareTo(cost) <= 0
                ? "destroys value"
                : ratio.compareTo(BigDecimal.valueOf(3)) < 0 ? "below 3" : "-");
  }

  /** Search from month 6 on; social, dearer every month, not by the run date from March on. */
  @Test
  void whenTheyHavePaidItBack() {
    List<String> expected =
        Stream.concat(Cohort.ofChannels(), Cohort.ofEachMonth(Allocation.BLENDED, Channel.values()))
            .map(
                cohort ->
                    "%s %s %s %s"
                        .formatted(
                            cohort.month.atDay(1),
                            cohort.name,
                            cohort.cost(each -> each.cost(cohort.month)),
                            cohort.payback()))
            .toList();

    assertThat(cohorts("cac", "payback_month", "payback_progress"))
        .containsExactlyInAnyOrderElementsOf(expected)
        .contains(
            "2025-01-01 search 50.000000 6 -",
            "2025-01-01 social 75.000000 19 -",
            "2025-02-01 social 80.000000 20 -",
            "2025-03-01 social 85.000000 - 80.00 of 85.00 so far",
            "2025-06-01 social 100.000000 - 71.00 of 100.00 so far",
            "2025-01-01 organic 10.000000 0 -",
            // 13 × 50 + 6 × 75 + 12 × 10 = 1220 have cost 31 customers, who have earned
            // 620 + 2 × 83 + 240 = 1026 by the end of month 2, and 1229 by that of month 3.
            "2025-01-01 (blended) 39.354839 3 -");
  }

  @Test
  void whatTheyAreWorthForIt() {
    for (int i = 0; i < AGES.size(); i++) {
      int age = AGES.get(i);
      int orders = ORDERS_BY_AGE.get(i);
      assertThat(
              cohorts(
                  "CAST(ltv_%d AS DECIMAL(18,6))".formatted(age),
                  "CAST(ltv_to_cac_%d AS DECIMAL(18,6))".formatted(age),
                  "ltv_to_cac_flag_" + age))
          .as("at %d days", age)
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Cohort.ofChannels(), Cohort.ofEachMonth(Allocation.BLENDED, Channel.values()))
                  .map(
                      cohort ->
                          "%s %s %s"
                              .formatted(
                                  cohort.month.atDay(1),
                                  cohort.name,
                                  ratio(
                                      cohort.each(cohort.sum(each -> each.earned(orders))),
                                      cohort.cost(each -> each.cost(cohort.month)))))
                  .toList());
    }
  }

  @Test
  void whatEachCustomerCost() {
    assertThat(rows(job.table("scores"), "customer_id", "channel", "acquisition_cost"))
        .containsExactlyInAnyOrderElementsOf(
            MONTHS.stream()
                .flatMap(month -> days(month))
                .map(
                    day ->
                        "%s %s %d.000000"
                            .formatted(
                                day,
                                Channel.of(day).word(),
                                Channel.of(day).cost(YearMonth.from(day))))
                .toList());
  }

  /** Of the cohorts of each month, all customers and by channel. */
  private static List<String> cohorts(String... columns) {
    return rows(
        job.table("cohort_value")
            .where("cohort IS NOT NULL AND dimension IN ('all', 'channel')")
            .withColumn("name", expr("IF(dimension = 'all', '(blended)', segment)")),
        Stream.concat(Stream.of("cohort", "name"), Stream.of(columns)).toArray(String[]::new));
  }

  /** With a dash for null. */
  private static List<String> rows(Dataset<Row> table, String... expressions) {
    return table
        .select(
            concat_ws(
                " ",
                Stream.of(expressions)
                    .map(each -> coalesce(expr(each).cast("string"), lit("-")))
                    .toArray(Column[]::new)))
        .as(Encoders.STRING())
        .collectAsList();
  }
}
