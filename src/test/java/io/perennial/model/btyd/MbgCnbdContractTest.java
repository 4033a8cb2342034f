package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.expr;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class MbgCnbdContractTest extends StageContract<MbgCnbd> {
  @Override
  protected MbgCnbd stage() {
    return new MbgCnbd()
        .setK(2)
        .setLogGapsCol("log_gaps")
        .setFrequencyCol("x")
        .setHorizonDays(273)
        .setAnnualDiscountRate(0.15)
        .setTimeUnitDays(30)
        .setWeightCol("customers")
        .setMaxDriverCells(1_000_000);
  }

  @Override
  protected MbgCnbd load(String path) {
    return MbgCnbd.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.cells()
        .withColumnRenamed("frequency", "x")
        .withColumn("log_gaps", expr("x * (ln(recency_days / nullif(x, 0)) - 0.3)"))
        .orderBy("x", "recency_days", "age_days");
  }

  @Override
  protected List<String> reads() {
    return List.of("x", "recency_days", "age_days", "log_gaps");
  }

  @Override
  protected List<String> adds() {
    return List.of("p_alive", "expected_purchases", "discounted_expected_purchases");
  }
}
