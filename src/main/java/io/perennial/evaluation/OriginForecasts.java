package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;

import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.SpendForecast;
import io.perennial.schema.ScoreColumns;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What fitted models forecast for the window after an origin. */
public final class OriginForecasts {
  /** Not a part of the evaluation; optimised away. */
  private static final String DISCOUNTED = "discounted";

  private OriginForecasts() {}

  /**
   * Adds {@link ScoreColumns#EXPECTED_PURCHASE_VALUE} and, for each purchase model, {@link
   * OriginColumns#pAlive}, {@link OriginColumns#expectedPurchases} and {@link
   * OriginColumns#expectedSpend}. Maps only.
   *
   * @param customers as {@link OriginData} gives them, covariates of the models included
   * @param purchases fitted to those customers
   * @param spend fitted to them as well; it may forecast nothing, then spend is null
   */
  public static Dataset<Row> add(
      OriginData customers, List<PurchaseModel<?>> purchases, SpendForecast spend) {
    Dataset<Row> rows = spend.transform(customers.rows());
    for (PurchaseModel<?> model : purchases) {
      rows = add(rows, model, customers.horizonDays());
    }
    return rows;
  }

  private static Dataset<Row> add(Dataset<Row> rows, PurchaseModel<?> model, int horizonDays) {
    String name = model.summary().name();
    PurchaseModel<?> named = model.copy(ParamMap.empty());
    named.setHorizonDays(horizonDays);
    named.setPAliveCol(OriginColumns.pAlive(name));
    named.setExpectedPurchasesCol(OriginColumns.expectedPurchases(name));
    named.setDiscountedExpectedPurchasesCol(DISCOUNTED);
    return named
        .transform(rows)
        .drop(DISCOUNTED)
        .withColumn(
            OriginColumns.expectedSpend(name),
            col(OriginColumns.expectedPurchases(name))
                .multiply(col(ScoreColumns.EXPECTED_PURCHASE_VALUE)));
  }
}
