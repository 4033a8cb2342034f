package io.perennial.model.contractual;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;

/** A fitted beta-discrete-Weibull model, see {@link BetaDiscreteWeibullLikelihood}. */
public final class BetaDiscreteWeibullModel extends ContractualModel<BetaDiscreteWeibullModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public BetaDiscreteWeibullModel() {
    this("", null);
  }

  public BetaDiscreteWeibullModel(String uid, FitSummary summary) {
    super(uid, summary);
  }

  @Override
  public BetaDiscreteWeibullLikelihood likelihood() {
    return BetaDiscreteWeibullLikelihood.FAMILY.of(summary().parameterValues());
  }

  @Override
  public BetaDiscreteWeibullModel copy(ParamMap extra) {
    return copyValues(new BetaDiscreteWeibullModel(uid(), summary()), extra).setParent(parent());
  }

  public static MLReader<BetaDiscreteWeibullModel> read() {
    return SavedFit.reader(
        BetaDiscreteWeibullModel.class,
        (uid, saved) -> new BetaDiscreteWeibullModel(uid, saved.fit()));
  }

  public static BetaDiscreteWeibullModel load(String path) {
    return read().load(path);
  }
}
