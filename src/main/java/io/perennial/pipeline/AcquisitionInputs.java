package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.ingest.DatedAmounts;
import io.perennial.run.Manifest;
import io.perennial.table.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The inputs on what winning customers takes: spend and visits, each where it is configured. */
final class AcquisitionInputs {
  private final Optional<DatedAmounts> spend;
  private final Optional<DatedAmounts> visits;

  private AcquisitionInputs(Optional<DatedAmounts> spend, Optional<DatedAmounts> visits) {
    this.spend = spend;
    this.visits = visits;
  }

  /** Opens those that the command needs; reads no row. */
  static AcquisitionInputs open(Run run) {
    Settings.Input input = run.settings.input();
    boolean isNeeded = run.job.command() != Command.FIT;
    return new AcquisitionInputs(
        Optional.of(input.spend())
            .filter(each -> isNeeded && each.isConfigured())
            .map(each -> DatedAmounts.open(run.spark, each)),
        Optional.of(input.visits())
            .filter(each -> isNeeded && each.isConfigured())
            .map(each -> DatedAmounts.open(run.spark, each)));
  }

  boolean areThere() {
    return spend.isPresent() || visits.isPresent();
  }

  /** How messages call the inputs, by what they are. */
  Map<String, String> sources() {
    Map<String, String> sources = new LinkedHashMap<>();
    spend.ifPresent(each -> sources.put("spend", each.source()));
    visits.ifPresent(each -> sources.put("visits", each.source()));
    return sources;
  }

  /**
   * Reads the inputs and accounts for every row.
   *
   * @throws JobFailure when one has no row that is accepted, or a gate fails
   */
  Facts.AcquisitionInput read(Run run) {
    Optional<DatedAmounts.Judged> spent = spend.map(each -> read(each, run));
    Optional<DatedAmounts.Judged> visited = visits.map(each -> read(each, run));
    return new Facts.AcquisitionInput(
        spent.map(DatedAmounts.Judged::sums).orElse(List.of()),
        visited.map(DatedAmounts.Judged::sums).orElse(List.of()),
        Stream.of(spent, visited)
            .flatMap(Optional::stream)
            .mapToLong(judged -> judged.account().rows())
            .sum());
  }

  private static DatedAmounts.Judged read(DatedAmounts input, Run run) {
    DatedAmounts.Judged judged = input.judge();
    Manifest.SideInput account = judged.account();
    run.record.side(account);
    if (account.rows() == 0) {
      throw new JobFailure(ExitCode.INPUT, input.source() + " holds no rows; check its path");
    }
    String rejected =
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d rows are rejected: %s",
            input.source(),
            account.rejected().rows(),
            account.rows(),
            reasons(judged));
    if (account.accepted().rows() == 0) {
      throw new JobFailure(ExitCode.INPUT, rejected);
    }
    double most = run.settings.quality().maxQuarantinedShare();
    double share = (double) account.rejected().rows() / account.rows();
    boolean tooMuch = account.rejected().rows() > 0 && most < 1 && share >= most;
    Manifest.Gate gate =
        new Manifest.Gate(
            account.name() + "-rejected-share",
            tooMuch ? QualityGates.FAILED : QualityGates.PASSED,
            "%s of the rows are rejected; fails from quality.max-quarantined-share = %s on"
                .formatted(QualityGates.percent(share), QualityGates.percent(most)));
    run.record.gates(List.of(gate));
    QualityGates.enforce(List.of(gate), Optional.of(rejected));
    if (account.rejected().rows() > 0) {
      run.record.warn(rejected);
    }
    return judged;
  }

  /** The reasons, the most frequent first, each with an example. */
  private static String reasons(DatedAmounts.Judged judged) {
    List<Map.Entry<String, Long>> reasons =
        new ArrayList<>(judged.account().rejected().reasons().entrySet());
    reasons.sort(
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    return reasons.stream()
        .map(
            reason ->
                String.format(
                    Locale.ROOT,
                    "%s %,d, for example %s",
                    reason.getKey(),
                    reason.getValue(),
                    judged.examples().get(reason.getKey())))
        .collect(Collectors.joining("; "));
  }
}
