package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.economics.Allocation.Line;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class AllocationTest {
  private static final LocalDate JANUARY = LocalDate.of(2025, 1, 1);
  private static final LocalDate FEBRUARY = LocalDate.of(2025, 2, 1);
  private static final Allocation.Known YEAR =
      new Allocation.Known(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));

  private static final List<Spend> SPEND_OF_JANUARY =
      List.of(
          spend("2025-01-01", "2025-01-31", "search", null, "1200"),
          spend("2025-01-01", "2025-01-31", "social", null, "800"));

  private static final List<Won> WON_IN_JANUARY =
      List.of(
          won("2025-01-03", "search", 30),
          won("2025-01-20", "social", 10),
          won("2025-01-31", "organic", 60));

  /** The table of January: spend, new, CAC, value at 90 days, ratio. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "search, 1200, 30, 40.00, 90, 2.25, below 3",
        "social, 800, 10, 80.00, 60, 0.75, destroys value",
        "organic, 0, 60, null, 75, null, null",
        "(blended), 2000, 100, 20.00, 78.00, 3.90, null",
        "(paid), 2000, 40, 50.00, 82.50, 1.65, below 3",
      })
  void january(
      String channel,
      BigDecimal spend,
      long customers,
      BigDecimal cac,
      BigDecimal value,
      BigDecimal ratio,
      String flag) {
    Allocation allocation = allocated(SPEND_OF_JANUARY, WON_IN_JANUARY, 0);

    Line line = allocation.line(JANUARY, channel).orElseThrow();
    assertThat(line.spend()).isEqualByComparingTo(spend);
    assertThat(line.allocated()).isEqualByComparingTo(spend);
    assertThat(line.customers()).isEqualTo(customers);
    assertThat(printed(line.cac())).isEqualTo(Optional.ofNullable(cac));
    assertThat(line.reason()).isEqualTo(Optional.ofNullable(cac == null ? "no spend" : null));

    Map<String, Integer> values = Map.of("search", 30 * 90, "social", 10 * 60, "organic", 60 * 75);
    List<String> together =
        switch (channel) {
          case "(blended)" -> List.of("search", "social", "organic");
          case "(paid)" -> List.of("search", "social");
          default -> List.of(channel);
        };
    BigDecimal mean =
        BigDecimal.valueOf(together.stream().mapToInt(values::get).sum())
            .divide(BigDecimal.valueOf(customers), 2, RoundingMode.UNNECESSARY);
    assertThat(mean).isEqualByComparingTo(value);
    ValueToCost found = ValueToCost.of(Optional.of(mean), line.cac());
    assertThat(printed(found.ratio())).isEqualTo(Optional.ofNullable(ratio));
    assertThat(found.flag()).isEqualTo(Optional.ofNullable(flag));
  }

  @Test
  void channelThatWonNobodyIsARowOfItsOwn() {
    Allocation allocation =
        allocated(
            List.of(
                spend("2025-01-01", "2025-01-31", "search", null, "300"),
                spend("2025-01-01", "2025-01-31", "tv", null, "500")),
            List.of(won("2025-01-03", "search", 10)),
            0);

    assertThat(allocation.line(JANUARY, "tv").map(AllocationTest::text))
        .contains("500.00 = 0.00 + 500.00, 0 customers, nobody won");
    assertThat(allocation.line(JANUARY, "(blended)").map(AllocationTest::text))
        .as("money that won nobody was spent, too")
        .contains(
            "800.00 = 300.00 + 500.00, 10 customers at 80.00, 500.00 spent where nobody was won");
  }

  @Test
  void lagMovesSpendToThoseWonLater() {
    Allocation allocation =
        allocated(
            List.of(spend("2025-01-01", "2025-01-31", "search", null, "310")),
            List.of(
                won("2025-01-10", "search", 5),
                won("2025-01-11", "search", 7),
                won("2025-02-10", "search", 4),
                won("2025-02-11", "search", 3)),
            10);

    // Of 31 days, from 11 January to 10 February, 21 lie in January.
    assertThat(allocation.line(JANUARY, "search").map(AllocationTest::text))
        .contains("210.00 = 210.00 + 0.00, 12 customers at 17.50");
    assertThat(allocation.line(FEBRUARY, "search").map(AllocationTest::text))
        .contains("100.00 = 100.00 + 0.00, 7 customers at 14.29");
    assertThat(allocation.costs().stream().map(Object::toString))
        .containsExactly(
            "CustomerCost[day=2025-01-11, channel=Optional[search], cost=30.000000]",
            "CustomerCost[day=2025-02-10, channel=Optional[search], cost=25.000000]");
  }

  @Test
  void daysOutsideTheDataAreCutOffAndFlagged() {
    Allocation allocation =
        Allocation.of(
            List.of(
                spend("2024-12-30", "2025-01-08", "search", null, "100"),
                spend("2025-12-01", "2025-12-31", "search", null, "310")),
            List.of(won("2025-01-08", "search", 2), won("2025-12-09", "search", 3)),
            Period.MONTH,
            0,
            new Allocation.Known(LocalDate.of(2025, 1, 3), LocalDate.of(2025, 12, 9)));

    assertThat(allocation.lines().stream().filter(line -> line.channel().equals("search")))
        .extracting(AllocationTest::text)
        .containsExactly(
            "20.00 = 0.00 + 20.00, 0 customers, nobody won; 20.00 spent before the data begins on 2025-01-03",
            "80.00 = 60.00 + 20.00, 2 customers at 30.00, 20.00 spent before the data begins on 2025-01-03",
            "310.00 = 90.00 + 220.00, 3 customers at 30.00, 220.00 spent after the run date 2025-12-09");
  }

  @Test
  void customersOfUnknownChannelAreNoneAndSpendOnNoChannelIsSharedByAll() {
    Allocation allocation =
        allocated(
            List.of(
                spend("2025-01-01", "2025-01-31", "search", "media", "100"),
                spend("2025-01-01", "2025-01-31", null, "salary", "60")),
            List.of(won("2025-01-03", "search", 1), won("2025-01-04", null, 2)),
            0);

    assertThat(allocation.lines())
        .extracting(line -> line.channel() + " " + line.kind() + ": " + text(line))
        .containsExactly(
            "(none) (all): 40.00 = 40.00 + 0.00, 2 customers at 20.00",
            "(none) salary: 40.00 = 40.00 + 0.00, 2 customers at 20.00",
            "search (all): 120.00 = 120.00 + 0.00, 1 customers at 120.00",
            "search media: 100.00 = 100.00 + 0.00, 1 customers at 100.00",
            "search salary: 20.00 = 20.00 + 0.00, 1 customers at 20.00",
            "(blended) (all): 160.00 = 160.00 + 0.00, 3 customers at 53.33",
            "(blended) media: 100.00 = 100.00 + 0.00, 3 customers at 33.33",
            "(blended) salary: 60.00 = 60.00 + 0.00, 3 customers at 20.00",
            "(paid) (all): 120.00 = 120.00 + 0.00, 1 customers at 120.00",
            "(paid) media: 100.00 = 100.00 + 0.00, 1 customers at 100.00",
            "(paid) salary: 20.00 = 20.00 + 0.00, 1 customers at 20.00");
  }

  @Test
  void centsOfPartsAddUp() {
    assertThat(LargestRemainder.split(new BigDecimal("100.00"), new long[] {1, 1, 1}))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("33.340000", "33.330000", "33.330000");
    assertThat(LargestRemainder.split(new BigDecimal("0.10"), new long[] {1, 5, 0, 6}))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("0.010000", "0.040000", "0.000000", "0.050000");
    assertThat(LargestRemainder.split(new BigDecimal("0.000001"), new long[] {1, 2}))
        .extracting(BigDecimal::toPlainString)
        .containsExactly("0.000000", "0.000001");
  }

  /** Whatever is spent on whomever: the lines of channels and kinds add up to it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void allocatedAndUnallocatedAreTheSpendExactly(long seed) {
    Random random = new Random(seed);
    List<String> channels = new ArrayList<>(List.of("search", "social", "mail", "tv"));
    channels.add(null);
    List<Spend> spend = new ArrayList<>();
    List<Won> won = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      LocalDate start = LocalDate.of(2024, 11, 1).plusDays(random.nextInt(430));
      spend.add(
          new Spend(
              start,
              start.plusDays(random.nextInt(70)),
              Optional.ofNullable(channels.get(random.nextInt(5))),
              Optional.ofNullable(random.nextBoolean() ? "media" : null),
              BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(7))));
      won.add(
          new Won(
              JANUARY.plusDays(random.nextInt(365)),
              Optional.ofNullable(channels.get(random.nextInt(5))),
              1 + random.nextInt(30)));
    }
    List<Line> lines =
        Allocation.of(spend, won, Period.values()[random.nextInt(3)], random.nextInt(40), YEAR)
            .lines();

    BigDecimal total = spend.stream().map(Spend::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum(lines.stream().filter(line -> isOwn(line) && isLoaded(line))))
        .isEqualByComparingTo(total);
    assertThat(sum(lines.stream().filter(line -> isOwn(line) && !isLoaded(line))))
        .isEqualByComparingTo(total);
    assertThat(
            sum(
                lines.stream()
                    .filter(line -> line.channel().equals("(blended)") && isLoaded(line))))
        .isEqualByComparingTo(total);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.allocated()).isNotNegative();
              assertThat(line.unallocated()).isGreaterThanOrEqualTo(line.outside());
              assertThat(line.reason().isPresent())
                  .isEqualTo(line.spend().signum() == 0 || line.unallocated().signum() > 0);
            });
    assertThat(
            lines.stream()
                .filter(line -> isOwn(line) && isLoaded(line))
                .mapToLong(Line::customers)
                .sum())
        .isEqualTo(won.stream().mapToLong(Won::customers).sum());
  }

  private static boolean isOwn(Line line) {
    return !line.channel().equals("(blended)") && !line.channel().equals("(paid)");
  }

  private static boolean isLoaded(Line line) {
    return line.kind().equals("(all)");
  }

  private static BigDecimal sum(Stream<Line> lines) {
    return lines
        .map(line -> line.allocated().add(line.unallocated()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Allocation allocated(List<Spend> spend, List<Won> won, int lagDays) {
    return Allocation.of(spend, won, Period.MONTH, lagDays, YEAR);
  }

  private static Spend spend(String start, String end, String channel, String kind, String amount) {
    return new Spend(
        LocalDate.parse(start),
        LocalDate.parse(end),
        Optional.ofNullable(channel),
        Optional.ofNullable(kind),
        new BigDecimal(amount));
  }

  private static Won won(String day, String channel, long customers) {
    return new Won(LocalDate.parse(day), Optional.ofNullable(channel), customers);
  }

  private static String text(Line line) {
    return "%s = %s + %s, %d customers%s%s"
        .formatted(
            line.spend().setScale(2, RoundingMode.UNNECESSARY),
            line.allocated().setScale(2, RoundingMode.UNNECESSARY),
            line.unallocated().setScale(2, RoundingMode.UNNECESSARY),
            line.customers(),
            printed(line.cac()).map(cac -> " at " + cac).orElse(""),
            line.reason().map(reason -> ", " + reason).orElse(""));
  }

  private static Optional<BigDecimal> printed(Optional<BigDecimal> amount) {
    return amount.map(value -> value.setScale(2, RoundingMode.HALF_UP));
  }
}
