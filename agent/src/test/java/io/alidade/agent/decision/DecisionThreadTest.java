package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecisionThreadTest {
    private static int fail() {
        throw new NoClassDefFoundError("one that is not there");
    }

    private static void waitFor(CountDownLatch busy) {
        try {
            busy.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void step_thatFailsWithAnError_isToldAndTheNextOneHasItsTurn() {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (DecisionThread thread = new DecisionThread(failures::add)) {
            thread.execute(DecisionThreadTest::fail);
            CompletableFuture<Integer> answer = thread.call(DecisionThreadTest::fail);

            assertThatThrownBy(answer::join).hasRootCauseInstanceOf(NoClassDefFoundError.class);
            assertThat(thread.call(() -> 1).join()).isEqualTo(1);
            assertThat(failures).hasSize(1).hasOnlyElementsOfType(NoClassDefFoundError.class);
        }
    }

    @Test
    void rest_ofAStep_comesAfterItsAnswerAndBeforeTheNextStep() {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch answered = new CountDownLatch(1);
        try (DecisionThread thread = new DecisionThread(failure -> done.add(String.valueOf(failure.getMessage())))) {
            CompletableFuture<Integer> answer = thread.call(() -> {
                thread.execute(() -> done.add("next"));
                thread.afterwards(() -> {
                    waitFor(answered);
                    done.add("rest");
                    throw new IllegalStateException("the rest failed");
                });
                thread.afterwards(() -> done.add("another"));
                return 1;
            });
            assertThat(answer.join()).isEqualTo(1);
            assertThat(done).isEmpty();
            answered.countDown();
            thread.run(() -> {});
        }
        assertThat(done).containsExactly("rest", "the rest failed", "another", "next");
    }

    @Test
    void step_thatIsHandedInAgainAndAgain_waitsOnce() {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(1);
        try (DecisionThread thread = new DecisionThread(_ -> {})) {
            Runnable look = thread.oneAtATime(times::incrementAndGet);
            thread.execute(() -> waitFor(busy));
            look.run();
            look.run();
            busy.countDown();
            thread.run(() -> assertThat(times).hasValue(1));

            look.run();
            thread.run(() -> assertThat(times).hasValue(2));
        }
    }

    @Test
    void steps_ofTheAgentItself_areAllTakenWhileRequestsAreRefusedAndCounted() {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        try (DecisionThread thread = new DecisionThread(telling(told))) {
            thread.execute(() -> waitFor(busy));
            for (int i = 0; i < DecisionThread.MAX_WAITING + 1; i++) {
                thread.execute(times::incrementAndGet);
            }
            CompletableFuture<Integer> answer = thread.call(times::get);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> thread.request(() -> CompletableFuture.completedFuture(1)).join())
                        .hasCauseInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("10000 events wait for this node already.");
            }
            assertThat(told).containsExactly("refused, the first: true", "refused, the first: false");

            busy.countDown();

            assertThat(answer.join()).isEqualTo(DecisionThread.MAX_WAITING + 1);
            assertThat(thread.request(() -> CompletableFuture.completedFuture(1)).join()).isEqualTo(1);
            assertThat(told).hasSize(3).last().isEqualTo("taken again after 2");
        }
    }

    private static DecisionThread.Listener telling(List<String> told) {
        return new DecisionThread.Listener() {
            @Override
            public void failed(Throwable failure) {
                told.add("failed: " + failure);
            }

            @Override
            public void refused(boolean isFirst) {
                told.add("refused, the first: " + isFirst);
            }

            @Override
            public void takesAgain(long refused) {
                told.add("taken again after " + refused);
            }
        };
    }
}
