package example;

import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdModel;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fits BG/NBD to customers in a CSV file. */
public final class FewCustomers {
  private FewCustomers() {}

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate();
    Dataset<Row> customers =
        spark
            .read()
            .option("comment", "#")
            .option("header", true)
            .option("inferSchema", true)
            .csv(arguments[0]);
    BgNbdModel model = new BgNbd().setWeightCol("customers").fit(customers);
    model
        .summary()
        .parameters()
        .forEach((name, value) -> System.out.printf(Locale.ROOT, "%s = %.4f%n", name, value));
    spark.stop();
  }
}
