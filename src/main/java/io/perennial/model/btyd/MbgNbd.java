package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits MBG/NBD, see {@link MbgNbdLikelihood}. */
public final class MbgNbd extends PurchaseEstimator<MbgNbd, MbgNbdModel> {
  private static final long serialVersionUID = 1L;

  public MbgNbd() {
    this(Identifiable$.MODULE$.randomUID("mbgNbd"));
  }

  public MbgNbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<MbgNbdLikelihood> family() {
    return MbgNbdLikelihood.FAMILY;
  }

  @Override
  protected MbgNbdModel model(FitSummary fit) {
    return new MbgNbdModel(uid(), fit, unit());
  }

  public static MbgNbd load(String path) {
    return SavedStage.load(MbgNbd.class, path);
  }
}
