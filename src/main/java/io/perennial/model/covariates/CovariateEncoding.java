package io.perennial.model.covariates;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CovariateMoments;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * How attributes of customers become covariates: a number becomes its distance from the mean, text
 * an indicator for every level but the reference. A missing text is a level of its own, a missing
 * number counts as the mean.
 *
 * @param formatVersion raised when older versions could not read the rest
 * @param attributes all requested attributes
 * @param covariates the columns derived from them, without constant and redundant ones
 * @param warnings what was left out, in sentences
 */
public record CovariateEncoding(
    int formatVersion, List<Attribute> attributes, List<String> covariates, List<String> warnings)
    implements Serializable {
  private static final String MISSING = "missing";
  private static final String OTHER = "other";

  /** Rarer levels are combined, since their coefficients would rest on a few purchases. */
  static final int MIN_CUSTOMERS = 20;

  static final int MAX_LEVELS = 50;

  /** Digits to which a mean is rounded, so that it does not depend on the order of summation. */
  private static final MathContext MEAN = new MathContext(6);

  /**
   * An attribute.
   *
   * @param name in the names of covariates
   * @param column that holds it
   * @param mean of a number; null for text
   * @param reference the level that has no covariate; null for a number
   * @param levels the others, the most frequent first; empty for a number
   */
  public record Attribute(
      String name, String column, Double mean, String reference, List<String> levels)
      implements Serializable {
    static Attribute number(String name, String column, double mean) {
      return new Attribute(name, column, mean, null, List.of());
    }

    /** The covariates by name. */
    Map<String, Column> covariates() {
      Map<String, Column> covariates = new LinkedHashMap<>();
      if (mean != null) {
        Column number = finite(column);
        covariates.put(name, coalesce(number.minus(mean), lit(0.0)));
        return covariates;
      }
      List<String> known = new ArrayList<>(levels);
      known.add(reference);
      Column level = coalesce(quoted(column), lit(MISSING));
      Column effectiveLevel = when(level.isin(known.toArray()), level).otherwise(OTHER);
      for (String each : levels) {
        covariates.put(name + "=" + each, when(effectiveLevel.equalTo(each), 1.0).otherwise(0.0));
      }
      return covariates;
    }
  }

  /**
   * Learns the encoding from customers.
   *
   * @param columns of the attributes, by the names of the attributes; numbers or text
   * @throws JobFailure with {@link ExitCode#INPUT} for a text attribute with too many levels
   */
  public static CovariateEncoding of(Dataset<?> customers, Map<String, String> columns) {
    List<Attribute> attributes = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    long total = customers.count();
    columns.forEach(
        (name, column) -> {
          boolean isNumber = customers.schema().apply(column).dataType() instanceof NumericType;
          attributes.add(
              isNumber
                  ? number(customers, name, column, warnings)
                  : text(customers, total, name, column, warnings, problems));
        });
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, problems, null);
    }
    List<String> all = attributes.stream().flatMap(a -> a.covariates().keySet().stream()).toList();
    CovariateEncoding everything = new CovariateEncoding(1, attributes, all, warnings);
    List<String> redundant =
        everything.moments(customers).redundant().stream().map(all::get).toList();
    for (String covariate : redundant) {
      warnings.add(
          "Covariate %s is left out: it has one value, or those before it determine it."
              .formatted(covariate));
    }
    List<String> telling = all.stream().filter(name -> !redundant.contains(name)).toList();
    return new CovariateEncoding(1, attributes, telling, List.copyOf(warnings));
  }

  /** By attribute, the level or the number of customers whose covariates are all 0. */
  public Map<String, String> references() {
    Map<String, String> references = new LinkedHashMap<>();
    for (Attribute attribute : attributes) {
      references.put(
          attribute.name(),
          attribute.mean() == null ? attribute.reference() : String.valueOf(attribute.mean()));
    }
    return references;
  }

  /** The covariates by name. */
  public Map<String, Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    attributes.forEach(attribute -> columns.putAll(attribute.covariates()));
    columns.keySet().retainAll(covariates);
    return columns;
  }

  private static Attribute number(
      Dataset<?> customers, String name, String column, List<String> warnings) {
    Column number = finite(column);
    Row measured = customers.agg(avg(number), min(number), max(number)).first();
    if (measured.isNullAt(0)) {
      warnings.add("No customer has the attribute %s: it tells nothing.".formatted(name));
      return Attribute.number(name, column, 0.0);
    }
    // Rounding must not move the mean outside the range of the numbers.
    double rounded = new BigDecimal(measured.getDouble(0)).round(MEAN).doubleValue();
    return Attribute.number(
        name, column, Math.max(measured.getDouble(1), Math.min(measured.getDouble(2), rounded)));
  }

  private static Attribute text(
      Dataset<?> customers,
      long total,
      String name,
      String column,
      List<String> warnings,
      List<String> problems) {
    List<Row> frequent =
        customers
            .groupBy(coalesce(quoted(column), lit(MISSING)).as("level"))
            .agg(count(lit(1)).as("customers"))
            .where(col("customers").geq(MIN_CUSTOMERS))
            .orderBy(col("customers").desc(), col("level"))
            .limit(MAX_LEVELS + 1)
            .collectAsList();
    if (frequent.size() > MAX_LEVELS) {
      problems.add(
          "Attribute %s has more than %d levels of %d customers or more; expected fewer. Group them in its expression, with CASE WHEN for example."
              .formatted(name, MAX_LEVELS, MIN_CUSTOMERS));
    }
    List<String> levels = new ArrayList<>();
    long others = total;
    for (Row row : frequent) {
      levels.add(row.getString(0));
      others -= row.getLong(1);
    }
    if (others >= MIN_CUSTOMERS && !levels.contains(OTHER)) {
      // Where it belongs by its number of customers.
      int place = 0;
      while (place < frequent.size() && frequent.get(place).getLong(1) >= others) {
        place++;
      }
      levels.add(place, OTHER);
    }
    if (levels.size() < 2) {
      warnings.add(
          "Attribute %s tells nothing: fewer than two levels have %d customers or more."
              .formatted(name, MIN_CUSTOMERS));
    }
    String reference = levels.isEmpty() ? OTHER : levels.remove(0);
    return new Attribute(name, column, null, reference, List.copyOf(levels));
  }

  private CovariateMoments moments(Dataset<?> customers) {
    int width = covariates.size();
    return customers
        .select(columns().values().toArray(Column[]::new))
        .toJavaRDD()
        .mapPartitions(
            rows -> {
              CovariateMoments moments = new CovariateMoments(width);
              while (rows.hasNext()) {
                Row row = rows.next();
                double[] values = new double[width];
                for (int j = 0; j < width; j++) {
                  values[j] = row.getDouble(j);
                }
                moments.add(1, values);
              }
              return List.of(moments).iterator();
            })
        .collect()
        .stream()
        .reduce(new CovariateMoments(width), CovariateMoments::plus);
  }

  /** A number; NaN and infinity count as missing. */
  private static Column finite(String column) {
    Column number = quoted(column).cast("double");
    return when(abs(number).leq(Double.MAX_VALUE), number);
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
