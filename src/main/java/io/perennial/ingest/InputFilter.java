package io.perennial.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.jdbc.JDBCRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * The configured predicate in two parts: conditions on partition columns alone, which are pushed
 * down to the source and decide what is read, and all others, which decide what is counted as
 * filtered.
 *
 * @param partitions conditions on partition columns, as SQL; empty where there are none
 * @param pruned the input without what these exclude
 * @param rows holds for the rows to take; absent when all are taken
 */
record InputFilter(Optional<String> partitions, Dataset<Row> pruned, Optional<Column> rows) {
  /** Transforms under which a condition on the column leaves out whole partitions. */
  private static final Set<String> ORDERED_TRANSFORMS =
      Set.of("identity", "years", "months", "days", "hours", "truncate");

  static InputFilter none(Dataset<Row> input) {
    return new InputFilter(Optional.empty(), input, Optional.empty());
  }

  /** Splits a predicate that is resolved over the input. */
  static InputFilter of(Dataset<Row> input, ColumnMapping.Typed predicate) {
    List<Expression> written = conjuncts(new CatalystSqlParser().parseExpression(predicate.text()));
    List<Expression> conditions = conjuncts(predicate.analyzed());
    Set<ExprId> partitionColumns = partitionColumns(input.queryExecution().analyzed());
    List<Expression> onPartitions = new ArrayList<>();
    List<Expression> onRows = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      Expression condition = conditions.get(i);
      Set<ExprId> used = columns(condition);
      if (!used.isEmpty()
          && partitionColumns.containsAll(used)
          && !ExpressionRules.hasSubquery(condition)) {
        onPartitions.add(condition);
        told.add((written.size() == conditions.size() ? written.get(i) : condition).sql());
      } else {
        onRows.add(condition);
      }
    }
    return new InputFilter(
        told.isEmpty()
            ? Optional.empty()
            : Optional.of(told.stream().collect(Collectors.joining(" AND "))),
        onPartitions.stream()
            .reduce(And::new)
            .map(condition -> input.where(ExpressionUtils.column(condition)))
            .orElse(input),
        onRows.stream().reduce(And::new).map(ExpressionUtils::column));
  }

  private static List<Expression> conjuncts(Expression expression) {
    if (expression instanceof And and) {
      List<Expression> both = new ArrayList<>(conjuncts(and.left()));
      both.addAll(conjuncts(and.right()));
      return both;
    }
    return List.of(expression);
  }

  private static Set<ExprId> columns(Expression condition) {
    Set<ExprId> ids = new HashSet<>();
    condition.foreach(
        node -> {
          if (node instanceof AttributeReference attribute) {
            ids.add(attribute.exprId());
          }
          return BoxedUnit.UNIT;
        });
    return ids;
  }

  /** The partition columns of the sources, under whatever names a view gives them. */
  private static Set<ExprId> partitionColumns(LogicalPlan plan) {
    Set<ExprId> ids = new HashSet<>();
    plan.foreachUp(
        node -> {
          if (node instanceof LogicalRelation relation) {
            add(ids, node, partitionNames(relation));
          } else if (node instanceof HiveTableRelation table) {
            CollectionConverters.asJava(table.partitionCols())
                .forEach(column -> ids.add(column.exprId()));
          } else if (node instanceof DataSourceV2Relation relation) {
            add(ids, node, partitionNames(relation.table()));
          } else if (node instanceof Project project) {
            CollectionConverters.asJava(project.projectList())
                .forEach(column -> addRenamed(ids, column));
          }
          return BoxedUnit.UNIT;
        });
    return ids;
  }

  private static void addRenamed(Set<ExprId> ids, NamedExpression column) {
    if (column instanceof Alias alias) {
      Expression child = alias.child();
      while (child instanceof Cast cast) { // views cast to the types they were declared with
        child = cast.child();
      }
      if (child instanceof AttributeReference attribute && ids.contains(attribute.exprId())) {
        ids.add(alias.exprId());
      }
    }
  }

  private static void add(Set<ExprId> ids, LogicalPlan relation, Set<String> names) {
    CollectionConverters.asJava(relation.output()).stream()
        .filter(column -> names.contains(column.name().toLowerCase(Locale.ROOT)))
        .forEach(column -> ids.add(column.exprId()));
  }

  private static Set<String> partitionNames(LogicalRelation relation) {
    if (relation.relation() instanceof HadoopFsRelation files) {
      return Arrays.stream(files.partitionSchema().fieldNames())
          .map(name -> name.toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
    }
    if (relation.relation() instanceof JDBCRelation table
        && table.jdbcOptions().partitionColumn().isDefined()) {
      String name = table.jdbcOptions().partitionColumn().get();
      return Set.of(name.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT));
    }
    return Set.of();
  }

  private static Set<String> partitionNames(Table table) {
    return Arrays.stream(table.partitioning())
        .filter(transform -> ORDERED_TRANSFORMS.contains(transform.name()))
        .filter(transform -> transform.references().length == 1)
        .map(transform -> transform.references()[0].fieldNames())
        .filter(path -> path.length == 1)
        .map(path -> path[0].toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
