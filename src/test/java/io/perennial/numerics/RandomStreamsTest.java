package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class RandomStreamsTest {
  @Test
  void aStreamDependsOnSeedAndNumberOnly() {
    assertThat(RandomStreams.of(1, 17).nextLong()).isEqualTo(RandomStreams.of(1, 17).nextLong());
    assertThat(RandomStreams.of(1, 17).nextLong()).isNotEqualTo(RandomStreams.of(2, 17).nextLong());
    assertThat(RandomStreams.of(1, 17).nextLong()).isNotEqualTo(RandomStreams.of(17, 1).nextLong());
  }

  @Test
  void neighbouringStreamsAreUniformAndUncorrelated() {
    Set<Long> firsts = new HashSet<>();
    double sum = 0;
    double products = 0;
    double previous = 0.5;
    int streams = 100_000;
    for (int i = 0; i < streams; i++) {
      firsts.add(RandomStreams.of(42, i).nextLong());
      double u = RandomStreams.of(42, i).nextDouble();
      sum += u;
      products += (u - 0.5) * (previous - 0.5);
      previous = u;
    }
    assertThat(firsts).hasSize(streams);
    assertThat(sum / streams).isCloseTo(0.5, within(0.005));
    assertThat(12 * products / streams).isCloseTo(0, within(0.02));
  }
}
