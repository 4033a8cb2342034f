package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import java.util.List;
import org.apache.spark.ml.util.Identifiable$;

/** Fits Pareto/NBD, see {@link ParetoNbdLikelihood}. */
public final class ParetoNbd extends CovariateEstimator<ParetoNbd, ParetoNbdModel> {
  private static final long serialVersionUID = 1L;

  public ParetoNbd() {
    this(Identifiable$.MODULE$.randomUID("paretoNbd"));
  }

  public ParetoNbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<ParetoNbdLikelihood> family() {
    return ParetoNbdLikelihood.FAMILY;
  }

  @Override
  CovariateFamily<ParetoNbdLikelihood> family(List<String> covariates) {
    return ParetoNbdLikelihood.given(covariates);
  }

  @Override
  protected ParetoNbdModel model(FitSummary fit) {
    return new ParetoNbdModel(uid(), fit, unit());
  }

  public static ParetoNbd load(String path) {
    return SavedStage.load(ParetoNbd.class, path);
  }
}
