package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.btyd.PurchaseModel;
import io.perennial.schema.ScoreColumns;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What earlier dates taught about a model's forecasts, put into the scores. The predicted value of
 * a customer is multiplied by a number that does not depend on the horizon of the value: with the
 * same number, a longer horizon is never worth less.
 */
public final class Correction {
  /** What the scores say gave the level where it is the back-test alone. */
  public static final String BACKTEST = "backtest";

  private final String levelModel;
  private final String rankModel;

  /** Adds what is corrected to customers, given the margin of one unit of money. */
  private final BiFunction<Dataset<Row>, Column, Dataset<Row>> corrected;

  private Correction(
      String levelModel,
      String rankModel,
      BiFunction<Dataset<Row>, Column, Dataset<Row>> corrected) {
    this.levelModel = levelModel;
    this.rankModel = rankModel;
    this.corrected = corrected;
  }

  /** The level of a model as a back-test saw it; the order stays that of the model. */
  public static Correction of(Levels levels, String model) {
    return new Correction(
        BACKTEST,
        model,
        (customers, margin) ->
            customers
                .withColumn(
                    ScoreColumns.CORRECTED_CLV,
                    col(ScoreColumns.PREDICTED_CLV).multiply(levels.column()))
                .withColumn(ScoreColumns.RANK_SCORE, col(ScoreColumns.PREDICTED_CLV)));
  }

  /**
   * A hybrid's level and order.
   *
   * @param hybrid trained for the run date; corrects the model that predicts the value
   * @param purchases the models whose forecasts it takes, fitted by the run date
   * @param horizonDays for which it was trained
   */
  public static Correction of(Hybrid hybrid, List<PurchaseModel<?>> purchases, int horizonDays) {
    List<String> names = hybrid.names();
    String rankModel = names.get(names.size() - 1);
    return new Correction(
        Hybrid.AMOUNTS,
        rankModel,
        (customers, margin) -> {
          Dataset<Row> forecast =
              hybrid.add(OriginForecasts.add(customers, purchases, horizonDays));
          List<String> before = Arrays.asList(customers.columns());
          String[] added =
              Arrays.stream(forecast.columns())
                  .filter(name -> !before.contains(name))
                  .toArray(String[]::new);
          Column order =
              rankModel.equals(Hybrid.RANK)
                  ? col(OriginColumns.expectedSpend(Hybrid.RANK)).multiply(margin)
                  : col(ScoreColumns.CORRECTED_CLV);
          return forecast
              .withColumn(
                  ScoreColumns.CORRECTED_CLV,
                  col(ScoreColumns.PREDICTED_CLV).multiply(hybrid.correction()))
              .withColumn(ScoreColumns.RANK_SCORE, order)
              .drop(added);
        });
  }

  /** What gave the level: {@link #BACKTEST} or {@link Hybrid#AMOUNTS}. */
  public String levelModel() {
    return levelModel;
  }

  /** What gave the order: a purchase model, {@link Hybrid#AMOUNTS} or {@link Hybrid#RANK}. */
  public String rankModel() {
    return rankModel;
  }

  /**
   * Adds {@link ScoreColumns#CORRECTED_CLV}, {@link ScoreColumns#RANK_SCORE}, {@link
   * ScoreColumns#LEVEL_MODEL} and {@link ScoreColumns#RANK_MODEL}. Maps; for a hybrid after two
   * small queries for its totals.
   *
   * @param customers as of the run date, with {@link ScoreColumns#PREDICTED_CLV}, their histories
   *     and what the models need
   * @param margin of one unit of money that a customer pays on a purchase day
   */
  public Dataset<Row> add(Dataset<Row> customers, Column margin) {
    return corrected
        .apply(customers, margin)
        .withColumn(ScoreColumns.LEVEL_MODEL, lit(levelModel))
        .withColumn(ScoreColumns.RANK_MODEL, lit(rankModel));
  }

  /** Adds the same columns, all null: nothing was learned. */
  public static Dataset<Row> none(Dataset<Row> customers) {
    return customers
        .withColumn(ScoreColumns.CORRECTED_CLV, lit(null).cast(DataTypes.DoubleType))
        .withColumn(ScoreColumns.RANK_SCORE, lit(null).cast(DataTypes.DoubleType))
        .withColumn(ScoreColumns.LEVEL_MODEL, lit(null).cast(DataTypes.StringType))
        .withColumn(ScoreColumns.RANK_MODEL, lit(null).cast(DataTypes.StringType));
  }
}
