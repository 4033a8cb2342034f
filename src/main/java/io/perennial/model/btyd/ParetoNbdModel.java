package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import java.util.List;

/** A fitted Pareto/NBD, see {@link ParetoNbdLikelihood}. */
public final class ParetoNbdModel extends CovariateModel<ParetoNbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public ParetoNbdModel() {
    this("", null, Double.NaN);
  }

  public ParetoNbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<ParetoNbdLikelihood> family() {
    return ParetoNbdLikelihood.FAMILY;
  }

  @Override
  CovariateFamily<ParetoNbdLikelihood> family(List<String> covariates) {
    return ParetoNbdLikelihood.given(covariates);
  }

  public static ParetoNbdModel load(String path) {
    return SavedStage.load(ParetoNbdModel.class, path);
  }
}
