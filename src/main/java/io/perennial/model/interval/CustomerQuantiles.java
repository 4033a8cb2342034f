package io.perennial.model.interval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The ends of the intervals of customers, row by row. Public for the code that Spark generates. */
public final class CustomerQuantiles implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String LOW = "low";
  static final String HIGH = "high";
  static final String DEVIATION = "deviation";
  static final String VALUE_LOW = "value_low";
  static final String VALUE_HIGH = "value_high";
  static final String VALUE_DEVIATION = "value_deviation";

  /** Numbers of purchases, and values in units of {@link #unit}. */
  static final StructType SCHEMA =
      new StructType()
          .add(LOW, DataTypes.IntegerType)
          .add(HIGH, DataTypes.IntegerType)
          .add(DEVIATION, DataTypes.DoubleType)
          .add(VALUE_LOW, DataTypes.DoubleType)
          .add(VALUE_HIGH, DataTypes.DoubleType)
          .add(VALUE_DEVIATION, DataTypes.DoubleType);

  private final Broadcast<AliveFutures> shared;

  /** The value of the broadcast, which is behind a lock. */
  private transient AliveFutures futures;

  private final double level;
  private final double gamma;

  /**
   * @param level nominal coverage
   * @param gamma of the spend model, money
   */
  CustomerQuantiles(Broadcast<AliveFutures> shared, double level, double gamma) {
    this.shared = shared;
    this.level = level;
    this.gamma = gamma;
  }

  /** A struct of {@link #SCHEMA}; times are days. */
  public InternalRow of(
      int frequency, double recency, double age, ArrayData covariates, double pAlive) {
    if (futures == null) {
      futures = shared.value();
    }
    AliveFuture future = futures.of(frequency, recency, age, list(covariates));
    double low = ForecastIntervals.low(level);
    int least = future.purchasesQuantile(low, pAlive);
    double upper = least == 0 ? level : 1 - low;
    return new GenericInternalRow(
        new Object[] {
          least,
          future.purchasesQuantile(upper, pAlive),
          Math.sqrt(Math.max(0.0, future.purchasesVariance(pAlive))),
          future.valueQuantile(low, pAlive),
          future.valueQuantile(upper, pAlive),
          Math.sqrt(Math.max(0.0, future.valueVariance(pAlive)))
        });
  }

  /** γ + x·z̄, the unit of the values of a customer. */
  public double unit(double spent) {
    return spent + gamma;
  }

  private static List<Double> list(ArrayData covariates) {
    return covariates.numElements() == 0
        ? List.of()
        : Arrays.stream(covariates.toDoubleArray()).boxed().toList();
  }
}
