package io.perennial.table;

import io.perennial.economics.ValueFormulas.Result;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The published formulas of customer value by their names, see {@link
 * io.perennial.economics.ValueFormulas}: one row a dimension, segment and formula, with the figures
 * that went into it.
 */
final class Economics extends SmallTable {
  /** As in the table of segments. */
  static final String DIMENSION = "dimension";

  /** As in the table of segments. */
  static final String SEGMENT = "segment";

  /** Name of the formula. */
  static final String FORMULA = "formula";

  /** Its value; null where an input is missing or makes no sense. */
  static final String VALUE = "value";

  /** Unit of the value. */
  static final String UNIT = "unit";

  /** What went into it, by name. */
  static final String INPUTS = "inputs";

  /** Why there is no value; what is wrong with a ratio of value to cost. */
  static final String REASON = "reason";

  private static final StructType SCHEMA =
      new StructType()
          .add(DIMENSION, DataTypes.StringType, false)
          .add(SEGMENT, DataTypes.StringType, false)
          .add(FORMULA, DataTypes.StringType, false)
          .add(VALUE, DataTypes.DoubleType)
          .add(UNIT, DataTypes.StringType, false)
          .add(
              INPUTS,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              false)
          .add(REASON, DataTypes.StringType);

  Economics() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "economics";
  }

  @Override
  List<Row> list(Facts facts) {
    return facts.segments().stream()
        .flatMap(
            segment ->
                new SegmentEconomics(segment, facts)
                    .formulas().stream().map(result -> row(segment, result)))
        .toList();
  }

  private static Row row(SegmentTotals segment, Result result) {
    return RowFactory.create(
        segment.dimension(),
        segment.segment(),
        result.formula(),
        result.value(),
        result.unit(),
        result.inputs(),
        result.reason());
  }

  /** A formula has a value or says why not. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    long silent =
        written.stream()
            .filter(
                row -> {
                  Double value = row.getAs(VALUE);
                  return value == null ? row.getAs(REASON) == null : value.isNaN();
                })
            .count();
    return silent == 0
        ? List.of()
        : List.of("%d rows of economics have neither a value nor a reason".formatted(silent));
  }
}
