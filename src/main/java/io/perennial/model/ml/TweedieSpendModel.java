package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A log-linear model of spend, see {@link TweedieSpend}. */
public final class TweedieSpendModel extends LinearModel<TweedieSpendModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public TweedieSpendModel() {
    this("", null);
  }

  TweedieSpendModel(String uid, LinearFit fit) {
    super(uid, fit, TweedieSpend.PREDICTION);
  }

  @Override
  double mean(double[] values) {
    return Math.exp(values[0]);
  }

  @Override
  public TweedieSpendModel copy(ParamMap extra) {
    return copyValues(new TweedieSpendModel(uid(), fit()), extra).setParent(parent());
  }

  public static MLReader<TweedieSpendModel> read() {
    return SavedStage.reader(TweedieSpendModel.class, LinearFit.class, TweedieSpendModel::new);
  }

  public static TweedieSpendModel load(String path) {
    return read().load(path);
  }
}
