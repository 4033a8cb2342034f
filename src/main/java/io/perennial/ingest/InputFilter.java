package io.perennial.ingest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.runtime.BoxedUnit;

/**
 * The configured predicate in its two parts: conditions on partition columns alone, which decide
 * what is read, and the others, which decide what is counted as filtered.
 *
 * @param partitions conditions on partition columns, as SQL; empty where there are none
 * @param pruned the input without the partitions these exclude
 * @param rows holds for the rows to take; absent when all are taken
 */
record InputFilter(Optional<String> partitions, Dataset<Row> pruned, Optional<Column> rows) {

  static InputFilter none(Dataset<Row> input) {
    return new InputFilter(Optional.empty(), input, Optional.empty());
  }

  /**
   * Splits a predicate that is known to resolve over the input. It is parsed here, because a {@link
   * Column} made of a text keeps it as one piece.
   */
  static InputFilter of(Dataset<Row> input, String predicate) {
    Expression parsed = new CatalystSqlParser().parseExpression(predicate);
    Set<String> partitionColumns = partitionColumns(input);
    List<Expression> onPartitions = new ArrayList<>();
    List<Expression> onRows = new ArrayList<>();
    for (Expression condition : conjuncts(parsed)) {
      Set<String> used = columns(condition);
      boolean prunes = !used.isEmpty() && partitionColumns.containsAll(used);
      (prunes ? onPartitions : onRows).add(condition);
    }
    Optional<Expression> partitions = onPartitions.stream().reduce(And::new);
    return new InputFilter(
        partitions.map(Expression::sql),
        partitions.map(condition -> input.where(ExpressionUtils.column(condition))).orElse(input),
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

  private static Set<String> columns(Expression condition) {
    Set<String> names = new HashSet<>();
    condition.foreach(
        node -> {
          if (node instanceof UnresolvedAttribute attribute) {
            names.add(attribute.name().replace("`", "").toLowerCase(Locale.ROOT));
          }
          return BoxedUnit.UNIT;
        });
    return names;
  }

  private static Set<String> partitionColumns(Dataset<Row> input) {
    Set<String> names = new HashSet<>();
    input
        .queryExecution()
        .analyzed()
        .foreach(
            node -> {
              if (node instanceof LogicalRelation relation
                  && relation.relation() instanceof HadoopFsRelation files) {
                for (String name : files.partitionSchema().fieldNames()) {
                  names.add(name.toLowerCase(Locale.ROOT));
                }
              }
              return BoxedUnit.UNIT;
            });
    return names;
  }
}
