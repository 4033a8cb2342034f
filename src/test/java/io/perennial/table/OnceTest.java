package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class OnceTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void threadsThatAskTogetherGetOneValue() {
    Once<Integer> once = new Once<>(made::incrementAndGet);
    List<CompletableFuture<Integer>> asking =
        Stream.generate(() -> CompletableFuture.supplyAsync(once::get)).limit(8).toList();
    assertThat(asking.stream().map(CompletableFuture::join)).isEqualTo(Collections.nCopies(8, 1));
  }

  @Test
  void whatFailedIsNotTriedAgain() {
    Once<Integer> once =
        new Once<>(
            () -> {
              throw new IllegalStateException("try " + made.incrementAndGet());
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(once::get).isInstanceOf(IllegalStateException.class).hasMessage("try 1");
    }
  }
}
