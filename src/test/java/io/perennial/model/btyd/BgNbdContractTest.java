package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.expr;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgNbdContractTest extends StageContract<BgNbd> {
  @Override
  protected BgNbd stage() {
    return new BgNbd()
        .setFrequencyCol("x")
        .setHorizonDays(273)
        .setAnnualDiscountRate(0.15)
        .setTimeUnitDays(30)
        .setWeightCol("customers")
        .setCovariateCols("is.loyal", "newness")
        .setMaxDriverCells(1_000_000);
  }

  @Override
  protected BgNbd load(String path) {
    return BgNbd.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.cells()
        .withColumnRenamed("frequency", "x")
        .withColumn("is.loyal", expr("recency_days % 2"))
        .withColumn("newness", expr("sqrt(age_days)"))
        .orderBy("x", "recency_days", "age_days");
  }

  @Override
  protected List<String> reads() {
    return List.of("x", "recency_days", "age_days", "is.loyal", "newness");
  }

  @Override
  protected List<String> adds() {
    return List.of("p_alive", "expected_purchases", "discounted_expected_purchases");
  }
}
