package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits the beta-discrete-Weibull model, see {@link BetaDiscreteWeibullLikelihood}. */
public final class BetaDiscreteWeibull
    extends ContractualEstimator<BetaDiscreteWeibull, BetaDiscreteWeibullModel> {
  private static final long serialVersionUID = 1L;

  public BetaDiscreteWeibull() {
    this(Identifiable$.MODULE$.randomUID("betaDiscreteWeibull"));
  }

  public BetaDiscreteWeibull(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<BetaDiscreteWeibullLikelihood> family() {
    return BetaDiscreteWeibullLikelihood.FAMILY;
  }

  @Override
  protected BetaDiscreteWeibullModel model(FitSummary fit) {
    return new BetaDiscreteWeibullModel(uid(), fit);
  }

  public static BetaDiscreteWeibull load(String path) {
    return SavedStage.load(BetaDiscreteWeibull.class, path);
  }
}
