package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.config.Settings;
import io.perennial.economics.Sample;
import io.perennial.economics.VariantEffect;
import io.perennial.schema.Dimensions;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the variants of an experiment did to the value of customers: by variant and measure the mean
 * of its customers, and how far that is from the control, with an interval (see {@link
 * VariantEffect}). The control is the variant named {@code control}, and otherwise the first in
 * alphabetical order. Customers without a variant take no part. On where {@code
 * economics.experiment} names an attribute.
 */
final class Experiments extends SmallTable {
  /** The variant, as the attribute names it. */
  static final String VARIANT = "variant";

  /**
   * What is compared: {@code value_to_date} (margin to date, less known costs), {@code
   * predicted_clv}, and {@code ltv}, their sum.
   */
  static final String MEASURE = "measure";

  /** Customers of the variant. */
  static final String CUSTOMERS = "customers";

  /** Their mean. */
  static final String MEAN = "mean";

  /** The mean less that of the control; null for the control. */
  static final String DIFFERENCE = "difference";

  /** Lower end of the interval of the difference, at {@code intervals.level}. */
  static final String DIFFERENCE_LOW = "difference_low";

  /** Upper end of that interval. */
  static final String DIFFERENCE_HIGH = "difference_high";

  /** Probability that the variant is worth more than the control. */
  static final String PROBABILITY_ABOVE_ZERO = "probability_above_zero";

  /** Why there is no difference or no interval; null where there is one. */
  static final String REASON = "reason";

  private static final String CONTROL = "control";

  private static final StructType SCHEMA =
      new StructType()
          .add(VARIANT, DataTypes.StringType, false)
          .add(MEASURE, DataTypes.StringType, false)
          .add(CUSTOMERS, DataTypes.LongType, false)
          .add(MEAN, DataTypes.DoubleType, false)
          .add(DIFFERENCE, DataTypes.DoubleType)
          .add(DIFFERENCE_LOW, DataTypes.DoubleType)
          .add(DIFFERENCE_HIGH, DataTypes.DoubleType)
          .add(PROBABILITY_ABOVE_ZERO, DataTypes.DoubleType)
          .add(REASON, DataTypes.StringType);

  Experiments() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "experiments";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.economics().experiment().isPresent();
  }

  @Override
  List<Row> list(Facts facts) {
    Column variant =
        facts.dimension(facts.settings().economics().experiment().orElseThrow()).segment();
    return compare(
        samples(facts.written(Tables.SCORES), variant, measures(facts)),
        facts.settings().intervals().level());
  }

  private static Map<String, Column> measures(Facts facts) {
    Column toDate = col(ScoreColumns.MARGIN_DELIVERED).cast("double");
    Column predicted = col(ScoreColumns.PREDICTED_CLV);
    Map<String, Column> measures = new LinkedHashMap<>();
    measures.put("value_to_date", toDate);
    if (facts.models().forecastsMoney()) {
      measures.put("predicted_clv", predicted);
      measures.put("ltv", toDate.plus(predicted));
    }
    return measures;
  }

  /** The samples by measure and variant: one query over the scores. */
  static Map<String, SortedMap<String, Sample>> samples(
      Dataset<Row> customers, Column variant, Map<String, Column> measures) {
    List<Column> sums = new ArrayList<>();
    for (Column measure : measures.values()) {
      // Sums of decimals do not depend on the order of the rows.
      sums.add(sum(measure.cast("decimal(38,9)")));
      sums.add(sum(measure.multiply(measure).cast("decimal(38,6)")));
    }
    List<Row> rows =
        customers
            .where(variant.notEqual(Dimensions.NONE))
            .groupBy(variant.as(VARIANT))
            .agg(count(lit(1)), sums.toArray(Column[]::new))
            .collectAsList();
    Map<String, SortedMap<String, Sample>> samples = new LinkedHashMap<>();
    int at = 2;
    for (String measure : measures.keySet()) {
      SortedMap<String, Sample> byVariant = new TreeMap<>();
      for (Row row : rows) {
        byVariant.put(
            row.getString(0),
            Sample.of(row.getLong(1), row.getDecimal(at), row.getDecimal(at + 1)));
      }
      samples.put(measure, byVariant);
      at += 2;
    }
    return samples;
  }

  /** The rows of the table. */
  static List<Row> compare(Map<String, SortedMap<String, Sample>> samples, double level) {
    List<Row> rows = new ArrayList<>();
    samples.forEach(
        (measure, byVariant) -> {
          if (byVariant.isEmpty()) {
            return;
          }
          String control = byVariant.containsKey(CONTROL) ? CONTROL : byVariant.firstKey();
          byVariant.forEach(
              (variant, sample) -> {
                Optional<VariantEffect> effect =
                    variant.equals(control)
                        ? Optional.empty()
                        : Optional.of(VariantEffect.of(sample, byVariant.get(control), level));
                rows.add(
                    RowFactory.create(
                        variant,
                        measure,
                        sample.customers(),
                        sample.mean(),
                        effect.map(VariantEffect::difference).orElse(null),
                        effect.flatMap(VariantEffect::low).orElse(null),
                        effect.flatMap(VariantEffect::high).orElse(null),
                        effect.flatMap(VariantEffect::probabilityAboveZero).orElse(null),
                        effect.isEmpty() ? "the control" : effect.get().reason().orElse(null)));
              });
        });
    return rows;
  }

  /** Nobody is in two variants. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    long customers =
        totalCount(
            written.stream().filter(row -> row.getAs(MEASURE).equals("value_to_date")).toList(),
            CUSTOMERS);
    long buyers = facts.account().buyers();
    return customers <= buyers
        ? List.of()
        : List.of("experiments holds %d customers of %d".formatted(customers, buyers));
  }
}
