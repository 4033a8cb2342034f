package io.perennial.table;

import static org.apache.spark.sql.functions.udf;

import io.perennial.features.ValueBins;
import io.perennial.schema.ExactTotals;
import io.perennial.segment.ValueTier;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * What the value of a customer is compared with: limits of tiers, and the mean value of cohorts and
 * RFM segments, from one pass over the customers. Value is margin to date and predicted value
 * together. Limits tell values apart that differ by more than 0.1%.
 *
 * @param tiers the least predicted value (or margin to date, where none is predicted) of each tier
 *     but the last
 * @param currentTiers the same of margin to date
 * @param cohortMeans mean value by cohort, in days since 1970-01-01; above 0
 * @param segmentMeans mean value by RFM segment; above 0
 */
public record Benchmarks(
    List<Double> tiers,
    List<Double> currentTiers,
    Map<Integer, Double> cohortMeans,
    Map<String, Double> segmentMeans) {
  private static final ValueBins BINS = new ValueBins(10);

  /**
   * Measures.
   *
   * @param customers four columns: day of the cohort (int), RFM segment, margin to date (double),
   *     predicted value (double, null where there is none)
   */
  static Benchmarks measure(Dataset<Row> customers) {
    Tally all = customers.toJavaRDD().mapPartitions(Benchmarks::tally).treeReduce(Tally::merge);
    return new Benchmarks(
        all.predicted.isEmpty() ? limits(all.current) : limits(all.predicted),
        limits(all.current),
        means(all.cohorts),
        means(all.segments));
  }

  private static Iterator<Tally> tally(Iterator<Row> customers) {
    Tally tally = new Tally();
    customers.forEachRemaining(tally::add);
    return List.of(tally).iterator();
  }

  /** From the greatest value downwards as many bins as fit into each share of the customers. */
  private static List<Double> limits(Map<Long, Long> bins) {
    TreeMap<Long, Long> descending = new TreeMap<>(Comparator.reverseOrder());
    descending.putAll(bins);
    long customers = bins.values().stream().mapToLong(Long::longValue).sum();
    List<Double> limits = new ArrayList<>();
    for (int percent : ValueTier.TOP_PERCENT) {
      long room = -Math.floorDiv(-customers * percent, 100L);
      double limit = Double.POSITIVE_INFINITY;
      for (var bin : descending.entrySet()) {
        room -= bin.getValue();
        if (room < 0) {
          break;
        }
        limit = BINS.least(bin.getKey());
      }
      limits.add(limit);
    }
    return limits;
  }

  private static <K> Map<K, Double> means(Map<K, Mean> sums) {
    Map<K, Double> means = new HashMap<>();
    sums.forEach(
        (key, mean) -> {
          double value = mean.total.total(0).doubleValue() / mean.customers;
          if (value > 0) {
            means.put(key, value);
          }
        });
    return means;
  }

  /** The mean value of the cohort of a day; null where it is not above 0. */
  Column cohortMean(Column day) {
    return mean(cohortMeans, day);
  }

  /** The mean value of an RFM segment; null where it is not above 0. */
  Column segmentMean(Column segment) {
    return mean(segmentMeans, segment);
  }

  private static <K> Column mean(Map<K, Double> means, Column key) {
    // One lambda for both: Java takes references to the same method for one another when it reads
    // them back.
    UDF1<K, Double> mean = of -> means.get(of);
    return udf(mean, DataTypes.DoubleType).apply(key);
  }

  private static final class Mean implements Serializable {
    private static final long serialVersionUID = 1L;

    private long customers;
    private final ExactTotals total = new ExactTotals(1);

    void add(double value) {
      customers++;
      total.add(0, value);
    }

    Mean merge(Mean other) {
      customers += other.customers;
      total.addAll(other.total);
      return this;
    }
  }

  private static final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<Long, Long> current = new HashMap<>();
    private final HashMap<Long, Long> predicted = new HashMap<>();
    private final HashMap<Integer, Mean> cohorts = new HashMap<>();
    private final HashMap<String, Mean> segments = new HashMap<>();

    void add(Row customer) {
      double value = customer.getDouble(2);
      current.merge(BINS.of(value), 1L, Long::sum);
      if (!customer.isNullAt(3)) {
        predicted.merge(BINS.of(customer.getDouble(3)), 1L, Long::sum);
        value += customer.getDouble(3);
      }
      cohorts.computeIfAbsent(customer.getInt(0), day -> new Mean()).add(value);
      segments.computeIfAbsent(customer.getString(1), name -> new Mean()).add(value);
    }

    Tally merge(Tally other) {
      other.current.forEach((bin, n) -> current.merge(bin, n, Long::sum));
      other.predicted.forEach((bin, n) -> predicted.merge(bin, n, Long::sum));
      other.cohorts.forEach((day, mean) -> cohorts.merge(day, mean, Mean::merge));
      other.segments.forEach((name, mean) -> segments.merge(name, mean, Mean::merge));
      return this;
    }
  }
}
