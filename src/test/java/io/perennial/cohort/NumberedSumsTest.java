package io.perennial.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class NumberedSumsTest {
  @Test
  void isAMapFromNumbersToSums() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      NumberedSums sums = new NumberedSums(2);
      SortedMap<Integer, Long> expected = new TreeMap<>();
      for (int i = 0; i < 100; i++) {
        int number = random.nextInt(-300, 40);
        sums.at(number)[1] += i;
        expected.merge(number, (long) i, Long::sum);
      }
      SortedMap<Integer, Long> found = new TreeMap<>();
      sums.forEach(
          (number, of) -> {
            assertThat(found.isEmpty() || found.lastKey() < number).isTrue();
            found.put(number, of[1]);
          });
      assertThat(found).isEqualTo(expected);
    }
  }
}
