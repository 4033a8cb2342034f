package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import java.util.List;

/**
 * MBG/CNBD-k: MBG/NBD for customers who buy more regularly than at random. While alive a customer
 * waits for the next purchase through k exponential phases of rate λ ~ Gamma(r, α), an Erlang-k
 * time, and after every purchase, the first included, leaves for good with probability p ~ Beta(a,
 * b).
 *
 * <p>Sources: Platzer and Reutterer (2016), Ticking Away the Moments: Timing Regularity Helps to
 * Better Predict Customer Activity, Marketing Science 35(5), 779-799; Reutterer, Platzer and
 * Schröder (2021), Leveraging purchase regularity for predicting customer behavior the easy way,
 * International Journal of Research in Marketing 38(1), 194-215. Forecasts are exact here, where
 * the papers scale those of k = 1.
 *
 * @param k phases of the wait for a purchase, 1 or more
 * @param r shape of the rates of the phases
 * @param alpha rate parameter of the rates of the phases, in time units
 * @param a first parameter of the dropout probability
 * @param b second parameter of the dropout probability
 */
public record MbgCnbdLikelihood(int k, double r, double alpha, double a, double b)
    implements PurchaseLikelihood {

  /** The models with k phases. */
  public static LikelihoodFamily<MbgCnbdLikelihood> family(int k) {
    return new Family(k);
  }

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public MbgCnbdLikelihood {
    Domain.requireAtLeastOne("k", k);
    Domain.requireAbove("r", 0.0, r);
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("a", 0.0, a);
    Domain.requireAbove("b", 0.0, b);
  }

  @Override
  public int dimension() {
    return 4;
  }

  /**
   * Without the factor of the inter-purchase times, which depends on k only; see {@link
   * CondensedLikelihood}.
   */
  @Override
  public CellTerm atFrequency(int x) {
    return condensed().atFrequency(x);
  }

  @Override
  public double logOddsAlive(int x, double recency, double age) {
    return condensed().logOddsAlive(x, recency, age);
  }

  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    return condensed().ifAlive(x, recency, age);
  }

  /** The longer ago the last purchase, the sooner the next one is due. */
  @Override
  public boolean isMemoryless() {
    return k == 1;
  }

  /** Stays after the first purchase with probability b / (a + b). */
  @Override
  public PurchaseProcess newCustomer() {
    return new MayHaveLeft(b / (a + b), ifAlive(0, 0.0, 0.0));
  }

  private CondensedLikelihood condensed() {
    return new CondensedLikelihood(k, r, alpha, a, b, 1);
  }

  private record Family(int k) implements LikelihoodFamily<MbgCnbdLikelihood> {
    @Override
    public String name() {
      return "mbg-cnbd-k";
    }

    @Override
    public List<Parameter> parameters() {
      return MbgNbdLikelihood.FAMILY.parameters();
    }

    @Override
    public MbgCnbdLikelihood of(double... parameters) {
      return new MbgCnbdLikelihood(k, parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    /** A phase takes a k-th of a wait. */
    @Override
    public List<double[]> starts(double scale) {
      return MbgNbdLikelihood.FAMILY.starts(scale / k);
    }

    /** Dropout is identified, or not, as in MBG/NBD. */
    @Override
    public List<String> identificationWarnings(MbgCnbdLikelihood fitted) {
      return MbgNbdLikelihood.FAMILY.identificationWarnings(
          new MbgNbdLikelihood(fitted.r, fitted.alpha, fitted.a, fitted.b));
    }
  }
}
