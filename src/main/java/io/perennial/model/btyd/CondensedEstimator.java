package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.HistoryColumns;
import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.fit.FitOptions;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import java.util.Locale;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a model whose waits have k phases, for k = 1, 2, … until the likelihood falls, at most 12.
 *
 * <p>For a given k the likelihood depends on the inter-purchase times through frequency, recency
 * and age only. Their density has one more factor, Π gap^(k−1) / Γ(k)^x, which does not depend on
 * the other parameters. It is needed to choose k, and only as the sum of its logarithms over all
 * customers.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class CondensedEstimator<
        E extends CondensedEstimator<E, M>, M extends PurchaseModel<M>>
    extends PurchaseEstimator<E, M> {
  private static final long serialVersionUID = 1L;

  private static final int MAX_PHASES = 12;

  /** Bound on the rounding error of a mean of logarithms. */
  private static final double ROUNDING = 1e-6;

  private final IntParam k;
  private final Param<String> logGapsCol;

  protected CondensedEstimator(String uid) {
    super(uid);
    this.k =
        new IntParam(
            this,
            "k",
            "phases of a wait; 0: as many, up to 12, as make the data likeliest",
            ParamValidators.inRange(0, MAX_PHASES));
    this.logGapsCol =
        new Param<>(
            this,
            "logGapsCol",
            "sum of the natural logarithms of the days from each purchase day to the next; not"
                + " looked at where the frequency is 0");
    setDefault(k, 0);
    setDefault(logGapsCol, HistoryColumns.LOG_GAP_DAYS);
  }

  /** The models with so many phases. */
  protected abstract LikelihoodFamily<?> family(int phases);

  @Override
  protected final LikelihoodFamily<?> family() {
    return family(1);
  }

  public IntParam k() {
    return k;
  }

  public Param<String> logGapsCol() {
    return logGapsCol;
  }

  /** Fixes the number of phases; 0, the default, chooses it by likelihood. */
  @SuppressWarnings("unchecked")
  public E setK(int phases) {
    set(k, phases);
    return (E) this;
  }

  @SuppressWarnings("unchecked")
  public E setLogGapsCol(String column) {
    set(logGapsCol, column);
    return (E) this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return purchaseSchema(schema, getOrDefault(logGapsCol));
  }

  @Override
  protected CellRequest request(Dataset<?> customers) {
    CellRequest any = super.request(customers);
    Column logGaps =
        when(any.values().frequency().gt(0), col(getOrDefault(logGapsCol))).otherwise(lit(0.0));
    return any.withExtraSum(
        logGaps,
        "Where frequency is above 0, column %s is a finite number."
            .formatted(getOrDefault(logGapsCol)));
  }

  @Override
  protected FitSummary maximise(CellSource cells) {
    CellTotals totals = cells.totals();
    requirePossible(totals);
    double scale = scale(totals);
    int fixed = (int) getOrDefault(k);
    if (fixed > 0) {
      return fitWith(cells, scale, fixed, options());
    }
    FitOptions once = options().withoutBootstrap();
    int best = 1;
    FitSummary fit = fitWith(cells, scale, 1, once);
    while (best < MAX_PHASES) {
      FitSummary next = fitWith(cells, scale, best + 1, once);
      if (next.logLikelihood() <= fit.logLikelihood()) {
        break;
      }
      fit = next;
      best++;
    }
    if (options().replicates() > 0) {
      fit = fitWith(cells, scale, best, options());
    }
    return best < MAX_PHASES
        ? fit
        : fit.withWarning(
            "The likelihood still rises at k = %d, the most phases tried: customers buy so regularly that"
                    .formatted(MAX_PHASES)
                + " a model of fixed intervals may describe them better.");
  }

  private FitSummary fitWith(CellSource cells, double scale, int phases, FitOptions options) {
    FitSummary fit = new MaximumLikelihood<>(family(phases), scale, options).fit(cells);
    CellTotals totals = cells.totals();
    double logGaps = totals.extraSum() - totals.sumFrequency() * Math.log(unit());
    double ofGaps = (phases - 1) * logGaps - totals.sumFrequency() * LogGamma.value(phases);
    return fit.withFixedParameter("k", phases, fit.logLikelihood() + ofGaps);
  }

  /** The mean of logarithms is at most the logarithm of the mean. */
  private void requirePossible(CellTotals totals) {
    double mean = totals.extraSum() / totals.sumFrequency();
    double most = Math.log(totals.sumFirst() * unit() / totals.sumFrequency());
    if (mean > most + ROUNDING) {
      throw new JobFailure(
          ExitCode.INPUT,
          String.format(
              Locale.ROOT,
              "Column %s is not the sum of the natural logarithms of the days between purchases:"
                  + " its mean over the repeat purchases is %.6g, but the recencies allow for %.6g"
                  + " at most.",
              getOrDefault(logGapsCol),
              mean,
              most));
    }
  }
}
