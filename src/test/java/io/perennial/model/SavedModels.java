package io.perennial.model;

import io.perennial.SparkTestSession;
import io.perennial.model.btyd.BgBb;
import io.perennial.model.btyd.BgBbLikelihood;
import io.perennial.model.btyd.BgCnbd;
import io.perennial.model.btyd.BgCnbdLikelihood;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.btyd.CdnowCovariates;
import io.perennial.model.btyd.Donors;
import io.perennial.model.btyd.MbgCnbd;
import io.perennial.model.btyd.MbgCnbdLikelihood;
import io.perennial.model.btyd.MbgNbd;
import io.perennial.model.btyd.MbgNbdLikelihood;
import io.perennial.model.btyd.Nbd;
import io.perennial.model.btyd.NbdLikelihood;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.ParetoNbdLikelihood;
import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.contractual.BetaDiscreteWeibull;
import io.perennial.model.contractual.BetaDiscreteWeibullLikelihood;
import io.perennial.model.contractual.ShiftedBetaGeometric;
import io.perennial.model.contractual.ShiftedBetaGeometricLikelihood;
import io.perennial.model.contractual.Subscribers;
import io.perennial.model.covariates.CovariateEncoding;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.ml.BoostedSpend;
import io.perennial.model.ml.ForestSpend;
import io.perennial.model.ml.HurdleSpend;
import io.perennial.model.ml.LearnedCustomers;
import io.perennial.model.ml.TweedieSpend;
import io.perennial.model.ml.ZilnSpend;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaLikelihood;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A saved model of each kind and released version, below {@code saved-models/<version>/<kind>}:
 * what was written once must stay readable. A new model gets a line here; {@link SavedModelsWriter}
 * then writes it.
 */
final class SavedModels {
  /**
   * A kind of model.
   *
   * @param name of the directory
   * @param fit fits it to its sample
   * @param parameters what others found on that sample
   */
  record Kind(
      String name,
      Supplier<? extends MLWritable> fit,
      LikelihoodFamily<?> family,
      double... parameters) {
    /** The model at the parameters that others found. */
    CellLikelihood expected() {
      return family.of(parameters);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private SavedModels() {}

  /**
   * The sources of the parameters: CDNOW as in the likelihoods' own tests, with covariates as
   * covariates.py prints them; donations, Fader, Hardie and Shang (2010); subscribers and models
   * with phases, expected.py beside the saved models.
   */
  static List<Kind> kinds() {
    return List.of(
        new Kind(
            "bg-nbd",
            () -> new BgNbd().setHorizonDays(273).fit(CdnowFrames.customers()),
            BgNbdLikelihood.FAMILY,
            .24259452,
            4.413602,
            .79292201,
            2.4259067),
        new Kind(
            "mbg-nbd",
            () -> new MbgNbd().fit(CdnowFrames.customers()),
            MbgNbdLikelihood.FAMILY,
            .52484315,
            6.1830852,
            .89135939,
            1.6140023),
        new Kind(
            "bg-cnbd-k",
            () -> new BgCnbd().setK(2).fit(withoutGaps()),
            BgCnbdLikelihood.family(2),
            .22691719,
            1.4629195,
            .94400259,
            2.0743297),
        new Kind(
            "mbg-cnbd-k",
            () -> new MbgCnbd().setK(2).fit(withoutGaps()),
            MbgCnbdLikelihood.family(2),
            .57989614,
            2.2881488,
            1.1344525,
            1.584974),
        new Kind(
            "pareto-nbd",
            () -> new ParetoNbd().fit(CdnowFrames.customers()),
            ParetoNbdLikelihood.FAMILY,
            .55327704,
            10.577683,
            .60623995,
            11.668734),
        new Kind(
            "bg-nbd-covariates",
            () ->
                new BgNbd()
                    .setCovariateCols(CdnowCovariates.names())
                    .fit(CdnowCovariates.customers()),
            CdnowCovariates.bgNbd(),
            .25187803,
            6.4548116,
            .92803083,
            2.5610867,
            .0089003014,
            .016449186,
            -.0021716307,
            -.11943995),
        new Kind(
            "pareto-nbd-covariates",
            () ->
                new ParetoNbd()
                    .setCovariateCols(CdnowCovariates.names())
                    .fit(CdnowCovariates.customers()),
            CdnowCovariates.paretoNbd(),
            .57475368,
            14.669714,
            .59415465,
            12.194007,
            .0074225196,
            .048908853,
            .002155362,
            -.040217833),
        new Kind(
            "nbd",
            () -> new Nbd().fit(CdnowFrames.customers()),
            NbdLikelihood.FAMILY,
            .38476613,
            12.072023),
        new Kind(
            "bg-bb",
            () -> new BgBb().setTimeUnitDays(365).setWeightCol("customers").fit(Donors.counted()),
            BgBbLikelihood.FAMILY,
            1.2035224,
            .74971636,
            .65671819,
            2.7834421),
        new Kind(
            "gamma-gamma",
            () -> new GammaGamma().fit(CdnowFrames.spenders()),
            GammaGammaLikelihood.FAMILY,
            6.2495721,
            3.7442246,
            15.443521),
        new Kind(
            "shifted-beta-geometric",
            () -> new ShiftedBetaGeometric().setWeightCol("customers").fit(Subscribers.counted()),
            ShiftedBetaGeometricLikelihood.FAMILY,
            .66808833,
            3.8060947),
        new Kind(
            "beta-discrete-weibull",
            () -> new BetaDiscreteWeibull().setWeightCol("customers").fit(Subscribers.counted()),
            BetaDiscreteWeibullLikelihood.FAMILY,
            .21425329,
            1.4265745,
            1.7235651));
  }

  static final String BOOSTED = "boosted-spend";
  static final String FOREST = "forest-spend";
  static final String HURDLE = "hurdle-spend";
  static final String TWEEDIE = "tweedie-spend";
  static final String ZILN = "ziln-spend";

  /** What encodes covariates is saved beside them, under this name. */
  static final String ENCODER = "covariate-encoder";

  /** Encodes a channel, which is web, shop or unknown, and the dollars of a basket. */
  static CovariateEncoder encoder() {
    Dataset<Row> customers =
        SparkTestSession.shared()
            .range(100)
            .selectExpr(
                "CASE WHEN id < 50 THEN 'web' WHEN id < 80 THEN 'shop' END AS source",
                "CAST(id AS DOUBLE) AS dollars");
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("channel", "source");
    columns.put("basket", "dollars");
    return new CovariateEncoder(CovariateEncoding.of(customers, columns));
  }

  /** The learners, by the name of their directory. */
  static Map<String, Supplier<? extends MLWritable>> learners() {
    Map<String, Supplier<? extends MLWritable>> learners = new LinkedHashMap<>();
    learners.put(
        BOOSTED, () -> new BoostedSpend().setTrees(2).setMaxDepth(2).fit(LearnedCustomers.frame()));
    learners.put(
        FOREST, () -> new ForestSpend().setTrees(2).setMaxDepth(2).fit(LearnedCustomers.frame()));
    learners.put(HURDLE, () -> new HurdleSpend().fit(LearnedCustomers.frame()));
    learners.put(TWEEDIE, () -> new TweedieSpend().fit(LearnedCustomers.frame()));
    learners.put(ZILN, () -> new ZilnSpend().fit(LearnedCustomers.frame()));
    return learners;
  }

  /** With k given, the gaps between purchases have no part in the parameters. */
  private static Dataset<Row> withoutGaps() {
    return CdnowFrames.customers().withColumn("log_gap_days", functions.lit(0));
  }

  /** Where the saved models are, in the sources. */
  static Path folder() {
    return Path.of("src", "test", "resources", "io", "perennial", "saved-models");
  }
}
