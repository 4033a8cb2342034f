import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.cells.Cells;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.ParetoNbdLikelihood;
import io.perennial.model.btyd.PurchaseEstimator;
import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Simulates customers, or times fits to them, from a data frame of customers to the fitted model.
 *
 * <p>{@code simulate FOLDER CUSTOMERS} writes frequency, recency_days and age_days of customers of
 * CDNOW's parameters, who came in the first 12 of 39 weeks. {@code fit FOLDER} prints the seconds of
 * fits to them as JSON: the first fit of a fresh session, then medians of each model's fits in the
 * session warmed up, the optimisation alone on cells already compressed, and 200 bootstrap replicates.
 */
public final class FitModels {
  private static final int WEEK_DAYS = 7;
  private static final int REPLICATES = 200;
  private static final int WARM_UPS = 2;
  private static final int MEASURED = 3;

  private FitModels() {}

  public static void main(String[] words) {
    SparkSession spark = SparkSession.builder().appName("fits").getOrCreate();
    if (words[0].equals("simulate")) {
      simulate(spark, words[1], Long.parseLong(words[2]));
    } else {
      System.out.println(seconds(spark, words[1]));
    }
    spark.stop();
  }

  /** A customer; a bean because Spark encodes beans. */
  public static final class Customer implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private int frequency;
    private int recencyDays;
    private int ageDays;

    public int getFrequency() {
      return frequency;
    }

    public void setFrequency(int frequency) {
      this.frequency = frequency;
    }

    public int getRecencyDays() {
      return recencyDays;
    }

    public void setRecencyDays(int recencyDays) {
      this.recencyDays = recencyDays;
    }

    public int getAgeDays() {
      return ageDays;
    }

    public void setAgeDays(int ageDays) {
      this.ageDays = ageDays;
    }
  }

  private static void simulate(SparkSession spark, String folder, long customers) {
    BgNbdLikelihood truth = new BgNbdLikelihood(.243, 4.414, .793, 2.426);
    MapFunction<Long, Customer> draw =
        number -> {
          Customer customer = new Customer();
          customer.setAgeDays(39 * WEEK_DAYS - (int) (number % (12 * WEEK_DAYS)));
          double[] times =
              truth.simulate(
                  RandomStreams.of(1, number), (double) customer.getAgeDays() / WEEK_DAYS);
          int[] days = Arrays.stream(times).mapToInt(t -> (int) (t * WEEK_DAYS)).distinct().toArray();
          long repeats = Arrays.stream(days).filter(day -> day > 0).count();
          customer.setFrequency((int) repeats);
          customer.setRecencyDays(repeats == 0 ? 0 : days[days.length - 1]);
          return customer;
        };
    spark
        .range(customers)
        .as(Encoders.LONG())
        .map(draw, Encoders.bean(Customer.class))
        .select(
            col("frequency"), col("recencyDays").as("recency_days"), col("ageDays").as("age_days"))
        .write()
        .mode("overwrite")
        .parquet(folder);
  }

  private static String seconds(SparkSession spark, String folder) {
    Dataset<Row> customers = spark.read().parquet(folder).cache();
    customers.count();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("BG/NBD, first fit of the session", timed(() -> new BgNbd().fit(customers)));
    measure(seconds, "BG/NBD", new BgNbd(), customers);
    measure(seconds, "Pareto/NBD", new ParetoNbd(), customers);

    LocalCells cells = new LocalCells(cells(customers));
    optimise(seconds, "BG/NBD", BgNbdLikelihood.FAMILY, cells);
    optimise(seconds, "Pareto/NBD", ParetoNbdLikelihood.FAMILY, cells);
    measure(
        seconds,
        "BG/NBD with " + REPLICATES + " bootstrap replicates",
        new BgNbd().setBootstrapReplicates(REPLICATES),
        customers);
    measure(
        seconds,
        "Pareto/NBD with " + REPLICATES + " bootstrap replicates",
        new ParetoNbd().setBootstrapReplicates(REPLICATES),
        customers);
    seconds.put("distinct cells", (double) cells.totals().cells());
    List<String> pairs = new ArrayList<>();
    seconds.forEach((what, value) -> pairs.add("\"%s\": %s".formatted(what, value)));
    return "{" + String.join(", ", pairs) + "}";
  }

  private static void measure(
      Map<String, Double> seconds,
      String name,
      PurchaseEstimator<?, ?> estimator,
      Dataset<Row> customers) {
    seconds.put(name, warm(() -> estimator.fit(customers)));
  }

  private static void optimise(
      Map<String, Double> seconds, String name, LikelihoodFamily<?> family, LocalCells cells) {
    MaximumLikelihood<?> fit =
        new MaximumLikelihood<>(family, cells.totals().largestSecond() / 10);
    seconds.put(name + ", optimisation alone", warm(() -> fit.fit(cells)));
  }

  private static Cells cells(Dataset<Row> customers) {
    return Cells.of(
        customers
            .groupBy("frequency", "recency_days", "age_days")
            .agg(count(lit(1)))
            .collectAsList()
            .stream()
            .map(
                row ->
                    new Cells.Cell(
                        row.getInt(0),
                        (double) row.getInt(1) / WEEK_DAYS,
                        (double) row.getInt(2) / WEEK_DAYS,
                        row.getLong(3)))
            .toList());
  }

  /** The median of several, after Java has warmed up. */
  private static double warm(Runnable work) {
    for (int i = 0; i < WARM_UPS; i++) {
      work.run();
    }
    double[] seconds = new double[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      seconds[i] = timed(work);
    }
    Arrays.sort(seconds);
    return seconds[MEASURED / 2];
  }

  private static double timed(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
