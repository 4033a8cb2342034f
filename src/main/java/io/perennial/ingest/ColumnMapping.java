package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Resolves the configured expressions against the input's columns and collects all problems, so
 * that they are reported together.
 */
final class ColumnMapping {
  /** A name that stands in an expression without backticks. */
  private static final String PLAIN_NAME = "[A-Za-z_][A-Za-z0-9_]*";

  /**
   * An expression with the type it has over this input.
   *
   * @param text as it is configured
   * @param analyzed over the attributes of the input
   * @param saysNull whether it makes null of some values on purpose
   */
  record Typed(String key, String text, Expression analyzed, DataType type, boolean saysNull) {
    Column column() {
      return ExpressionUtils.column(analyzed);
    }

    /** The columns it uses. */
    Set<AttributeReference> uses() {
      Set<AttributeReference> used = new LinkedHashSet<>();
      analyzed.foreach(
          node -> {
            if (node instanceof AttributeReference attribute) {
              used.add(attribute);
            }
            return BoxedUnit.UNIT;
          });
      return used;
    }

    /** Whether a column that it uses is null or blank. */
    Column nothingThere() {
      Column nothing = lit(false);
      for (AttributeReference used : uses()) {
        Column column = ExpressionUtils.column(used);
        nothing = nothing.or(RowClassifier.isMissing(column, used.dataType()));
      }
      return nothing;
    }

    /** The values of the columns that it uses; with names when there are several. */
    Column shown() {
      List<AttributeReference> used = List.copyOf(uses());
      if (used.size() == 1) {
        return text(used.get(0));
      }
      return concat_ws(
          ", ",
          used.stream()
              .map(each -> concat(lit(each.name() + "="), coalesce(text(each), lit("null"))))
              .toArray(Column[]::new));
    }

    private static Column text(AttributeReference attribute) {
      Column column = ExpressionUtils.column(attribute);
      return attribute.dataType().simpleString().matches("(struct|array|map|variant).*")
          ? to_json(column)
          : column.cast("string");
    }

    /** Whether it transforms the text of a column. */
    boolean convertsText() {
      return !(analyzed instanceof AttributeReference)
          && uses().stream().anyMatch(used -> used.dataType() instanceof StringType);
    }
  }

  private final Dataset<Row> input;
  private final List<String> problems = new ArrayList<>();

  ColumnMapping(Dataset<Row> input) {
    this.input = input;
  }

  /**
   * Resolves one expression.
   *
   * @param key the configuration key that holds it
   * @return null when it does not resolve; the reason is among the problems
   */
  Typed resolve(String key, String expression) {
    return resolve(key, expression, false);
  }

  /** Resolves a predicate, which unlike a column may have a subquery. */
  Typed resolveFilter(String key, String predicate) {
    Typed found = resolve(key, predicate, true);
    if (found != null && !(found.type() instanceof BooleanType)) {
      wrongType(found, "BOOLEAN");
    }
    return found;
  }

  private Typed resolve(String key, String expression, boolean subqueries) {
    try {
      if (new CatalystSqlParser().parseExpression(expression) instanceof Alias alias) {
        problems.add(aliased(key, expression, alias));
        return null;
      }
      Dataset<Row> alone = input.select(expr(expression));
      if (!isOneValueARow(alone)) {
        problems.add(
            "%s = \"%s\" is not one value of each row: aggregates, window functions, explode and *"
                    .formatted(key, expression)
                + " have no place here; prepare them in input.query, or in a view and input.table");
        return null;
      }
      Expression analyzed = expression(alone);
      if (breaksRules(key, expression, analyzed, subqueries)) {
        return null;
      }
      return new Typed(
          key,
          expression,
          TextValues.guardCasts(analyzed),
          alone.schema().fields()[0].dataType(),
          saysNull(analyzed));
    } catch (Exception e) { // AnalysisException is checked, and thrown by Scala undeclared
      problems.add(explain(key, expression, e));
      return null;
    }
  }

  void wrongType(Typed found, String expected) {
    problems.add(
        "%s = \"%s\" has type %s; expected %s"
            .formatted(found.key(), found.text(), found.type().sql(), expected));
  }

  /** Ends the job if anything did not fit. */
  void check() {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, problems, null);
    }
  }

  private boolean breaksRules(
      String key, String expression, Expression analyzed, boolean subqueries) {
    int before = problems.size();
    if (!subqueries && ExpressionRules.hasSubquery(analyzed)) {
      problems.add(
          "%s = \"%s\" holds a subquery, which has no place here; join the other table in input.query"
              .formatted(key, expression));
    }
    Set<String> clocks = ExpressionRules.clocks(expression, analyzed);
    if (!clocks.isEmpty()) {
      problems.add(
          "%s = \"%s\" reads the clock (%s): another day would give another result from the same input; write the date, or use --run-date"
              .formatted(key, expression, String.join(", ", clocks)));
    }
    Set<String> chances = ExpressionRules.chances(analyzed);
    if (!chances.isEmpty()) {
      problems.add(
          "%s = \"%s\" is not the same each time it is computed (%s); use columns of the input alone (of files also _metadata.file_path)"
              .formatted(key, expression, String.join(", ", chances)));
    }
    return problems.size() > before;
  }

  private static boolean saysNull(Expression analyzed) {
    return analyzed.exists(
        node ->
            node instanceof Literal literal && literal.value() == null
                || node instanceof CaseWhen cases && cases.elseValue().isEmpty());
  }

  private static Expression expression(Dataset<Row> alone) {
    Project project = (Project) alone.queryExecution().analyzed();
    NamedExpression only = CollectionConverters.asJava(project.projectList()).get(0);
    return only instanceof Alias alias ? alias.child() : (Expression) only;
  }

  private boolean isOneValueARow(Dataset<Row> alone) {
    return alone.schema().length() == 1
        && alone.queryExecution().analyzed() instanceof Project project
        && project.child().fastEquals(input.queryExecution().analyzed());
  }

  private String aliased(String key, String expression, Alias alias) {
    return "%s = \"%s\" would be read as %s under the name %s, and a name has no place here. %s"
        .formatted(
            key,
            expression,
            alias.child().sql(),
            alias.name(),
            quoting(expression)
                .orElse(
                    "A column whose name has blanks stands in backticks: `%s`"
                        .formatted(expression.replace("`", "").strip())));
  }

  private String explain(String key, String expression, Exception e) {
    String hint = quoting(expression).map(quoted -> " " + quoted + ".").orElse("");
    if (e instanceof AnalysisException analysis
        && analysis.getCondition() != null
        && analysis.getCondition().startsWith("UNRESOLVED_COLUMN")) {
      Map<String, String> parameters = analysis.getMessageParameters();
      return "%s = \"%s\": the input has no column %s; nearest is %s;%s there are %s"
          .formatted(
              key,
              expression,
              parameters.get("objectName"),
              nearest(parameters.get("objectName")),
              hint,
              columnList());
    }
    String statements =
        expression.contains(";") ? " (it is one expression, without ; and what follows)" : "";
    return "%s = \"%s\" is no SQL expression over the input%s: %s;%s the columns are %s"
        .formatted(key, expression, statements, Messages.sentence(e), hint, columnList());
  }

  /** Whether an expression is the name of a column and nothing else. */
  static boolean isColumn(String expression) {
    return expression.matches("`[^`]+`|" + PLAIN_NAME);
  }

  /** A name as it stands in an expression. */
  static String quoted(String name) {
    return name.matches(PLAIN_NAME) ? name : "`" + name.replace("`", "``") + "`";
  }

  /** The columns that can only be meant in backticks, where the expression has them without. */
  private Optional<String> quoting(String expression) {
    String quoted =
        names()
            .filter(name -> !name.matches(PLAIN_NAME))
            .filter(name -> expression.contains(name))
            .filter(name -> !expression.contains("`" + name + "`"))
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return quoted.isEmpty()
        ? Optional.empty()
        : Optional.of("Names with blanks, dots or hyphens stand in backticks: " + quoted);
  }

  private String columnList() {
    return Arrays.stream(input.schema().fields())
        .filter(field -> !field.name().equals(InputSource.LINE))
        .map(field -> field.name() + " " + field.dataType().sql())
        .collect(Collectors.joining(", "));
  }

  private Stream<String> names() {
    return Arrays.stream(input.columns()).filter(name -> !name.equals(InputSource.LINE));
  }

  private String nearest(String quotedName) {
    String name = quotedName.replace("`", "").toLowerCase(Locale.ROOT);
    return names()
        .min(
            Comparator.comparingInt(
                column ->
                    LevenshteinDistance.getDefaultInstance()
                        .apply(column.toLowerCase(Locale.ROOT), name)))
        .orElse("none");
  }
}
