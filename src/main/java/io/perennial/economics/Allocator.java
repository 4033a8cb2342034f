package io.perennial.economics;

import io.perennial.schema.DatedAmount;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The algorithm of {@link Allocation#of}. */
final class Allocator {
  private record Pool(LocalDate period, Optional<String> channel, Optional<String> kind) {}

  private record Cell(LocalDate period, String channel, String kind) {}

  /** Money of one pool, and the days it is for. */
  private static final class Pot {
    BigDecimal within = BigDecimal.ZERO;
    BigDecimal before = BigDecimal.ZERO;
    BigDecimal after = BigDecimal.ZERO;
    final BitSet days = new BitSet();

    /** Of the part within the data, for one customer; empty where nobody was won. */
    Optional<BigDecimal> each = Optional.empty();
  }

  /** Money of one line. */
  private static final class Sums {
    BigDecimal allocated = BigDecimal.ZERO;
    BigDecimal before = BigDecimal.ZERO;
    BigDecimal after = BigDecimal.ZERO;
    BigDecimal onNobody = BigDecimal.ZERO;

    void add(Sums other) {
      allocated = allocated.add(other.allocated);
      before = before.add(other.before);
      after = after.add(other.after);
      onNobody = onNobody.add(other.onNobody);
    }

    BigDecimal within() {
      return allocated.add(onNobody);
    }

    BigDecimal spend() {
      return within().add(before).add(after);
    }
  }

  private final Period periods;
  private final Allocation.Known known;
  private final Map<Pool, Pot> pots = new TreeMap<>(POOLS);
  private final SortedMap<LocalDate, SortedMap<String, Long>> wonByDay = new TreeMap<>();
  private final SortedMap<LocalDate, SortedMap<String, Long>> wonByPeriod = new TreeMap<>();
  private final Map<Cell, Sums> cells = new TreeMap<>(CELLS);
  private final SortedMap<LocalDate, SortedSet<String>> paid = new TreeMap<>();
  private final List<Allocation.Line> lines = new ArrayList<>();
  private final List<Allocation.CustomerCost> costs = new ArrayList<>();

  private static final Comparator<Pool> POOLS =
      Comparator.comparing(Pool::period)
          .thenComparing(pool -> name(pool.channel))
          .thenComparing(pool -> name(pool.kind));

  private static final Comparator<Cell> CELLS =
      Comparator.comparing(Cell::period).thenComparing(Cell::channel).thenComparing(Cell::kind);

  private Allocator(Period periods, Allocation.Known known) {
    this.periods = periods;
    this.known = known;
  }

  static Allocation allocate(
      Collection<DatedAmount> spend,
      Collection<Won> won,
      Period periods,
      int lagDays,
      Allocation.Known known) {
    Allocator allocator = new Allocator(periods, known);
    spend.forEach(each -> allocator.cut(each, lagDays));
    won.forEach(allocator::count);
    allocator.pots.forEach(allocator::spread);
    allocator.price();
    allocator.draw();
    return new Allocation(allocator.lines, allocator.costs);
  }

  private void cut(DatedAmount spend, int lagDays) {
    LocalDate end = spend.end().plusDays(lagDays + 1L);
    List<LocalDate> starts = new ArrayList<>();
    for (LocalDate day = spend.start().plusDays(lagDays); day.isBefore(end); day = nextCut(day)) {
      starts.add(day);
    }
    starts.add(end);
    long[] days = new long[starts.size() - 1];
    for (int i = 0; i < days.length; i++) {
      days[i] = ChronoUnit.DAYS.between(starts.get(i), starts.get(i + 1));
    }
    List<BigDecimal> parts = LargestRemainder.split(spend.amount(), days);
    for (int i = 0; i < days.length; i++) {
      LocalDate day = starts.get(i);
      LocalDate period = periods.startOf(day);
      Pot pot =
          pots.computeIfAbsent(new Pool(period, spend.channel(), spend.kind()), key -> new Pot());
      if (day.isBefore(known.firstDay())) {
        pot.before = pot.before.add(parts.get(i));
      } else if (day.isAfter(known.runDate())) {
        pot.after = pot.after.add(parts.get(i));
      } else {
        pot.within = pot.within.add(parts.get(i));
        int from = (int) ChronoUnit.DAYS.between(period, day);
        pot.days.set(from, from + (int) days[i]);
      }
    }
  }

  /** The next day on which a period or the data begins, or the data has ended. */
  private LocalDate nextCut(LocalDate day) {
    LocalDate period = periods.plus(periods.startOf(day), 1);
    return Stream.of(period, known.firstDay(), known.runDate().plusDays(1))
        .filter(cut -> cut.isAfter(day))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void count(Won won) {
    String channel = name(won.channel());
    wonByDay
        .computeIfAbsent(won.day(), day -> new TreeMap<>())
        .merge(channel, won.customers(), Long::sum);
    wonByPeriod
        .computeIfAbsent(periods.startOf(won.day()), period -> new TreeMap<>())
        .merge(channel, won.customers(), Long::sum);
  }

  /** Lays a pot on the channels of the customers who were won on its days. */
  private void spread(Pool pool, Pot pot) {
    SortedMap<String, Long> winners = new TreeMap<>();
    wonByDay
        .subMap(pool.period, periods.plus(pool.period, 1))
        .forEach(
            (day, channels) -> {
              if (pot.days.get((int) ChronoUnit.DAYS.between(pool.period, day))) {
                channels.forEach(
                    (channel, customers) -> {
                      if (takes(pool, channel)) {
                        winners.merge(channel, customers, Long::sum);
                      }
                    });
              }
            });
    String channelOfPool = name(pool.channel);
    // Spend on no channel has a line of its own only for what the channels do not share.
    if (pot.before.signum() > 0 || pot.after.signum() > 0) {
      Sums own = sums(pool, channelOfPool);
      own.before = own.before.add(pot.before);
      own.after = own.after.add(pot.after);
    }
    if (winners.isEmpty()) {
      Sums own = sums(pool, channelOfPool);
      own.onNobody = own.onNobody.add(pot.within);
    } else {
      long[] weights = winners.values().stream().mapToLong(n -> n).toArray();
      List<BigDecimal> shares = LargestRemainder.split(pot.within, weights);
      int at = 0;
      for (String channel : winners.keySet()) {
        Sums sums = sums(pool, channel);
        sums.allocated = sums.allocated.add(shares.get(at++));
      }
      long customers = winners.values().stream().mapToLong(n -> n).sum();
      pot.each = Optional.of(Allocation.perCustomer(pot.within, customers));
    }
    if (pool.channel.isPresent() && pot.within.signum() > 0) {
      paid.computeIfAbsent(pool.period, period -> new TreeSet<>()).add(pool.channel.get());
    }
  }

  private static boolean takes(Pool pool, String channel) {
    return pool.channel.map(channel::equals).orElse(true);
  }

  private Sums sums(Pool pool, String channel) {
    return cells.computeIfAbsent(
        new Cell(pool.period, channel, name(pool.kind)), cell -> new Sums());
  }

  /** What the customers of each day and channel have cost. */
  private void price() {
    Map<LocalDate, Map<Optional<String>, List<Pot>>> potsOf = new HashMap<>();
    pots.forEach(
        (pool, pot) ->
            potsOf
                .computeIfAbsent(pool.period, period -> new HashMap<>())
                .computeIfAbsent(pool.channel, channel -> new ArrayList<>())
                .add(pot));
    wonByDay.forEach(
        (day, channels) -> {
          LocalDate period = periods.startOf(day);
          var ofPeriod = potsOf.getOrDefault(period, Map.of());
          int at = (int) ChronoUnit.DAYS.between(period, day);
          for (String name : channels.keySet()) {
            Optional<String> channel =
                Optional.of(name).filter(known -> !known.equals(Allocation.NONE));
            BigDecimal cost =
                Stream.of(channel, Optional.<String>empty())
                    .distinct()
                    .flatMap(each -> ofPeriod.getOrDefault(each, List.of()).stream())
                    .filter(pot -> pot.days.get(at))
                    .map(pot -> pot.each.orElse(BigDecimal.ZERO))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (cost.signum() > 0) {
              costs.add(new Allocation.CustomerCost(day, channel, cost));
            }
          }
        });
  }

  private void draw() {
    boolean hasKinds = pots.keySet().stream().anyMatch(pool -> pool.kind.isPresent());
    SortedMap<LocalDate, SortedMap<String, SortedMap<String, Sums>>> all = new TreeMap<>();
    wonByPeriod.forEach(
        (period, channels) ->
            channels
                .keySet()
                .forEach(
                    channel ->
                        all.computeIfAbsent(period, key -> new TreeMap<>())
                            .put(channel, new TreeMap<>())));
    cells.forEach(
        (cell, sums) ->
            all.computeIfAbsent(cell.period, key -> new TreeMap<>())
                .computeIfAbsent(cell.channel, channel -> new TreeMap<>())
                .put(cell.kind, sums));
    all.forEach(
        (period, byChannel) -> {
          byChannel
              .keySet()
              .forEach(channel -> draw(period, channel, Set.of(channel), byChannel, hasKinds));
          draw(period, Allocation.BLENDED, byChannel.keySet(), byChannel, hasKinds);
          draw(
              period,
              Allocation.PAID,
              paid.getOrDefault(period, new TreeSet<>()),
              byChannel,
              hasKinds);
        });
  }

  /** Draws the lines of channels together. */
  private void draw(
      LocalDate period,
      String name,
      Set<String> channels,
      SortedMap<String, SortedMap<String, Sums>> byChannel,
      boolean hasKinds) {
    Sums all = new Sums();
    SortedMap<String, Sums> kinds = new TreeMap<>();
    long customers = 0;
    SortedMap<String, Long> won = wonByPeriod.getOrDefault(period, new TreeMap<>());
    for (String channel : channels) {
      byChannel
          .get(channel)
          .forEach((kind, sums) -> kinds.computeIfAbsent(kind, key -> new Sums()).add(sums));
      customers += won.getOrDefault(channel, 0L);
    }
    kinds.values().forEach(all::add);
    if (hasKinds) {
      for (var kind : kinds.entrySet()) {
        lines.add(
            line(new Cell(period, name, kind.getKey()), channels, kind.getValue(), customers));
      }
    }
    lines.add(line(new Cell(period, name, Allocation.ALL_KINDS), channels, all, customers));
  }

  private Allocation.Line line(Cell cell, Set<String> channels, Sums sums, long customers) {
    boolean isPriced = customers > 0 && sums.within().signum() > 0;
    return new Allocation.Line(
        cell.period,
        cell.channel,
        Set.copyOf(channels),
        cell.kind,
        money(sums.spend()),
        money(sums.allocated),
        money(sums.before.add(sums.after)),
        customers,
        customers,
        isPriced ? Optional.of(Allocation.perCustomer(sums.within(), customers)) : Optional.empty(),
        reason(sums, customers));
  }

  private Optional<String> reason(Sums sums, long customers) {
    if (sums.spend().signum() == 0) {
      return Optional.of("no spend");
    }
    List<String> reasons = new ArrayList<>();
    if (customers == 0) {
      reasons.add("nobody won");
    } else if (sums.onNobody.signum() > 0) {
      reasons.add("%s spent where nobody was won".formatted(printed(sums.onNobody)));
    }
    if (sums.before.signum() > 0) {
      reasons.add(
          "%s spent before the data begins on %s"
              .formatted(printed(sums.before), known.firstDay()));
    }
    if (sums.after.signum() > 0) {
      reasons.add("%s spent after the run date %s".formatted(printed(sums.after), known.runDate()));
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static String printed(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  private static BigDecimal money(BigDecimal amount) {
    return amount.setScale(Money.SCALE);
  }

  private static String name(Optional<String> known) {
    return known.orElse(Allocation.NONE);
  }
}
