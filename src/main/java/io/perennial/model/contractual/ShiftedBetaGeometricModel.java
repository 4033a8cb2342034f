package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted shifted-beta-geometric model, see {@link ShiftedBetaGeometricLikelihood}. */
public final class ShiftedBetaGeometricModel extends ContractualModel<ShiftedBetaGeometricModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public ShiftedBetaGeometricModel() {
    this("", null);
  }

  public ShiftedBetaGeometricModel(String uid, FitSummary summary) {
    super(uid, summary);
  }

  @Override
  public ShiftedBetaGeometricLikelihood likelihood() {
    return ShiftedBetaGeometricLikelihood.FAMILY.of(summary().parameterValues());
  }

  @Override
  public ShiftedBetaGeometricModel copy(ParamMap extra) {
    return copyValues(new ShiftedBetaGeometricModel(uid(), summary()), extra).setParent(parent());
  }

  public static MLReader<ShiftedBetaGeometricModel> read() {
    return SavedFit.reader(
        ShiftedBetaGeometricModel.class,
        (uid, saved) -> new ShiftedBetaGeometricModel(uid, saved.fit()));
  }

  public static ShiftedBetaGeometricModel load(String path) {
    return read().load(path);
  }
}
