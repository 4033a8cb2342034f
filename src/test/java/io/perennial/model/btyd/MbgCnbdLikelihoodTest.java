package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.fit.LikelihoodFamily;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MbgCnbdLikelihoodTest extends CondensedContract<MbgCnbdLikelihood> {
  @Override
  protected LikelihoodFamily<MbgCnbdLikelihood> family() {
    return family(2);
  }

  @Override
  protected LikelihoodFamily<MbgCnbdLikelihood> family(int k) {
    return MbgCnbdLikelihood.family(k);
  }

  @Override
  protected MbgCnbdLikelihood ordinary() {
    return new MbgCnbdLikelihood(2, .525, 3.1, .891, 1.614);
  }

  @Override
  protected MbgNbdLikelihood withOnePhase(double... parameters) {
    return MbgNbdLikelihood.FAMILY.of(parameters);
  }

  @Override
  protected Map<String, Double> parametersOf(MbgCnbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha(), "a", l.a(), "b", l.b());
  }

  @Test
  void oneTimeBuyersMayHaveLeft() {
    assertThat(ordinary().pAlive(0, 0, 0)).isCloseTo(1.614 / (.891 + 1.614), within(1e-15));
    assertThat(ordinary().pAlive(0, 0, 39)).isBetween(.3, .6);
  }

  @Test
  void agreesWithArbitraryPrecision() {
    MpmathForecasts.agreeWith(
        5, p -> family((int) p[0]).of(Arrays.copyOfRange(p, 1, 5)), "mbg-cnbd-k.csv");
  }
}
