package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** Attributes of customers, from an input of their own. */
public final class CustomerAttributes {
  /** Whether the customer has a row in the input. */
  public static final String KNOWN = "attributes_known";

  /** What it cost to win the customer, in micros; null where that is not known. */
  public static final String ACQUISITION_COST = "acquisition_cost_micros";

  /** Whether the customer has a cost that cannot be one. */
  public static final String ACQUISITION_COST_REFUSED = "acquisition_cost_refused";

  private static final String PREFIX = "attribute_";
  private static final String KEY = "attributes_of";

  private final String source;
  private final Dataset<Row> rows;
  private final List<String> names;

  private CustomerAttributes(String source, Dataset<Row> rows, List<String> names) {
    this.source = source;
    this.rows = rows;
    this.names = names;
  }

  /**
   * Opens the input and resolves the attributes; reads no row.
   *
   * @param names of the attributes wanted
   * @param customerType of the customers in the transactions
   * @throws JobFailure with every problem of source and columns
   */
  public static CustomerAttributes open(
      SparkSession spark, Settings.Customers input, List<String> names, DataType customerType) {
    return TextLayout.advising(
        spark,
        input.source(),
        Section.CUSTOMERS,
        Map.of(),
        Map.of(),
        Map.of(Section.CUSTOMERS.key("columns.customer"), input.customer()),
        () -> openAsConfigured(spark, input, names, customerType));
  }

  private static CustomerAttributes openAsConfigured(
      SparkSession spark, Settings.Customers input, List<String> names, DataType customerType) {
    Dataset<Row> read = InputSource.open(spark, input.source(), Section.CUSTOMERS);
    ColumnMapping mapping = new ColumnMapping(read);
    List<Column> columns = new ArrayList<>();

    String customerKey = Section.CUSTOMERS.key("columns.customer");
    var customer = mapping.resolve(customerKey, input.customer());
    if (customer != null) {
      if (!isComparable(customer.type(), customerType)) {
        mapping.wrongType(
            customer,
            "%s, the type of input.columns.customer; CAST(… AS %s) turns other types into it"
                .formatted(customerType.sql(), customerType.sql()));
      }
      columns.add(customer.column().as(KEY));
    }
    for (String name : names) {
      String key = Section.CUSTOMERS.key("columns." + name);
      String expression = input.attributes().get(name);
      var attribute = mapping.resolve(key, expression);
      if (attribute == null) {
        continue;
      }
      Column value = attribute.column();
      if (name.equals(Settings.Customers.ACQUISITION_COST)) {
        addCost(attribute, mapping, columns);
      }
      if (attribute.type() instanceof NumericType) {
        Column number = value.cast("double");
        columns.add(when(isFinite(number), number).as(column(name)));
      } else if (attribute.type() instanceof StringType
          || attribute.type() instanceof BooleanType) {
        columns.add(TextValues.stripped(value.cast("string")).as(column(name)));
      } else {
        mapping.wrongType(
            attribute,
            "a number, text or a boolean; of a date year(…) or datediff(…, …) is a number");
      }
    }
    mapping.check();
    return new CustomerAttributes(
        InputSource.name(input.source(), Section.CUSTOMERS),
        read.select(columns.toArray(Column[]::new)),
        List.copyOf(names));
  }

  private static void addCost(
      ColumnMapping.Typed found, ColumnMapping mapping, List<Column> columns) {
    if (!MicroAmount.accepts(found.type())) {
      mapping.wrongType(found, "a number");
      return;
    }
    MicroAmount cost = MicroAmount.of(found.column(), found.type());
    Column refused =
        cost.unreadable().or(cost.notFinite()).or(cost.outOfRange()).or(cost.micros().lt(0));
    columns.add(
        when(cost.missing().or(refused).equalTo(false), cost.micros()).as(ACQUISITION_COST));
    columns.add(coalesce(refused, lit(false)).as(ACQUISITION_COST_REFUSED));
  }

  /** Whether {@link #ACQUISITION_COST} is among the columns. */
  public boolean hasAcquisitionCost() {
    return names.contains(Settings.Customers.ACQUISITION_COST);
  }

  /** The column that holds an attribute. */
  public static String column(String name) {
    return PREFIX + name;
  }

  /** The attributes wanted. */
  public List<String> names() {
    return names;
  }

  /** How messages call the input. */
  public String source() {
    return source;
  }

  /** What is wrong with the input when reading it fails this way. */
  public RuntimeException translate(Exception failure) {
    return InputFailures.translate(source, Section.CUSTOMERS, failure);
  }

  /**
   * Counts the rows that name a customer.
   *
   * @throws JobFailure with {@link ExitCode#INPUT} when a customer has several
   */
  public long requireOneRowEach() {
    Row counted =
        rows.where(col(KEY).isNotNull())
            .groupBy(KEY)
            .agg(count(lit(1)).as("n"))
            .agg(
                sum("n").as("rows"),
                sum(when(col("n").gt(1), 1).otherwise(0)).as("several"),
                min(when(col("n").gt(1), col(KEY))).cast("string").as("example"),
                max("n").as("most"))
            .first();
    if (counted.isNullAt(0)) {
      return 0;
    }
    if (counted.<Long>getAs("several") > 0) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: %,d customers have several rows, customer %s for example, and up to %,d of them; expected one row a customer. Choose one in a view and set %s."
              .formatted(
                  source,
                  counted.<Long>getAs("several"),
                  counted.getAs("example"),
                  counted.<Long>getAs("most"),
                  Section.CUSTOMERS.key("table")));
    }
    return counted.getAs("rows");
  }

  /**
   * The customers with a column for each attribute, null where it is not known, and {@link #KNOWN}.
   *
   * @param customers with {@link ScoreColumns#CUSTOMER_ID}
   */
  public Dataset<Row> joinTo(Dataset<Row> customers) {
    return customers
        .join(rows, customers.col(ScoreColumns.CUSTOMER_ID).equalTo(rows.col(KEY)), "left_outer")
        .withColumn(KNOWN, col(KEY).isNotNull())
        .drop(KEY);
  }

  private static Column isFinite(Column number) {
    return number.gt(Double.NEGATIVE_INFINITY).and(number.lt(Double.POSITIVE_INFINITY));
  }

  private static boolean isComparable(DataType found, DataType expected) {
    return found.equals(expected)
        || (found instanceof NumericType && expected instanceof NumericType)
        || (found instanceof StringType && expected instanceof StringType);
  }
}
