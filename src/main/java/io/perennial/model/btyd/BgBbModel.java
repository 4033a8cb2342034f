package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted BG/BB, see {@link BgBbLikelihood}. */
public final class BgBbModel extends PurchaseModel<BgBbModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public BgBbModel() {
    this("", null, Double.NaN);
  }

  public BgBbModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<BgBbLikelihood> family() {
    return BgBbLikelihood.FAMILY;
  }

  @Override
  public BgBbModel copy(ParamMap extra) {
    return copyValues(new BgBbModel(uid(), summary(), timeUnitDays()), extra).setParent(parent());
  }

  public static MLReader<BgBbModel> read() {
    return SavedFit.reader(
        BgBbModel.class, (uid, saved) -> new BgBbModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static BgBbModel load(String path) {
    return read().load(path);
  }
}
