package io.perennial.report;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc_nulls_last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.config.Settings;
import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Customers to act on; the only place of the report that may name any. */
final class TargetsPart implements Part {
  private static final int CUSTOMERS = 40;

  @Override
  public Optional<Section> section(Scope scope) {
    Optional<Dataset<Row>> table = scope.tables.table("targets");
    if (table.isEmpty()) {
      scope.isMissing("targets");
      return Optional.empty();
    }
    List<Values> actions =
        Values.list(
                table
                    .get()
                    .groupBy("action")
                    .agg(count(lit(1)).as("customers"), sum("worth_spending").as("worth_spending"))
                    .collectAsList())
            .stream()
            .sorted(Values.descending("worth_spending").thenComparing(Values.byText("action")))
            .toList();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Grid(scope, "targets", List.of("action"))
            .words("action", "action")
            .with(Grid.Kind.COUNT, "customers")
            .with(Grid.Kind.MONEY, "worth_spending")
            .of("actions", scope.texts.of("targets.actions"), Table.Form.SORTED, actions, null));
    if (scope.settings.customerIds() == Settings.Report.CustomerIds.SHOWN) {
      blocks.add(
          new Grid(scope, "targets", List.of(ScoreColumns.CUSTOMER_ID))
              .with(Grid.Kind.TEXT, ScoreColumns.CUSTOMER_ID)
              .words("action", "action")
              .with(Grid.Kind.TEXT, "reason")
              .with(Grid.Kind.MONEY, "worth_spending")
              .of(
                  "targets-customers",
                  scope.texts.of("targets.customers", CUSTOMERS),
                  Table.Form.SORTED,
                  Values.list(
                      table
                          .get()
                          .orderBy(desc_nulls_last("worth_spending"), asc(ScoreColumns.CUSTOMER_ID))
                          .limit(CUSTOMERS)
                          .collectAsList()),
                  scope.texts.of("targets.note")));
    } else {
      scope.isMissing("ids");
    }
    long all = actions.stream().mapToLong(row -> row.count("customers")).sum();
    return Optional.of(
        new Section(
            "targets",
            scope.texts.of("targets.title"),
            scope.texts.counted("targets.finding", all, scope.formats.count(all)),
            blocks));
  }
}
