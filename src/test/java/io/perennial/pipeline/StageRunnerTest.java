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
                        Stage.of("running", run -> awaitEnd(failing.join())).beside(),
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

  /** Whoever interrupts a run waits for what is running, and for no more. */
  @Test
  void afterAnInterruptionNoOtherBegins() {
    Thread waiting = Thread.currentThread();
    assertThatThrownBy(
            () ->
                runner.run(
                    List.of(
                        Stage.of("running", run -> interrupt(waiting)).beside(),
                        Stage.of("neighbour", run -> await(secondEnded)).beside(),
                        Stage.of("third", run -> {}).beside()),
                    null))
        .isInstanceOf(InterruptedException.class);
    assertThat(ended).containsExactlyInAnyOrder("1/3 running", "2/3 neighbour");
  }

  /** Returns once the thread has taken notice and waits again. */
  private void interrupt(Thread thread) {
    awaitTimed(thread);
    thread.interrupt();
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    awaitTimed(thread);
    secondEnded.countDown();
  }

  private static void awaitTimed(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** A thread ends when no stage is left. */
  private static void awaitEnd(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
