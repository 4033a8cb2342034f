package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted MBG/CNBD-k, see {@link MbgCnbdLikelihood}. */
public final class MbgCnbdModel extends PurchaseModel<MbgCnbdModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public MbgCnbdModel() {
    this("", null, Double.NaN);
  }

  public MbgCnbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<MbgCnbdLikelihood> family() {
    return MbgCnbdLikelihood.family(summary().parameters().get("k").intValue());
  }

  @Override
  public MbgCnbdModel copy(ParamMap extra) {
    return copyValues(new MbgCnbdModel(uid(), summary(), timeUnitDays()), extra)
        .setParent(parent());
  }

  public static MLReader<MbgCnbdModel> read() {
    return SavedFit.reader(
        MbgCnbdModel.class,
        (uid, saved) -> new MbgCnbdModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static MbgCnbdModel load(String path) {
    return read().load(path);
  }
}
