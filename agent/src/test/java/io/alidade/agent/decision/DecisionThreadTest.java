package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecisionThreadTest {
    private static int fail() {
        throw new NoClassDefFoundError("one that is not there");
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
    void step_thatIsHandedInAgainAndAgain_waitsOnce() {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(1);
        try (DecisionThread thread = new DecisionThread(_ -> {})) {
            Runnable look = thread.oneAtATime(times::incrementAndGet);
            thread.execute(() -> {
                try {
                    busy.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            look.run();
            look.run();
            busy.countDown();
            thread.run(() -> assertThat(times).hasValue(1));

            look.run();
            thread.run(() -> assertThat(times).hasValue(2));
        }
    }
}
