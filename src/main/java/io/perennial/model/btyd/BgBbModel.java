package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;

/** A fitted BG/BB, see {@link BgBbLikelihood}. */
public final class BgBbModel extends PurchaseModel<BgBbModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
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

  public static BgBbModel load(String path) {
    return SavedStage.load(BgBbModel.class, path);
  }
}
