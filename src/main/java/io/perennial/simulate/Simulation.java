package io.perennial.simulate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.run.Manifest;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The command {@code simulate}: the transactions of customers who arrive evenly over some days, buy
 * by BG/NBD and spend by Gamma-Gamma. Every customer has a random generator seeded by the
 * configured seed and the customer's number, so the result does not depend on the partitioning.
 */
public final class Simulation {
  private static final String MONTH = "month";
  private static final String TIMESTAMP = "timestamp";

  /** Times in microseconds: sessions differ in the class they take timestamps from Java as. */
  private static final StructType SCHEMA =
      new StructType()
          .add("customer_id", DataTypes.LongType)
          .add("order_id", DataTypes.StringType)
          .add(TIMESTAMP, DataTypes.LongType)
          .add("amount", DataTypes.DoubleType);

  private final SparkSession spark;
  private final Settings settings;

  public Simulation(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * Writes the transactions, partitioned by month.
   *
   * @throws JobFailure when the path exists already or cannot be written
   */
  public Manifest.Table write() {
    Path target = new Path(settings.simulate().path().orElseThrow());
    write(target);
    return new Manifest.Table(
        "transactions", target.toString(), spark.read().parquet(target.toString()).count());
  }

  private void write(Path target) {
    Path unfinished = new Path(target.getParent(), "_unfinished_" + target.getName());
    try {
      FileSystem files = target.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (files.exists(target)) {
        throw new JobFailure(
            ExitCode.PUBLISH,
            "simulate.path %s exists; choose another or remove it first".formatted(target));
      }
      files.delete(unfinished, true);
      transactions().write().partitionBy(MONTH).parquet(unfinished.toString());
      if (!files.rename(unfinished, target)) {
        throw new IOException("cannot rename " + unfinished);
      }
    } catch (IOException e) {
      throw new JobFailure(
          ExitCode.PUBLISH,
          "simulate.path %s cannot be written: %s".formatted(target, e.getMessage()),
          e);
    }
  }

  Dataset<Row> transactions() {
    Customers customers = Customers.of(settings);
    return spark
        .range(settings.simulate().customers())
        .flatMap((FlatMapFunction<Long, Row>) customers::transactions, Encoders.row(SCHEMA))
        .withColumn(TIMESTAMP, timestamp_micros(col(TIMESTAMP)))
        .withColumn(MONTH, date_format(col(TIMESTAMP), "yyyy-MM"));
  }

  /** The population; times within are in the model's time unit. */
  private record Customers(
      BgNbdLikelihood purchases,
      GammaGammaLikelihood spend,
      ZoneId zone,
      long startDay,
      int arrivalDays,
      long endDay,
      double unitDays,
      long seed)
      implements Serializable {

    static Customers of(Settings settings) {
      Settings.Simulate simulate = settings.simulate();
      Map<String, Double> buy = simulate.bgNbd();
      Map<String, Double> pay = simulate.gammaGamma();
      return new Customers(
          new BgNbdLikelihood(buy.get("r"), buy.get("alpha"), buy.get("a"), buy.get("b")),
          new GammaGammaLikelihood(pay.get("p"), pay.get("q"), pay.get("gamma")),
          settings.calendar().timeZone(),
          simulate.startDate().toEpochDay(),
          simulate.arrivalDays(),
          simulate.endDate().toEpochDay(),
          settings.calendar().timeUnit().days(),
          simulate.seed());
    }

    Iterator<Row> transactions(long customer) {
      UniformRandomProvider random =
          RandomSource.XO_RO_SHI_RO_128_PP.create(seed ^ (customer * 0x9E3779B97F4A7C15L));
      double arrival = startDay + random.nextDouble() * arrivalDays;
      double[] repeats = purchases.simulate(random, Math.max(0, endDay + 1 - arrival) / unitDays);
      double[] amounts =
          spend.samplePurchases(random, spend.sampleCustomerMean(random), repeats.length + 1);
      List<Row> rows = new ArrayList<>(amounts.length);
      for (int i = 0; i < amounts.length; i++) {
        double day = i == 0 ? arrival : arrival + repeats[i - 1] * unitDays;
        rows.add(
            RowFactory.create(
                customer,
                customer + "-" + i,
                TimeUnit.SECONDS.toMicros(instant(day).getEpochSecond()),
                Math.max(0.01, Math.rint(amounts[i] * 100) / 100)));
      }
      return rows.iterator();
    }

    private Instant instant(double day) {
      long whole = (long) Math.floor(day);
      long seconds = (long) ((day - whole) * 86_400);
      return LocalDate.ofEpochDay(whole).atStartOfDay(zone).toInstant().plusSeconds(seconds);
    }
  }
}
