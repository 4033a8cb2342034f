package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.model.fit.LikelihoodFamily;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BgCnbdLikelihoodTest extends CondensedContract<BgCnbdLikelihood> {
  @Override
  protected LikelihoodFamily<BgCnbdLikelihood> family() {
    return family(3);
  }

  @Override
  protected LikelihoodFamily<BgCnbdLikelihood> family(int k) {
    return BgCnbdLikelihood.family(k);
  }

  @Override
  protected BgCnbdLikelihood ordinary() {
    return new BgCnbdLikelihood(3, .8, 1.2, .79, 2.43);
  }

  @Override
  protected BgNbdLikelihood withOnePhase(double... parameters) {
    return BgNbdLikelihood.FAMILY.of(parameters);
  }

  @Override
  protected Map<String, Double> parametersOf(BgCnbdLikelihood l) {
    return Map.of("r", l.r(), "alpha", l.alpha(), "a", l.a(), "b", l.b());
  }

  @Test
  void oneTimeBuyersAreAliveForCertain() {
    assertThat(ordinary().pAlive(0, 0, 0)).isEqualTo(1.0);
    assertThat(ordinary().pAlive(0, 0, 39)).isEqualTo(1.0);
    assertThat(ordinary().pAlive(1, 0.0, 39)).isBetween(0.0, 0.99);
  }

  @Test
  void agreesWithArbitraryPrecision() {
    MpmathForecasts.agreeWith(
        5, p -> family((int) p[0]).of(Arrays.copyOfRange(p, 1, 5)), "bg-cnbd-k.csv");
  }
}
