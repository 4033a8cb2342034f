package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that a learner is trained on, in one partition and in the order of a hash of the
 * customer: whatever the partitions of the input were, sums over them are the same to the bit. That
 * costs a learner the other cores, which is why there are at most so many rows.
 */
final class TrainingRows implements AutoCloseable {
  /** The features, a vector. */
  static final String FEATURES = "features";

  private static final String ORIGIN = "origin";
  private static final String FORECAST = "forecast";
  private static final String ACTUAL = "actual";
  private static final String UNIT = "unit";

  private static final double CAPPED_QUANTILE = 0.999;

  /** Of the mean spend: ratios to less say nothing, and would outweigh all others. */
  private static final double MIN_FORECAST = 0.01;

  private final Dataset<Row> rows;
  private final List<Origin> origins;

  private TrainingRows(Dataset<Row> rows, List<Origin> origins) {
    this.rows = rows;
    this.origins = origins;
  }

  /**
   * What rows are made of.
   *
   * @param customer of whom the hash is taken
   * @param origin in days since 1970-01-01
   * @param forecast of spend by a purchase model
   * @param actual spend
   * @param unit of spend
   * @param features a vector, computed only for rows that are taken
   */
  record Source(
      Column customer,
      Column origin,
      Column forecast,
      Column actual,
      Column unit,
      Column features) {}

  /**
   * An origin, its totals.
   *
   * @param capped the actual total when no customer spends more than the cap
   */
  private record Origin(LearnerSummary.Window window, double capped) {}

  /**
   * Takes the rows of the customers with the smallest hashes; rows without a forecast above zero
   * are left out.
   *
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when nobody spent anything
   */
  static TrainingRows of(Dataset<?> customers, Source source, int maxRows, long seed) {
    Dataset<Row> rows =
        customers
            .where(source.forecast.gt(0).and(source.actual.isNotNull()))
            .orderBy(xxhash64(source.customer, lit(seed)), source.customer, source.origin)
            .limit(maxRows)
            .select(
                source.origin.cast("int").as(ORIGIN),
                source.forecast.as(FORECAST),
                source.actual.as(ACTUAL),
                source.unit.as(UNIT),
                source.features.as(FEATURES))
            .persist();
    try {
      List<Origin> origins = origins(rows);
      if (origins.isEmpty()) {
        throw new JobFailure(
            ExitCode.NO_MODEL,
            "A learner cannot be trained: no customer of an earlier origin spent anything after it.");
      }
      return new TrainingRows(rows, origins);
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      rows.unpersist();
      throw e;
    }
  }

  /** The origins at which somebody spent something. */
  private static List<Origin> origins(Dataset<Row> rows) {
    Map<Integer, Double> caps = new HashMap<>();
    Column cap = lit(null).cast("double");
    Column quantile = percentile(col(ACTUAL), lit(CAPPED_QUANTILE));
    for (Row row : rows.groupBy(ORIGIN).agg(quantile).collectAsList()) {
      // With few buyers the quantile is 0, and caps nothing.
      double limit = row.getDouble(1) > 0 ? row.getDouble(1) : Double.MAX_VALUE;
      caps.put(row.getInt(0), limit);
      cap = when(col(ORIGIN).equalTo(row.getInt(0)), limit).otherwise(cap);
    }
    List<Origin> origins = new ArrayList<>();
    for (Row row :
        rows.groupBy(ORIGIN)
            .agg(count(lit(1)), sum(FORECAST), sum(ACTUAL), sum(least(col(ACTUAL), cap)))
            .orderBy(ORIGIN)
            .collectAsList()) {
      if (row.getDouble(4) > 0) {
        origins.add(
            new Origin(
                new LearnerSummary.Window(
                    row.getInt(0),
                    row.getLong(1),
                    row.getDouble(2),
                    row.getDouble(3),
                    caps.get(row.getInt(0))),
                row.getDouble(4)));
      }
    }
    return origins;
  }

  /** The rows of origins at which somebody spent something, features included. */
  Dataset<Row> rows() {
    return rows.where(
        col(ORIGIN).isin(origins.stream().map(origin -> origin.window.originDay()).toArray()));
  }

  List<LearnerSummary.Window> windows() {
    return origins.stream().map(Origin::window).toList();
  }

  /** Spend, up to the cap of the origin. */
  Column actual() {
    return least(col(ACTUAL), ofOrigin(origin -> origin.window.cap()));
  }

  /** The forecast, rescaled so that its total at each origin is that of {@link #actual}. */
  private Column forecast() {
    return col(FORECAST).multiply(ofOrigin(origin -> origin.capped / origin.window.forecast()));
  }

  /** Spend of the mean customer of the origin. */
  private Column mean() {
    return ofOrigin(origin -> origin.capped / origin.window.customers());
  }

  /**
   * The forecast in spends of the mean customer of the origin, their totals the same, but no less
   * than a hundredth.
   */
  Column relativeForecast() {
    return greatest(forecast().divide(mean()), lit(MIN_FORECAST));
  }

  /** {@link #actual} ÷ forecast, both in spends of the mean customer. */
  Column ratio() {
    return actual().divide(mean()).divide(relativeForecast());
  }

  /** Spend in units, its total at each origin that of the forecast. */
  Column actualAtForecastLevel() {
    return actual()
        .divide(col(UNIT))
        .multiply(ofOrigin(origin -> origin.window.forecast() / origin.capped));
  }

  private Column ofOrigin(ToDoubleFunction<Origin> figure) {
    Column value = lit(null).cast("double");
    for (Origin origin : origins) {
      value =
          when(col(ORIGIN).equalTo(origin.window.originDay()), figure.applyAsDouble(origin))
              .otherwise(value);
    }
    return value;
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
