package io.perennial.economics;

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

/**
 * Spend, laid on the customers whom it won; all money is exact.
 *
 * <p>Spend of the days [s, e] counts on the days [s + lag, e + lag]. It is cut by days into
 * calendar periods, and where the data begins and ends. What falls into a period is spread evenly
 * over the customers of its channel who were won in that period on one of its days; spend on no
 * channel, over those of all channels. What nobody was won with, or lies outside the data, stays
 * unallocated: allocated and unallocated always add up to the spend.
 */
public final class Allocation {
  /** In place of a channel or a kind: it is not known. */
  public static final String NONE = "(none)";

  /** In place of a channel: all of them together. */
  public static final String BLENDED = "(blended)";

  /** In place of a channel: those together that money of their own was spent on in the period. */
  public static final String PAID = "(paid)";

  /** In place of a kind: all of them together, the fully loaded cost. */
  public static final String ALL_KINDS = "(all)";

  /**
   * Spend and customers of a channel in a period. Where money is spent on no channel, its share
   * counts in that of every channel with customers.
   *
   * @param period its first day
   * @param channel a channel, {@link #NONE}, {@link #BLENDED} or {@link #PAID}
   * @param kind a kind, {@link #NONE} or {@link #ALL_KINDS}
   * @param allocated the part of the spend that is laid on customers
   * @param outside the part that lies before the data begins or after the run date
   * @param customers won in the period, on any day
   * @param cac spend within the data ÷ customers, with what was spent on nobody; empty where nobody
   *     was won, or nothing spent
   * @param reason why there is no cost, and which part of the spend is laid on nobody
   */
  public record Line(
      LocalDate period,
      String channel,
      String kind,
      BigDecimal spend,
      BigDecimal allocated,
      BigDecimal outside,
      long customers,
      Optional<BigDecimal> cac,
      Optional<String> reason) {
    /** The part of the spend that is laid on nobody. */
    public BigDecimal unallocated() {
      return spend.subtract(allocated);
    }
  }

  /**
   * What a customer who was won on this day has cost, to the micro.
   *
   * @param channel empty where it is not known
   */
  public record CustomerCost(LocalDate day, Optional<String> channel, BigDecimal cost) {}

  /** The days that are known: customers won on others are not seen. */
  public record Known(LocalDate firstDay, LocalDate runDate) {}

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
  private final Known known;
  private final Map<Pool, Pot> pots = new TreeMap<>(POOLS);
  private final SortedMap<LocalDate, SortedMap<String, Long>> wonByDay = new TreeMap<>();
  private final SortedMap<LocalDate, SortedMap<String, Long>> wonByPeriod = new TreeMap<>();
  private final Map<Cell, Sums> cells = new TreeMap<>(CELLS);
  private final SortedMap<LocalDate, SortedSet<String>> paid = new TreeMap<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<CustomerCost> costs = new ArrayList<>();

  private static final Comparator<Pool> POOLS =
      Comparator.comparing(Pool::period)
          .thenComparing(pool -> name(pool.channel))
          .thenComparing(pool -> name(pool.kind));

  private static final Comparator<Cell> CELLS =
      Comparator.comparing(Cell::period).thenComparing(Cell::channel).thenComparing(Cell::kind);

  private Allocation(Period periods, Known known) {
    this.periods = periods;
    this.known = known;
  }

  /**
   * Allocates spend to the customers who were won.
   *
   * @param periods into which it is cut
   * @param lagDays from the spend to the customers it wins
   */
  public static Allocation of(
      Collection<Spend> spend, Collection<Won> won, Period periods, int lagDays, Known known) {
    Allocation allocation = new Allocation(periods, known);
    spend.forEach(each -> allocation.cut(each, lagDays));
    won.forEach(allocation::count);
    allocation.pots.forEach(allocation::spread);
    allocation.price();
    allocation.draw();
    return allocation;
  }

  /**
   * The lines by period, channel and kind: for every channel with spend or customers in a period
   * one of all kinds and, where spend has kinds, one of each; and the same of {@link #BLENDED} and
   * {@link #PAID}.
   */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** The line of all kinds of a channel in a period. */
  public Optional<Line> line(LocalDate period, String channel) {
    return lines.stream()
        .filter(line -> line.period.equals(period))
        .filter(line -> line.channel.equals(channel) && line.kind.equals(ALL_KINDS))
        .findFirst();
  }

  /** The costs of customers, by day and channel; none where nothing was spent on them. */
  public List<CustomerCost> costs() {
    return List.copyOf(costs);
  }

  private void cut(Spend spend, int lagDays) {
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
      if (day.isBefore(known.firstDay)) {
        pot.before = pot.before.add(parts.get(i));
      } else if (day.isAfter(known.runDate)) {
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
    return Stream.of(period, known.firstDay, known.runDate.plusDays(1))
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
    Sums own = sums(pool, name(pool.channel));
    own.before = own.before.add(pot.before);
    own.after = own.after.add(pot.after);
    if (winners.isEmpty()) {
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
      pot.each = Optional.of(perCustomer(pot.within, customers));
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
            Optional<String> channel = Optional.of(name).filter(known -> !known.equals(NONE));
            BigDecimal cost =
                Stream.of(channel, Optional.<String>empty())
                    .distinct()
                    .flatMap(each -> ofPeriod.getOrDefault(each, List.of()).stream())
                    .filter(pot -> pot.days.get(at))
                    .map(pot -> pot.each.orElse(BigDecimal.ZERO))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (cost.signum() > 0) {
              costs.add(new CustomerCost(day, channel, cost));
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
    for (var each : all.entrySet()) {
      LocalDate period = each.getKey();
      SortedMap<String, SortedMap<String, Sums>> byChannel = each.getValue();
      SortedMap<String, Long> customers = wonByPeriod.getOrDefault(period, new TreeMap<>());
      byChannel.forEach(
          (channel, kinds) ->
              draw(period, channel, kinds, customers.getOrDefault(channel, 0L), hasKinds));
      draw(period, BLENDED, byChannel, customers, byChannel.keySet(), hasKinds);
      draw(
          period, PAID, byChannel, customers, paid.getOrDefault(period, new TreeSet<>()), hasKinds);
    }
  }

  private void draw(
      LocalDate period,
      String together,
      SortedMap<String, SortedMap<String, Sums>> byChannel,
      SortedMap<String, Long> customers,
      Set<String> channels,
      boolean hasKinds) {
    SortedMap<String, Sums> kinds = new TreeMap<>();
    long won = 0;
    for (String channel : channels) {
      byChannel
          .get(channel)
          .forEach((kind, sums) -> kinds.computeIfAbsent(kind, key -> new Sums()).add(sums));
      won += customers.getOrDefault(channel, 0L);
    }
    draw(period, together, kinds, won, hasKinds);
  }

  private void draw(
      LocalDate period,
      String channel,
      SortedMap<String, Sums> kinds,
      long customers,
      boolean hasKinds) {
    Sums all = new Sums();
    kinds.values().forEach(all::add);
    lines.add(line(period, channel, ALL_KINDS, all, customers));
    if (hasKinds) {
      kinds.forEach((kind, sums) -> lines.add(line(period, channel, kind, sums, customers)));
    }
  }

  private Line line(LocalDate period, String channel, String kind, Sums sums, long customers) {
    boolean isPriced = customers > 0 && sums.within().signum() > 0;
    return new Line(
        period,
        channel,
        kind,
        money(sums.spend()),
        money(sums.allocated),
        money(sums.before.add(sums.after)),
        customers,
        isPriced ? Optional.of(perCustomer(sums.within(), customers)) : Optional.empty(),
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
          "%s spent before the data begins on %s".formatted(printed(sums.before), known.firstDay));
    }
    if (sums.after.signum() > 0) {
      reasons.add("%s spent after the run date %s".formatted(printed(sums.after), known.runDate));
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static String printed(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  private static BigDecimal money(BigDecimal amount) {
    return amount.setScale(Money.SCALE);
  }

  private static BigDecimal perCustomer(BigDecimal amount, long customers) {
    return amount.divide(BigDecimal.valueOf(customers), Money.SCALE, RoundingMode.HALF_UP);
  }

  private static String name(Optional<String> known) {
    return known.orElse(NONE);
  }
}
