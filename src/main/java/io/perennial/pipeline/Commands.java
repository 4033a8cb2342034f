package io.perennial.pipeline;

import io.perennial.table.Table;
import io.perennial.table.Tables;
import java.util.List;
import java.util.stream.Stream;

/** The commands, each a list of stages. */
final class Commands {
  private static final Stage SPEND_AND_VISITS =
      Stage.counting("spend and visits", InputStages::readAcquisition)
          .when(Run::hasAcquisitionInputs);

  private static final List<Stage> INPUT =
      List.of(
          Stage.of("open input", InputStages::open),
          SPEND_AND_VISITS.when(Run::hasTransactions),
          Stage.counting("histories", InputStages::buildHistories).when(Run::hasTransactions),
          Stage.counting("customers", InputStages::joinAttributes)
              .when(Run::hasTransactions)
              .when(Run::hasAttributes),
          Stage.counting("subscriptions input", SubscriptionStages::measure)
              .when(Run::hasSubscriptions));

  private static final List<Stage> FIT =
      List.of(
          Stage.of("encode covariates", ModelStages::encode)
              .when(run -> run.hasCovariates() && !run.hasModels()),
          Stage.counting("fit purchases", ModelStages::fitPurchases).when(run -> !run.hasModels()),
          Stage.counting("fit spend", ModelStages::fitSpend).when(run -> !run.hasModels()));

  private static final List<Stage> TABLES =
      Stream.concat(
              Stream.of(
                  Stage.of("rfm limits", TableStages::rankCustomers).when(Run::hasTransactions),
                  Stage.of("benchmarks", TableStages::compareCustomers)
                      .when(Run::hasTransactions)
                      .beside()),
              Tables.ALL.stream().map(Commands::stage))
          .toList();

  private static final List<Stage> PUBLICATION =
      List.of(
          Stage.counting("check tables", TableStages::check),
          Stage.counting("run history", ReportStages::remember),
          Stage.of("report", ReportStages::write),
          Stage.of("publish", TableStages::publish));

  private static final List<Stage> EVALUATION =
      List.of(Stage.counting("back-test", EvaluationStages::judge).when(Run::isEvaluated));

  private Commands() {}

  /** The stages of a job, in their order. */
  static List<Stage> stages(Job job) {
    if (job.command() == Command.SIMULATE) {
      return List.of(Stage.counting("simulate", SimulationStage::write).when(run -> !run.isDry()));
    }
    if (job.command() == Command.REPORT) {
      return job.isDry() ? List.of() : List.of(Stage.of("report", ReportStages::again));
    }
    if (job.isDry()) {
      return List.of(
          Stage.of("open input", InputStages::open),
          SPEND_AND_VISITS.when(Run::hasTransactions),
          Stage.counting("reconciliation", InputStages::account).when(Run::hasTransactions),
          Stage.counting("subscriptions input", SubscriptionStages::measure)
              .when(Run::hasSubscriptions));
    }
    return switch (job.command()) {
      case BACKTEST ->
          join(
              INPUT,
              EVALUATION,
              Tables.ALL.stream()
                  .filter(table -> Tables.OF_EVALUATION.contains(table.name()))
                  .map(Commands::stage)
                  .toList(),
              List.of(
                  Stage.counting("check tables", TableStages::check),
                  Stage.of("publish", EvaluationStages::publish)));
      case FIT ->
          join(INPUT, EVALUATION, FIT, List.of(Stage.of("store models", ModelStages::publish)));
      case SCORE ->
          join(INPUT, List.of(Stage.of("load models", ModelStages::load)), TABLES, PUBLICATION);
      default ->
          join(
              INPUT,
              ofTransactions(EVALUATION),
              ofTransactions(
                  List.of(Stage.of("stored models", ModelStages::reuse).when(Run::mayReuseModels))),
              ofTransactions(FIT),
              ofTransactions(
                  List.of(Stage.of("correction", CorrectionStage::learn).when(Run::isCorrected))),
              TABLES,
              PUBLICATION);
    };
  }

  private static Stage stage(Table table) {
    return Stage.counting(table.name(), run -> TableStages.write(run, table))
        .when(run -> run.isIn(table))
        .beside();
  }

  /** The same stages, in runs that have transactions. */
  private static List<Stage> ofTransactions(List<Stage> stages) {
    return stages.stream().map(stage -> stage.when(Run::hasTransactions)).toList();
  }

  @SafeVarargs
  private static List<Stage> join(List<Stage>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }
}
