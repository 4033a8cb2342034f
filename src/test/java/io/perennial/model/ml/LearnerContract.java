package io.perennial.model.ml;

import io.perennial.model.StageContract;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The contract of a stage, for learners: the smallest trees there are, lines through few rows. */
abstract class LearnerContract<S extends PipelineStage & MLWritable & LearnerStage<?>>
    extends StageContract<S> {
  static BoostedSpend boosted() {
    return new BoostedSpend().setTrees(1).setMaxDepth(1).setPredictionCol("learned");
  }

  static ForestSpend forest() {
    return new ForestSpend().setTrees(1).setMaxDepth(1).setPredictionCol("learned");
  }

  static HurdleSpend hurdle() {
    return new HurdleSpend().setMaxRows(100).setPredictionCol("learned");
  }

  static TweedieSpend tweedie() {
    return new TweedieSpend().setMaxRows(100).setPredictionCol("learned");
  }

  static ZilnSpend ziln() {
    return new ZilnSpend().setMaxRows(100).setPredictionCol("learned");
  }

  @Override
  protected Dataset<Row> input() {
    return LearnedCustomers.frame();
  }

  @Override
  protected List<String> reads() {
    return List.of("expected_spend", "origin_day");
  }

  @Override
  protected List<String> adds() {
    return new ArrayList<>(List.of("learned"));
  }
}
