package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** Zero-inflated log-normal spend, see {@link ZilnSpend}. */
public final class ZilnSpendModel extends LinearModel<ZilnSpendModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public ZilnSpendModel() {
    this("", null);
  }

  ZilnSpendModel(String uid, LinearFit fit) {
    super(uid, fit, ZilnSpend.PREDICTION);
  }

  @Override
  double mean(double[] values) {
    return ZilnLikelihood.mean(values);
  }

  @Override
  public ZilnSpendModel copy(ParamMap extra) {
    return copyValues(new ZilnSpendModel(uid(), fit()), extra).setParent(parent());
  }

  public static MLReader<ZilnSpendModel> read() {
    return SavedStage.reader(ZilnSpendModel.class, LinearFit.class, ZilnSpendModel::new);
  }

  public static ZilnSpendModel load(String path) {
    return read().load(path);
  }
}
