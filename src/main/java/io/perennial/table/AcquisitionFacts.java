package io.perennial.table;

import io.perennial.cohort.SegmentActivity;
import io.perennial.economics.Allocation;
import io.perennial.economics.Won;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.DatedAmount;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was spent and who came: spend laid on the customers it won, and visits by period. */
final class AcquisitionFacts {
  private final Allocation allocation;
  private final Map<LocalDate, Map<String, BigDecimal>> visits;

  private AcquisitionFacts(Allocation allocation, Map<LocalDate, Map<String, BigDecimal>> visits) {
    this.allocation = allocation;
    this.visits = visits;
  }

  /**
   * Lays the spend on the customers.
   *
   * @param activity by channel; of {@link Allocation#NONE} alone where channels are not known
   * @param warn receives sentences on spend that cannot reach anybody
   */
  static AcquisitionFacts of(
      Facts.AcquisitionInput input,
      Map<String, SegmentActivity> activity,
      Period period,
      int lagDays,
      Allocation.Known known,
      Consumer<String> warn) {
    requireOwnNames(input, activity.keySet());
    boolean hasChannels = !activity.keySet().equals(Set.of(Allocation.NONE));
    List<DatedAmount> spend = hasChannels ? input.spend() : withoutChannels(input.spend(), warn);
    unreached(spend, activity.keySet(), warn);
    return new AcquisitionFacts(
        Allocation.of(spend, won(activity), period, lagDays, known),
        byPeriod(input.visits(), period, known));
  }

  /** Names that stand for several together would count some of them twice. */
  private static void requireOwnNames(Facts.AcquisitionInput input, Set<String> channels) {
    List<String> problems = new ArrayList<>();
    Stream.of(
            channels.stream(),
            input.spend().stream().flatMap(each -> each.channel().stream()),
            input.visits().stream().flatMap(each -> each.channel().stream()))
        .flatMap(names -> names)
        .filter(Allocation.RESERVED_CHANNELS::contains)
        .distinct()
        .forEach(
            name ->
                problems.add(
                    "a channel of input.customers, input.spend or input.visits is called %1$s, which stands for several channels together in the table acquisition; rename it there, for example by the column expression nullif(channel, '%1$s')"
                        .formatted(name)));
    if (input.spend().stream()
        .anyMatch(each -> each.kind().equals(Optional.of(Allocation.ALL_KINDS)))) {
      problems.add(
          "a kind of input.spend is called %1$s, which stands for all kinds together in the table acquisition; rename it, for example by input.spend.columns.kind = \"nullif(kind, '%1$s')\""
              .formatted(Allocation.ALL_KINDS));
    }
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, problems, null);
    }
  }

  private static List<DatedAmount> withoutChannels(List<DatedAmount> spend, Consumer<String> warn) {
    if (spend.stream().anyMatch(each -> each.channel().isPresent())) {
      warn.accept(
          "input.spend names channels, but of no customer the channel is known: all customers share all spend. Map the attribute that economics.channel names in input.customers.columns");
    }
    return spend.stream()
        .map(
            each ->
                new DatedAmount(
                    each.start(), each.end(), Optional.empty(), each.kind(), each.amount()))
        .toList();
  }

  private static void unreached(
      List<DatedAmount> spend, Set<String> channels, Consumer<String> warn) {
    Set<String> unreached =
        spend.stream()
            .flatMap(each -> each.channel().stream())
            .filter(channel -> !channels.contains(channel))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unreached.isEmpty()) {
      warn.accept(
          "input.spend has channels that no customer came by: %s; are they written as in input.customers?"
              .formatted(
                  unreached.stream().limit(10).collect(Collectors.joining(", "))
                      + (unreached.size() > 10 ? ", …" : "")));
    }
  }

  private static List<Won> won(Map<String, SegmentActivity> activity) {
    List<Won> won = new ArrayList<>();
    activity.forEach(
        (name, segment) -> {
          Optional<String> channel = Optional.of(name).filter(any -> !any.equals(Allocation.NONE));
          segment
              .cohorts()
              .values()
              .forEach(
                  cohort ->
                      cohort
                          .acquired()
                          .forEach((day, customers) -> won.add(new Won(day, channel, customers))));
        });
    return won;
  }

  private static Map<LocalDate, Map<String, BigDecimal>> byPeriod(
      List<DatedAmount> visits, Period period, Allocation.Known known) {
    Map<LocalDate, Map<String, BigDecimal>> sums = new HashMap<>();
    visits.stream()
        .filter(each -> !each.start().isBefore(known.firstDay()))
        .filter(each -> !each.start().isAfter(known.runDate()))
        .forEach(
            each ->
                sums.computeIfAbsent(period.startOf(each.start()), start -> new HashMap<>())
                    .merge(each.channel().orElse(Allocation.NONE), each.amount(), BigDecimal::add));
    return sums;
  }

  /** The spend, laid on customers. */
  Allocation allocation() {
    return allocation;
  }

  /**
   * The visits that the customers of a line came from, on days that the data covers; empty where
   * none are known.
   */
  Optional<BigDecimal> visits(Allocation.Line line) {
    Map<String, BigDecimal> ofPeriod = visits.getOrDefault(line.period(), Map.of());
    // All visits, also those of channels that won nobody.
    Collection<String> channels =
        line.channel().equals(Allocation.BLENDED) ? ofPeriod.keySet() : line.channels();
    return channels.stream().map(ofPeriod::get).filter(n -> n != null).reduce(BigDecimal::add);
  }
}
