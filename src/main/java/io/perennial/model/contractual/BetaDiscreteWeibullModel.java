package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedStage;

/** A fitted beta-discrete-Weibull model, see {@link BetaDiscreteWeibullLikelihood}. */
public final class BetaDiscreteWeibullModel extends ContractualModel<BetaDiscreteWeibullModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public BetaDiscreteWeibullModel() {
    this("", null);
  }

  public BetaDiscreteWeibullModel(String uid, FitSummary summary) {
    super(uid, summary);
  }

  @Override
  public BetaDiscreteWeibullLikelihood likelihood() {
    var family = BetaDiscreteWeibullLikelihood.FAMILY;
    return family.of(summary().parameterValues(family.parameters()));
  }

  public static BetaDiscreteWeibullModel load(String path) {
    return SavedStage.load(BetaDiscreteWeibullModel.class, path);
  }
}
