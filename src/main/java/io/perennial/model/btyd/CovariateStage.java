package io.perennial.model.btyd;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The Param of the stages that fit and apply models with covariates.
 *
 * @param <S> the stage itself
 */
public interface CovariateStage<S extends CovariateStage<S>> extends PurchaseStage<S> {
  /** Columns of covariates, by default none. */
  StringArrayParam covariateCols();

  @SuppressWarnings("unchecked")
  default S setCovariateCols(String... columns) {
    return (S) set(covariateCols(), columns);
  }

  /** The names of the covariates. */
  default List<String> covariateNames() {
    return Arrays.asList(getOrDefault(covariateCols()));
  }

  /** The covariates of a row. */
  default List<Column> covariateColumns() {
    return covariateNames().stream().map(CovariateStage::column).toList();
  }

  /** Makes the Param of a stage and sets its default. */
  static StringArrayParam param(CovariateStage<?> stage) {
    StringArrayParam param =
        new StringArrayParam(
            stage,
            "covariateCols",
            "columns of numbers on which the rates of buying and leaving depend: indicators,"
                + " attributes of the customer; none by default");
    stage.setDefault(param, new String[0]);
    return param;
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`").cast("double");
  }
}
