package io.perennial.model.btyd;

import io.perennial.model.FitSummary;
import io.perennial.model.LikelihoodFamily;
import io.perennial.model.SavedFit;
import java.util.Arrays;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted BG/CNBD-k, see {@link BgCnbdLikelihood}. */
public final class BgCnbdModel extends PurchaseModel<BgCnbdModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
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

  /** With the parameters that come after k. */
  @Override
  public BgCnbdLikelihood likelihood() {
    double[] parameters = summary().parameterValues();
    return family().of(Arrays.copyOfRange(parameters, 1, parameters.length));
  }

  @Override
  public BgCnbdModel copy(ParamMap extra) {
    return copyValues(new BgCnbdModel(uid(), summary(), timeUnitDays()), extra).setParent(parent());
  }

  public static MLReader<BgCnbdModel> read() {
    return SavedFit.reader(
        BgCnbdModel.class, (uid, saved) -> new BgCnbdModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static BgCnbdModel load(String path) {
    return read().load(path);
  }
}
