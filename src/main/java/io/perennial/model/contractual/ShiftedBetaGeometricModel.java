package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedStage;

/** A fitted shifted-beta-geometric model, see {@link ShiftedBetaGeometricLikelihood}. */
public final class ShiftedBetaGeometricModel extends ContractualModel<ShiftedBetaGeometricModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public ShiftedBetaGeometricModel() {
    this("", null);
  }

  public ShiftedBetaGeometricModel(String uid, FitSummary summary) {
    super(uid, summary);
  }

  @Override
  public ShiftedBetaGeometricLikelihood likelihood() {
    var family = ShiftedBetaGeometricLikelihood.FAMILY;
    return family.of(summary().parameterValues(family.parameters()));
  }

  public static ShiftedBetaGeometricModel load(String path) {
    return SavedStage.load(ShiftedBetaGeometricModel.class, path);
  }
}
