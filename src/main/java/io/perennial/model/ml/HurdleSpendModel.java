package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import io.perennial.numerics.LogSpace;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** The chance of any spend times its amount, see {@link HurdleSpend}. */
public final class HurdleSpendModel extends LinearModel<HurdleSpendModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public HurdleSpendModel() {
    this("", null);
  }

  HurdleSpendModel(String uid, LinearFit fit) {
    super(uid, fit, HurdleSpend.PREDICTION);
  }

  @Override
  double mean(double[] values) {
    return LogSpace.logistic(values[0]) * Math.exp(values[1]);
  }

  @Override
  public HurdleSpendModel copy(ParamMap extra) {
    return copyValues(new HurdleSpendModel(uid(), fit()), extra).setParent(parent());
  }

  public static MLReader<HurdleSpendModel> read() {
    return SavedStage.reader(HurdleSpendModel.class, LinearFit.class, HurdleSpendModel::new);
  }

  public static HurdleSpendModel load(String path) {
    return read().load(path);
  }
}
