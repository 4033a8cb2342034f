package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;

/**
 * What BG/CNBD-k and MBG/CNBD-k have in common. The wait for a purchase has k phases, each
 * exponential with rate λ ~ Gamma(r, α), so customers buy more regularly the larger k is. A
 * customer alive at T has completed j = 0 … k − 1 phases since t_x, with probability proportional
 * to
 *
 * <pre>(R)_j u^j / j!,  R = r + kx,  u = (T − t_x) / (α + T),</pre>
 *
 * and then has λ ~ Gamma(R + j, α + T), independently of p. Likelihoods leave out the factor of the
 * inter-purchase times, Π gap^(k−1) / Γ(k)^x: it is the same for all parameters but k.
 *
 * @param k phases of a wait, 1 or more; with 1 it is (M)BG/NBD
 * @param r shape of the rates of the phases
 * @param alpha rate parameter of the rates of the phases, in time units
 * @param a first parameter of the dropout probability
 * @param b second parameter of the dropout probability
 * @param early number of purchases before the first repeat purchase after which a customer may
 *     leave: 0 in BG, 1 in MBG
 */
record CondensedLikelihood(int k, double r, double alpha, double a, double b, int early) {

  /**
   * L = A · (Q + odds of having left in a wait without phases), where A is the likelihood of
   * staying and being in phase 0, and Q the sum over the phases of their weights.
   */
  CellTerm atFrequency(int x) {
    int flips = x + early;
    double shape = r + (double) k * x;
    double stays = RisingFactorial.log(b, flips) - RisingFactorial.log(a + b, flips);
    double constant = stays + RisingFactorial.log(r, (double) k * x) + r * Math.log(alpha);
    double byR = RisingFactorial.digammaDifference(r, (double) k * x) + Math.log(alpha);
    double byA = -RisingFactorial.digammaDifference(a + b, flips);
    double byB = RisingFactorial.digammaDifference(b, flips) + byA;
    double logOddsLeftAtOnce = logOddsLeftAtOnce(x);
    return (recency, age, gradient) -> {
      double share = (age - recency) / (alpha + age);
      double weight = 1.0;
      double sum = 1.0;
      double sumPhases = 0.0;
      double slope = 0.0;
      double byShape = 0.0;
      for (int j = 1; j < k; j++) {
        weight *= (shape + j - 1) / j * share;
        byShape += 1.0 / (shape + j - 1);
        sum += weight;
        sumPhases += j * weight;
        slope += byShape * weight;
      }
      double logAge = Math.log(alpha + age);
      double silence = LogSpace.log1p((age - recency) / (alpha + recency));
      double logSum = Math.log(sum);
      double logOddsLeft = logOddsLeftAtOnce + shape * silence - logSum;
      double left = LogSpace.logistic(logOddsLeft);
      double stayed = 1.0 - left;
      gradient[0] = r * (byR - logAge + left * silence + stayed * slope / sum);
      gradient[1] =
          r
              - alpha
                  * (stayed * (shape + sumPhases / sum) / (alpha + age)
                      + left * shape / (alpha + recency));
      gradient[2] = a * byA + left;
      gradient[3] = flips == 0 ? 0.0 : b * (byB - left / (b + flips - 1));
      return constant - shape * logAge + logSum + LogSpace.log1pExp(logOddsLeft);
    };
  }

  double logOddsAlive(int x, double recency, double age) {
    double silence = Math.log1p((age - recency) / (alpha + recency));
    double sum = 0.0;
    for (double weight : phases(x, recency, age)) {
      sum += weight;
    }
    return Math.log(sum) - logOddsLeftAtOnce(x) - (r + (double) k * x) * silence;
  }

  /** Given alive, p ~ Beta(a, b + times stayed). */
  PurchaseProcess ifAlive(int x, double recency, double age) {
    return new CondensedProcess(
        phases(x, recency, age), r + (double) k * x, alpha + age, a, b + x + early);
  }

  private double[] phases(int x, double recency, double age) {
    double share = (age - recency) / (alpha + age);
    double[] weights = new double[k];
    weights[0] = 1.0;
    for (int j = 1; j < k; j++) {
      weights[j] = weights[j - 1] * (r + (double) k * x + j - 1) / j * share;
    }
    return weights;
  }

  private double logOddsLeftAtOnce(int x) {
    int flips = x + early;
    return flips == 0 ? Double.NEGATIVE_INFINITY : Math.log(a / (b + flips - 1));
  }
}
