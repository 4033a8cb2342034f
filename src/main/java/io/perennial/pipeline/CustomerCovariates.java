package io.perennial.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.perennial.config.Settings;
import io.perennial.history.HistoryColumns;
import io.perennial.ingest.CustomerAttributes;
import io.perennial.ingest.Transactions;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.covariates.CovariateEncoding;
import io.perennial.publish.Sink;
import io.perennial.run.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The attributes of customers that rates depend on: joined, counted, encoded. */
final class CustomerCovariates {
  private final CustomerAttributes attributes;

  private CustomerCovariates(CustomerAttributes attributes) {
    this.attributes = attributes;
  }

  /** Opens the customers input where covariates are configured. */
  static Optional<CustomerCovariates> open(
      SparkSession spark, Settings settings, Transactions transactions) {
    List<String> names = settings.models().covariates();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CustomerCovariates(
                CustomerAttributes.open(
                    spark, settings.input().customers(), names, transactions.customerType())));
  }

  /** The name of the input in messages. */
  String source() {
    return attributes.source();
  }

  /**
   * Joins the attributes to the customers and stores the result, so that the join happens once.
   *
   * @param customers with a purchase, without the days of their histories in the result
   */
  Dataset<Row> join(Dataset<Row> customers, Sink sink, RunRecord record) {
    try {
      long rows = attributes.requireOneRowEach();
      Dataset<Row> joined =
          sink.scratch("customers", attributes.joinTo(customers.drop(HistoryColumns.DAYS)));
      account(joined, rows, record);
      return joined;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw attributes.translate(e);
    }
  }

  /** Learns the encoding from the joined customers. */
  CovariateEncoder encoder(Dataset<Row> joined, RunRecord record) {
    Map<String, String> columns = new LinkedHashMap<>();
    attributes.names().forEach(name -> columns.put(name, CustomerAttributes.column(name)));
    CovariateEncoding encoding = CovariateEncoding.of(joined, columns);
    encoding.warnings().forEach(record::warn);
    return new CovariateEncoder(encoding);
  }

  private void account(Dataset<Row> joined, long rows, RunRecord record) {
    List<Column> counts = new ArrayList<>();
    counts.add(count(lit(1)));
    counts.add(count_if(col(CustomerAttributes.KNOWN)));
    for (String name : attributes.names()) {
      Column attribute = col("`" + CustomerAttributes.column(name) + "`");
      counts.add(count_if(col(CustomerAttributes.KNOWN).and(attribute.isNull())));
    }
    Row counted = joined.select(counts.toArray(Column[]::new)).first();
    long customers = counted.getLong(0);
    long known = counted.getLong(1);
    if (known < customers) {
      record.warn(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d customers have no row; their attributes are missing ones.",
              source(),
              customers - known,
              customers));
    }
    Map<String, Long> missing = new LinkedHashMap<>();
    for (int i = 0; i < attributes.names().size(); i++) {
      String name = attributes.names().get(i);
      long without = counted.getLong(i + 2);
      missing.put(name, without);
      if (without > 0) {
        record.warn(
            String.format(
                Locale.ROOT, "%s: %,d customers have a row without %s.", source(), without, name));
      }
    }
    record.customers(
        new Manifest.Customers(rows, rows - known, customers - known, missing, Map.of()));
  }
}
