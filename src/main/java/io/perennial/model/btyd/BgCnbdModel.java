package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;

/** A fitted BG/CNBD-k, see {@link BgCnbdLikelihood}. */
public final class BgCnbdModel extends PurchaseModel<BgCnbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public BgCnbdModel() {
    this("", null, Double.NaN);
  }

  public BgCnbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<BgCnbdLikelihood> family() {
    return BgCnbdLikelihood.family(summary().parameters().get("k").intValue());
  }

  public static BgCnbdModel load(String path) {
    return SavedStage.load(BgCnbdModel.class, path);
  }
}
