package io.perennial.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankSearchTest {
  /** Against sorting; from values that are all the same to values all over the range of a long. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void findsWhatSortingFinds(long seed) {
    Random random = new Random(seed);
    int bits = random.nextInt(62);
    long shift = random.nextLong() >> 2;
    boolean mirrored = random.nextBoolean();
    long[] values =
        random
            .longs(1 + random.nextInt(5000))
            .map(value -> (bits == 0 ? 0 : value >>> (64 - bits)) + (bits < 61 ? shift : 0))
            .map(value -> mirrored ? ~value : value)
            .toArray();
    if (seed % 2 == 0) {
      // Heavy ties: nine of ten have the same value.
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(10) == 0 ? values[i] : values[0];
      }
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    long[] ranks = {1, (values.length + 4) / 5, (values.length + 1) / 2, values.length};

    RankSearch search = new RankSearch(count -> ranks);
    int passes = 0;
    while (!search.isDone()) {
      RankSearch.Histogram[] histograms = search.histograms();
      for (long value : values) {
        search.count(value, histograms);
      }
      search.narrow(histograms);
      passes++;
    }

    Ranks.Found found = search.found();
    assertThat(found.values())
        .containsExactly(Arrays.stream(ranks).map(rank -> sorted[(int) rank - 1]).toArray());
    assertThat(found.rows()).isEqualTo(values.length);
    assertThat(found.total()).isEqualTo(sum(Arrays.stream(values)));
    for (Ranks.At at : found.at()) {
      assertThat(at.above()).isEqualTo(Arrays.stream(values).filter(v -> v > at.value()).count());
      assertThat(at.sumAbove()).isEqualTo(sum(Arrays.stream(values).filter(v -> v > at.value())));
    }
    assertThat(passes).isLessThanOrEqualTo(5);
  }

  private static BigInteger sum(LongStream values) {
    return values.mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
  }
}
