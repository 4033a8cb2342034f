package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits BG/CNBD-k, see {@link BgCnbdLikelihood}. */
public final class BgCnbd extends CondensedEstimator<BgCnbd, BgCnbdModel> {
  private static final long serialVersionUID = 1L;

  public BgCnbd() {
    this(Identifiable$.MODULE$.randomUID("bgCnbd"));
  }

  public BgCnbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<BgCnbdLikelihood> family(int phases) {
    return BgCnbdLikelihood.family(phases);
  }

  @Override
  protected BgCnbdModel model(FitSummary fit) {
    return new BgCnbdModel(uid(), fit, unit());
  }

  public static BgCnbd load(String path) {
    return SavedStage.load(BgCnbd.class, path);
  }
}
