package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;

/** A fitted NBD, see {@link NbdLikelihood}. */
public final class NbdModel extends PurchaseModel<NbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public NbdModel() {
    this("", null, Double.NaN);
  }

  public NbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<NbdLikelihood> family() {
    return NbdLikelihood.FAMILY;
  }

  public static NbdModel load(String path) {
    return SavedStage.load(NbdModel.class, path);
  }
}
