package io.perennial.economics;

import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Splits money so that the parts add up to it exactly: every part is rounded down, and what is left
 * goes to those with the largest remainders, one unit each; of equal ones to the first. The unit is
 * a hundredth where the amount has no more than two decimal places, and otherwise a micro.
 */
final class LargestRemainder {
  private static final int CENTS = 2;

  private LargestRemainder() {}

  /**
   * The parts of an amount.
   *
   * @param amount not negative, of at most six decimal places
   * @param weights not negative, one above 0
   */
  static List<BigDecimal> split(BigDecimal amount, long[] weights) {
    int scale = amount.stripTrailingZeros().scale() <= CENTS ? CENTS : Money.SCALE;
    BigInteger units = amount.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
    BigInteger total = BigInteger.valueOf(LongStream.of(weights).sum());
    BigInteger[] parts = new BigInteger[weights.length];
    BigInteger[] remainders = new BigInteger[weights.length];
    BigInteger left = units;
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] divided =
          units.multiply(BigInteger.valueOf(weights[i])).divideAndRemainder(total);
      parts[i] = divided[0];
      remainders[i] = divided[1];
      left = left.subtract(divided[0]);
    }
    IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
        .limit(left.intValueExact()) // less than the number of parts
        .forEach(i -> parts[i] = parts[i].add(BigInteger.ONE));
    List<BigDecimal> split = new ArrayList<>();
    for (BigInteger part : parts) {
      split.add(new BigDecimal(part, scale).setScale(Money.SCALE));
    }
    return split;
  }
}
