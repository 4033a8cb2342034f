package io.perennial;

import io.perennial.history.PurchasePolicy;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A real shop whose past is forecast in a study. */
enum StudyShop {
  CDNOW_MASTER("cdnow.conf", LocalDate.of(1997, 1, 1), true),
  ONLINE_RETAIL_II("online-retail-ii.conf", LocalDate.of(2009, 12, 1), false);

  private final String configuration;
  private final LocalDate firstPurchase;
  private final PurchasePolicy policy;

  StudyShop(String configuration, LocalDate firstPurchase, boolean countsZero) {
    this.configuration = configuration;
    this.firstPurchase = firstPurchase;
    this.policy = new PurchasePolicy(countsZero);
  }

  /** The histories of its customers up to a date. */
  Dataset<Row> histories(LocalDate end) {
    return HoldOut.histories(
        configuration, Map.of("perennial.input.path", "data-samples/" + this), end);
  }

  LocalDate firstPurchase() {
    return firstPurchase;
  }

  PurchasePolicy policy() {
    return policy;
  }

  /** The name of its folder among the samples. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
