package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.interval.Interval;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class TotalErrorTest {
  private static final Interval POINT = new Interval(100, 100);

  /** Errors of 0.3 and −0.4 have a mean square of 0.125; t of two degrees at 95% is 2.92. */
  @Test
  void theIntervalIsThatOfStudent() {
    TotalError error = TotalError.of(List.of(.3, -.4)).orElseThrow();
    assertThat(error).isEqualTo(new TotalError(2, .3535533906));
    Interval interval = error.around(100, POINT, .9);
    assertThat(Math.log(interval.high() / 100)).isCloseTo(2.919986 * .3535534, within(1e-5));
    assertThat(interval.low() * interval.high()).isCloseTo(1e4, within(1e-8));
  }

  @Test
  void theOwnIntervalIsPartOfIt() {
    Interval own = new Interval(100 * Math.exp(-.3), 100 * Math.exp(.4));
    assertThat(new TotalError(1, 0).around(100, own, .9).low()).isCloseTo(own.low(), within(1e-9));
    // Student's quantile of one degree at 95% is tan(0.45 π).
    Interval wide = new TotalError(1, .1).around(100, own, .9);
    double error = .1 * Math.tan(.45 * Math.PI);
    assertThat(Math.log(wide.low() / 100)).isCloseTo(-Math.hypot(error, .3), within(1e-9));
    assertThat(Math.log(wide.high() / 100)).isCloseTo(Math.hypot(error, .4), within(1e-9));
  }

  @Test
  void whatIsNothingStaysNothing() {
    assertThat(TotalError.of(List.of())).isEmpty();
    assertThat(TotalError.logarithm(0.0, 5.0)).isEmpty();
    assertThat(TotalError.logarithm(5.0, null)).isEmpty();
    assertThat(TotalError.logarithm(5.0, 4.0)).hasValue(Math.log(1.25));
    Interval nothing = new Interval(0, 0);
    assertThat(new TotalError(3, .2).around(0, nothing, .9)).isEqualTo(nothing);
    assertThat(new TotalError(3, .2).around(5, new Interval(0, 9), .9).low()).isZero();
  }

  /** 20,000 shops whose totals miss by a normal error of 20%, known from three origins each. */
  @Test
  void nineOfTenTotalsAreInside() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(3);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    int inside = 0;
    for (int shop = 0; shop < 20_000; shop++) {
      List<Double> errors = Stream.generate(() -> .2 * normal.sample()).limit(3).toList();
      Interval interval = TotalError.of(errors).orElseThrow().around(100, POINT, .9);
      double actual = 100 * Math.exp(.2 * normal.sample());
      inside += actual >= interval.low() && actual <= interval.high() ? 1 : 0;
    }
    assertThat(inside / 20_000.0).isCloseTo(.9, within(.01));
  }
}
