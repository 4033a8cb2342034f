package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits the shifted-beta-geometric model, see {@link ShiftedBetaGeometricLikelihood}. */
public final class ShiftedBetaGeometric
    extends ContractualEstimator<ShiftedBetaGeometric, ShiftedBetaGeometricModel> {
  private static final long serialVersionUID = 1L;

  public ShiftedBetaGeometric() {
    this(Identifiable$.MODULE$.randomUID("shiftedBetaGeometric"));
  }

  public ShiftedBetaGeometric(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<ShiftedBetaGeometricLikelihood> family() {
    return ShiftedBetaGeometricLikelihood.FAMILY;
  }

  @Override
  protected ShiftedBetaGeometricModel model(FitSummary fit) {
    return new ShiftedBetaGeometricModel(uid(), fit);
  }

  public static ShiftedBetaGeometric load(String path) {
    return SavedStage.load(ShiftedBetaGeometric.class, path);
  }
}
