package io.perennial.model.interval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class LatestUsedTest {
  @Test
  void whatWasNotUsedForLongestIsMadeAgain() {
    LatestUsed<Integer, Integer> squares = new LatestUsed<>(3);
    List<Integer> made = new ArrayList<>();
    for (int key : new int[] {1, 2, 3, 1, 4, 1, 3, 4, 2}) {
      int square =
          squares.get(
              key,
              k -> {
                made.add(k);
                return k * k;
              });
      assertThat(square).isEqualTo(key * key);
    }
    // 4 took the place of 2, and 2 that of 1.
    assertThat(made).containsExactly(1, 2, 3, 4, 2);
  }

  @Test
  void threadsMakeAValueOnce() {
    LatestUsed<Integer, Object> values = new LatestUsed<>(100);
    AtomicInteger made = new AtomicInteger();
    long different =
        IntStream.range(0, 10_000)
            .parallel()
            .mapToObj(
                i ->
                    values.get(
                        i % 100,
                        key -> {
                          made.incrementAndGet();
                          return new Object();
                        }))
            .distinct()
            .count();
    assertThat(different).isEqualTo(100);
    assertThat(made).hasValue(100);
  }

  @Test
  void whereItIsSentItRemembersNothing() {
    LatestUsed<Integer, String> values = new LatestUsed<>(3);
    values.get(1, key -> "here");

    assertThat(SerializationUtils.clone(values).get(1, key -> "there")).isEqualTo("there");
    assertThat(values.get(1, key -> "again")).isEqualTo("here");
  }
}
