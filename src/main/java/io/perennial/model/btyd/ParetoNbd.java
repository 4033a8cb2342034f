package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.List;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

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

  public static MLReader<ParetoNbd> read() {
    return new DefaultParamsReader<>();
  }

  public static ParetoNbd load(String path) {
    return read().load(path);
  }
}
