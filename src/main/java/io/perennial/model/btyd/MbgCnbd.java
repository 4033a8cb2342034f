package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits MBG/CNBD-k, see {@link MbgCnbdLikelihood}. */
public final class MbgCnbd extends CondensedEstimator<MbgCnbd, MbgCnbdModel> {
  private static final long serialVersionUID = 1L;

  public MbgCnbd() {
    this(Identifiable$.MODULE$.randomUID("mbgCnbd"));
  }

  public MbgCnbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<MbgCnbdLikelihood> family(int phases) {
    return MbgCnbdLikelihood.family(phases);
  }

  @Override
  protected MbgCnbdModel model(FitSummary fit) {
    return new MbgCnbdModel(uid(), fit, unit());
  }

  public static MbgCnbd load(String path) {
    return SavedStage.load(MbgCnbd.class, path);
  }
}
