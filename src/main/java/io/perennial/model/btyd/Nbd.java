package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;

/** Fits NBD, see {@link NbdLikelihood}. */
public final class Nbd extends PurchaseEstimator<Nbd, NbdModel> {
  private static final long serialVersionUID = 1L;

  public Nbd() {
    this(Identifiable$.MODULE$.randomUID("nbd"));
  }

  public Nbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<NbdLikelihood> family() {
    return NbdLikelihood.FAMILY;
  }

  @Override
  protected NbdModel model(FitSummary fit) {
    return new NbdModel(uid(), fit, unit());
  }

  public static Nbd load(String path) {
    return SavedStage.load(Nbd.class, path);
  }
}
