package io.perennial.pipeline;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;

import io.perennial.config.Settings;
import io.perennial.ingest.CustomerAttributes;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.covariates.CovariateEncoding;
import io.perennial.publish.Sink;
import io.perennial.run.Manifest;
import io.perennial.table.Dimension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The attributes of customers that a run needs, for rates or for segments: joined once, counted,
 * and where rates depend on them encoded.
 */
final class JoinedAttributes {
  /**
   * From this estimated number of levels on they are counted: the estimate is some 5% off, so a
   * dimension with more than {@link Dimension#MAX_LEVELS} does not escape.
   */
  private static final long COUNTED_LEVELS = Dimension.MAX_LEVELS * 3 / 4;

  private final CustomerAttributes attributes;
  private final List<String> covariates;
  private final List<String> segments;
  private final Map<String, List<String>> largestLevels = new LinkedHashMap<>();

  private JoinedAttributes(
      CustomerAttributes attributes, List<String> covariates, List<String> segments) {
    this.attributes = attributes;
    this.covariates = covariates;
    this.segments = segments;
  }

  /** The attributes that a command needs: rates need covariates, tables others as well. */
  static List<String> needed(Settings settings, Command command) {
    return command == Command.FIT ? settings.models().covariates() : settings.customerAttributes();
  }

  /** Opens the customers input where some attributes are needed. */
  static Optional<JoinedAttributes> open(Run run) {
    Settings settings = run.settings;
    List<String> names = needed(settings, run.job.command());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JoinedAttributes(
                CustomerAttributes.open(
                    run.spark,
                    settings.input().customers(),
                    names,
                    run.transactions.customerType()),
                settings.models().covariates(),
                settings.segmentAttributes().stream().filter(names::contains).toList()));
  }

  /** The name of the input in messages. */
  String source() {
    return attributes.source();
  }

  /** By segment attribute with more levels than {@link Dimension#MAX_LEVELS}: the largest. */
  Map<String, List<String>> largestLevels() {
    return largestLevels;
  }

  /**
   * Joins the attributes to the customers and stores the result, so that the join happens once.
   *
   * @param customers with a purchase; the days of their histories are stored as well
   */
  Dataset<Row> join(Dataset<Row> customers, Sink sink, RunRecord record) {
    try {
      long rows = attributes.requireOneRowEach();
      Dataset<Row> joined = sink.scratch("customers", attributes.joinTo(customers));
      account(joined, rows, record);
      return joined;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw attributes.translate(e);
    }
  }

  /** Learns the encoding of covariates from the joined customers. */
  CovariateEncoder encoder(Dataset<Row> joined, RunRecord record) {
    CovariateEncoder encoder = encoder(joined);
    encoder.encoding().warnings().forEach(record::warn);
    return encoder;
  }

  /** The same, without a word on what was left out. */
  CovariateEncoder encoder(Dataset<Row> joined) {
    Map<String, String> columns = new LinkedHashMap<>();
    covariates.forEach(name -> columns.put(name, CustomerAttributes.column(name)));
    return new CovariateEncoder(CovariateEncoding.of(joined, columns));
  }

  private void account(Dataset<Row> joined, long rows, RunRecord record) {
    List<Column> counts = new ArrayList<>();
    counts.add(count(lit(1)));
    counts.add(count_if(col(CustomerAttributes.KNOWN)));
    for (String name : attributes.names()) {
      Column attribute = col("`" + CustomerAttributes.column(name) + "`");
      counts.add(count_if(col(CustomerAttributes.KNOWN).and(attribute.isNull())));
    }
    for (String name : segments) {
      counts.add(approx_count_distinct(col("`" + CustomerAttributes.column(name) + "`")));
    }
    if (attributes.hasAcquisitionCost()) {
      counts.add(count_if(col(CustomerAttributes.ACQUISITION_COST_REFUSED)));
    }
    Row counted = joined.select(counts.toArray(Column[]::new)).first();
    long customers = counted.getLong(0);
    long known = counted.getLong(1);
    if (known < customers) {
      warn(
          record,
          "%s: %,d of %,d customers have no row; their attributes are missing ones.",
          source(),
          customers - known,
          customers);
    }
    Map<String, Long> missing = new LinkedHashMap<>();
    int at = 2;
    for (String name : attributes.names()) {
      long without = counted.getLong(at++);
      missing.put(name, without);
      if (without > 0) {
        warn(record, "%s: %,d customers have a row without %s.", source(), without, name);
      }
    }
    for (String name : segments) {
      long levels = counted.getLong(at++);
      if (levels >= COUNTED_LEVELS) {
        boundLevels(joined, name, record);
      }
    }
    if (attributes.hasAcquisitionCost() && counted.getLong(at) > 0) {
      warn(
          record,
          "%s: %,d customers have an %s that is negative, no number or out of range; it counts as not known.",
          source(),
          counted.getLong(at),
          Settings.Customers.ACQUISITION_COST);
    }
    record.customers(
        new Manifest.Customers(rows, rows - known, customers - known, missing, Map.of()));
  }

  /** Keeps the largest levels, of equal ones the first by name. */
  private void boundLevels(Dataset<Row> joined, String name, RunRecord record) {
    String column = CustomerAttributes.column(name);
    List<Row> levels =
        joined
            .where(col("`" + column + "`").isNotNull())
            .groupBy(Dimension.text(joined, column).as("level"))
            .agg(count(lit(1)).as("customers"))
            .orderBy(desc("customers"), col("level"))
            .limit(Dimension.MAX_LEVELS + 1)
            .collectAsList();
    if (levels.size() > Dimension.MAX_LEVELS) {
      largestLevels.put(
          name,
          levels.subList(0, Dimension.MAX_LEVELS).stream().map(row -> row.getString(0)).toList());
      warn(
          record,
          "%s: %s has more than %,d levels; the %,d of most customers are segments, all others are in (other). Bands, such as floor(log10(…)), make fewer.",
          source(),
          name,
          Dimension.MAX_LEVELS,
          Dimension.MAX_LEVELS);
    }
  }

  private static void warn(RunRecord record, String sentence, Object... values) {
    record.warn(String.format(Locale.ROOT, sentence, values));
  }
}
