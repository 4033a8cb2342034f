package io.perennial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SparkTestSession;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StageRunnerTest {
  private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch secondEnded = new CountDownLatch(1);
  private final StageRunner runner =
      new StageRunner(
          SparkTestSession.shared().sparkContext(), new Quiet(), InstantSource.system());

  private final class Quiet implements Progress {
    @Override
    public void plan(List<String> lines) {}

    @Override
    public void started(String stage, int number, int total) {}

    @Override
    public void finished(String stage, int number, int total, long rows, double seconds) {
      ended.add("%d/%d %s".formatted(number, total, stage));
      if (stage.equals("second")) {
        secondEnded.countDown();
      }
    }

    @Override
    public void warning(String sentence) {}

    @Override
    public void summary(Manifest manifest, List<TopCustomer> top) {}
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first of two that run beside each other waits for the second, as nothing else could. */
  @Test
  void neighboursRunBesideEachOtherAndOthersAlone() {
    runner.run(
        List.of(
            Stage.of("before", run -> {}),
            Stage.of("first", run -> await(secondEnded)).beside(),
            Stage.of("left out", run -> {}).beside().when(run -> false),
            Stage.of("second", run -> {}).beside(),
            Stage.of("after", run -> {})),
        null);
    assertThat(ended).containsExactly("1/4 before", "3/4 second", "2/4 first", "4/4 after");
    assertThat(runner.finished())
        .extracting(Manifest.Stage::name)
        .containsExactly("before", "first", "second", "after");
  }

  /** The one that is running ends, so that nothing is written once the run has ended. */
  @Test
  void afterAFailureNoOtherBegins() {
    CompletableFuture<Thread> failing = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                runner.run(
                    List.of(
                        Stage.of("running", run -> awaitIdle(failing.join())).beside(),
                        Stage.of(
                                "failing",
                                run -> {
                                  failing.complete(Thread.currentThread());
                                  throw new IllegalArgumentException("that is wrong");
                                })
                            .beside(),
                        Stage.of("third", run -> {}).beside(),
                        Stage.of("fourth", run -> {}).beside(),
                        Stage.of("after", run -> {})),
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("that is wrong");
    assertThat(ended).containsExactly("1/5 running");
  }

  /** The thread has been offered all stages once it waits for more. */
  private static void awaitIdle(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void threadsKnowTheirStage() {
    List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
    runner.run(
        List.of(
            Stage.of("one", run -> numbers.add(runner.current())),
            Stage.of("two", run -> numbers.add(runner.current())).beside(),
            Stage.of("three", run -> numbers.add(runner.current())).beside()),
        null);
    assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3);
  }
}
