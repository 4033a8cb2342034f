package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted NBD, see {@link NbdLikelihood}. */
public final class NbdModel extends PurchaseModel<NbdModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
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

  @Override
  public NbdModel copy(ParamMap extra) {
    return copyValues(new NbdModel(uid(), summary(), timeUnitDays()), extra).setParent(parent());
  }

  public static MLReader<NbdModel> read() {
    return SavedFit.reader(
        NbdModel.class, (uid, saved) -> new NbdModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static NbdModel load(String path) {
    return read().load(path);
  }
}
