package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted MBG/NBD, see {@link MbgNbdLikelihood}. */
public final class MbgNbdModel extends PurchaseModel<MbgNbdModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public MbgNbdModel() {
    this("", null, Double.NaN);
  }

  public MbgNbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<MbgNbdLikelihood> family() {
    return MbgNbdLikelihood.FAMILY;
  }

  @Override
  public MbgNbdModel copy(ParamMap extra) {
    return copyValues(new MbgNbdModel(uid(), summary(), timeUnitDays()), extra).setParent(parent());
  }

  public static MLReader<MbgNbdModel> read() {
    return SavedFit.reader(
        MbgNbdModel.class, (uid, saved) -> new MbgNbdModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static MbgNbdModel load(String path) {
    return read().load(path);
  }
}
