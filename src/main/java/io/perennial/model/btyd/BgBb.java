package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import io.perennial.model.cells.CellRequest;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;

/**
 * Fits BG/BB, see {@link BgBbLikelihood}, to customers whose recency and age count opportunities:
 * {@code timeUnitDays} is the length of one, and columns in days are divided by it. Recency and age
 * have to be whole numbers of opportunities then.
 */
public final class BgBb extends PurchaseEstimator<BgBb, BgBbModel> {
  private static final long serialVersionUID = 1L;

  /** The time for a likelihood is proportional to the number of opportunities. */
  private static final double MAX_OPPORTUNITIES = 10_000;

  public BgBb() {
    this(Identifiable$.MODULE$.randomUID("bgBb"));
  }

  public BgBb(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<BgBbLikelihood> family() {
    return BgBbLikelihood.FAMILY;
  }

  @Override
  protected boolean isInContinuousTime() {
    return false;
  }

  @Override
  protected CellRequest request(Dataset<?> customers) {
    CellRequest any = super.request(customers);
    return new CellRequest(
        any.customers(),
        new CellRequest.Values(
            any.values().frequency(), whole(any.values().first()), whole(any.values().second())),
        any.weight(),
        (x, recency, age) ->
            recency >= x
                && recency <= age
                && (x > 0 || recency == 0)
                && recency == Math.rint(recency)
                && age == Math.rint(age)
                && age <= MAX_OPPORTUNITIES,
        "There is a customer with impossible (frequency, recency, age in opportunities): %s. All"
            + " are whole numbers, frequency <= recency <= age <= 10000, recency is 0 when"
            + " frequency is 0, and weights are not negative. Count recency and age in"
            + " opportunities, and set timeUnitDays to the length of one in the unit they are given"
            + " in.");
  }

  /** The nearest whole number where only rounding keeps it from one. */
  private static Column whole(Column opportunities) {
    Column nearest = rint(opportunities);
    return when(abs(opportunities.minus(nearest)).lt(1e-9), nearest).otherwise(opportunities);
  }

  @Override
  protected BgBbModel model(FitSummary fit) {
    return new BgBbModel(uid(), fit, unit());
  }

  public static BgBb load(String path) {
    return SavedStage.load(BgBb.class, path);
  }
}
