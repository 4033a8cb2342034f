package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.List;
import java.util.Optional;

/**
 * MBG/NBD: while alive a customer buys at a rate λ ~ Gamma(r, α), and after every purchase, the
 * first included, leaves for good with probability p ~ Beta(a, b). Unlike in BG/NBD a customer who
 * bought once may have left.
 *
 * <p>Sources: Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of
 * models for customer base analysis, International Journal of Research in Marketing 24(3), 201-209;
 * Hoppe and Wagner (2007), Customer Base Analysis: The Case for a Central Variant of the
 * Betageometric/NBD Model, Marketing JRM 3(2), 75-90.
 *
 * <p>A customer who stays after the first purchase is a new customer of BG/NBD with b + 1 for b.
 *
 * @param r shape of the purchase rates
 * @param alpha rate parameter of the purchase rates, in time units
 * @param a first parameter of the dropout probability
 * @param b second parameter of the dropout probability
 */
public record MbgNbdLikelihood(double r, double alpha, double a, double b)
    implements PurchaseLikelihood {

  public static final LikelihoodFamily<MbgNbdLikelihood> FAMILY = new Family();

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public MbgNbdLikelihood {
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
   * L = A · (1 + odds of having left), where A is the likelihood of buying x times and staying x +
   * 1 times.
   */
  @Override
  public CellTerm atFrequency(int x) {
    double stays = RisingFactorial.log(b, x + 1.0) - RisingFactorial.log(a + b, x + 1.0);
    double constant = stays + RisingFactorial.log(r, x) + r * Math.log(alpha);
    double byR = RisingFactorial.digammaDifference(r, x) + Math.log(alpha);
    double byA = -RisingFactorial.digammaDifference(a + b, x + 1.0);
    double byB = RisingFactorial.digammaDifference(b, x + 1.0) + byA;
    double logOddsLeftAtOnce = Math.log(a / (b + x));
    return (recency, age, gradient) -> {
      double logAge = Math.log(alpha + age);
      double silence = logAge - Math.log(alpha + recency);
      double logOddsLeft = logOddsLeftAtOnce + (r + x) * silence;
      double lesser = Math.exp(-Math.abs(logOddsLeft));
      double left = LogSpace.logistic(logOddsLeft, lesser);
      double stayed = LogSpace.logistic(-logOddsLeft, lesser);
      gradient[0] = r * (byR - logAge + left * silence);
      gradient[1] = r - alpha * (r + x) * (stayed / (alpha + age) + left / (alpha + recency));
      gradient[2] = a * byA + left;
      gradient[3] = b * (byB - left / (b + x));
      return constant - (r + x) * logAge + Math.max(0.0, logOddsLeft) + Math.log(1.0 + lesser);
    };
  }

  @Override
  public double logOddsAlive(int x, double recency, double age) {
    return Math.log((b + x) / a) - (r + x) * Math.log1p((age - recency) / (alpha + recency));
  }

  /** Given alive, λ ~ Gamma(r + x, α + T) and p ~ Beta(a, b + x + 1). */
  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    return new BgNbdLikelihood(r + x, alpha + age, a, b + x + 1);
  }

  /** Stays after the first purchase with probability b / (a + b). */
  @Override
  public PurchaseProcess newCustomer() {
    return new MayHaveLeft(b / (a + b), ifAlive(0, 0.0, 0.0));
  }

  private static final class Family implements LikelihoodFamily<MbgNbdLikelihood> {
    @Override
    public String name() {
      return "mbg-nbd";
    }

    @Override
    public List<Parameter> parameters() {
      return BgNbdLikelihood.FAMILY.parameters();
    }

    @Override
    public MbgNbdLikelihood of(double... parameters) {
      return new MbgNbdLikelihood(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    @Override
    public List<double[]> starts(double scale) {
      return BgNbdLikelihood.FAMILY.starts(scale);
    }

    @Override
    public Optional<Simpler> simpler() {
      return Optional.of(NbdLikelihood.NO_DROPOUT);
    }

    /** Dropout is identified, or not, as in BG/NBD. */
    @Override
    public List<String> identificationWarnings(MbgNbdLikelihood fitted) {
      return BgNbdLikelihood.FAMILY.identificationWarnings(
          new BgNbdLikelihood(fitted.r, fitted.alpha, fitted.a, fitted.b));
    }
  }
}
