package io.perennial.economics;

import io.perennial.schema.DatedAmount;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What customers cost to win, by period, channel and kind of spend; all money is exact.
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

  /** What no channel may be called. */
  public static final Set<String> RESERVED_CHANNELS = Set.of(BLENDED, PAID);

  /**
   * Spend and customers of a channel in a period. Where money is spent on no channel, its share
   * counts in that of every channel with customers.
   *
   * @param period its first day
   * @param channel a channel, {@link #NONE}, {@link #BLENDED} or {@link #PAID}
   * @param channels those that it stands for
   * @param kind a kind, {@link #NONE} or {@link #ALL_KINDS}
   * @param allocated the part of the spend that is laid on customers
   * @param outside the part that lies before the data begins or after the run date
   * @param customers won in the period, on any day
   * @param counted those of them whom the cost is divided by: all, or those whose cost is told
   * @param cac spend within the data ÷ customers, with what was spent on nobody; empty where nobody
   *     was won, or nothing spent
   * @param reason why there is no cost, and which part of the spend is laid on nobody
   */
  public record Line(
      LocalDate period,
      String channel,
      Set<String> channels,
      String kind,
      BigDecimal spend,
      BigDecimal allocated,
      BigDecimal outside,
      long customers,
      long counted,
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

  /**
   * The costs that are told of the customers of a channel in a period.
   *
   * @param customers all
   * @param costed those whose cost is told
   * @param cost of these
   */
  public record Told(
      LocalDate period, String channel, long customers, long costed, BigDecimal cost) {}

  private record Key(LocalDate period, String channel) {}

  private final List<Line> lines;
  private final List<CustomerCost> costs;
  private final Map<Key, Line> loaded = new HashMap<>();

  Allocation(List<Line> lines, List<CustomerCost> costs) {
    this.lines = List.copyOf(lines);
    this.costs = List.copyOf(costs);
    lines.stream()
        .filter(line -> line.kind.equals(ALL_KINDS))
        .forEach(line -> loaded.put(new Key(line.period, line.channel), line));
  }

  /**
   * Allocates spend to the customers who were won.
   *
   * @param periods into which it is cut
   * @param lagDays from the spend to the customers it wins
   */
  public static Allocation of(
      Collection<DatedAmount> spend,
      Collection<Won> won,
      Period periods,
      int lagDays,
      Known known) {
    return Allocator.allocate(spend, won, periods, lagDays, known);
  }

  /** Sums up costs that are told of each customer: nothing is left to allocate. */
  public static Allocation ofTold(Collection<Told> told) {
    SortedMap<LocalDate, List<Told>> periods = new TreeMap<>();
    told.forEach(
        each -> periods.computeIfAbsent(each.period, start -> new ArrayList<>()).add(each));
    List<Line> lines = new ArrayList<>();
    periods.forEach(
        (period, all) -> {
          all.sort(Comparator.comparing(Told::channel));
          all.forEach(each -> lines.add(line(period, each.channel, List.of(each))));
          lines.add(line(period, BLENDED, all));
          lines.add(
              line(period, PAID, all.stream().filter(each -> each.cost.signum() > 0).toList()));
        });
    return new Allocation(lines, List.of());
  }

  private static Line line(LocalDate period, String name, List<Told> channels) {
    BigDecimal cost = Money.amount(0);
    long customers = 0;
    long costed = 0;
    for (Told each : channels) {
      cost = cost.add(each.cost);
      customers += each.customers;
      costed += each.costed;
    }
    Optional<String> reason =
        cost.signum() == 0
            ? Optional.of("no spend")
            : Optional.of(customers - costed)
                .filter(without -> without > 0)
                .map("%d customers without a cost are not in the mean"::formatted);
    return new Line(
        period,
        name,
        channels.stream().map(Told::channel).collect(Collectors.toUnmodifiableSet()),
        ALL_KINDS,
        cost,
        cost,
        Money.amount(0),
        customers,
        costed,
        cost.signum() == 0 ? Optional.empty() : Optional.of(perCustomer(cost, costed)),
        reason);
  }

  /**
   * The lines by period, channel and kind: for every channel with spend or customers in a period
   * one of all kinds and, where spend has kinds, one of each; and the same of {@link #BLENDED} and
   * {@link #PAID}.
   */
  public List<Line> lines() {
    return lines;
  }

  /** The line of all kinds of a channel in a period. */
  public Optional<Line> line(LocalDate period, String channel) {
    return Optional.ofNullable(loaded.get(new Key(period, channel)));
  }

  /**
   * What a customer of a channel has cost over all periods: the mean of their costs, weighted by
   * their customers; empty where nothing is spent.
   */
  public Optional<BigDecimal> cac(String channel) {
    BigDecimal spend = BigDecimal.ZERO;
    long customers = 0;
    for (Line line : loaded.values()) {
      if (line.channel.equals(channel)) {
        spend = spend.add(line.spend).subtract(line.outside);
        customers += line.counted;
      }
    }
    return customers > 0 && spend.signum() > 0
        ? Optional.of(perCustomer(spend, customers))
        : Optional.empty();
  }

  /** The costs of customers, by day and channel; none where nothing was spent on them. */
  public List<CustomerCost> costs() {
    return costs;
  }

  /** An amount of one customer, rounded to the micro. */
  public static BigDecimal perCustomer(BigDecimal amount, long customers) {
    return amount.divide(BigDecimal.valueOf(customers), Money.SCALE, RoundingMode.HALF_UP);
  }
}
