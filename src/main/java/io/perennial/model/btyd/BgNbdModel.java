package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedFit;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted BG/NBD, see {@link BgNbdLikelihood}. */
public final class BgNbdModel extends CovariateModel<BgNbdModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public BgNbdModel() {
    this("", null, Double.NaN);
  }

  public BgNbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<BgNbdLikelihood> family() {
    return BgNbdLikelihood.FAMILY;
  }

  @Override
  CovariateFamily<BgNbdLikelihood> family(List<String> covariates) {
    return BgNbdLikelihood.given(covariates);
  }

  @Override
  public BgNbdModel copy(ParamMap extra) {
    return copyValues(new BgNbdModel(uid(), summary(), timeUnitDays()), extra).setParent(parent());
  }

  public static MLReader<BgNbdModel> read() {
    return SavedFit.reader(
        BgNbdModel.class, (uid, saved) -> new BgNbdModel(uid, saved.fit(), saved.timeUnitDays()));
  }

  public static BgNbdModel load(String path) {
    return read().load(path);
  }
}
