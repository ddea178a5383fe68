package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ThreadTimeTest {
    @Test
    void time_ofAThreadThatSleeps_doesNotPass() throws InterruptedException {
        ThreadTime began = ThreadTime.now();

        Thread.sleep(Duration.ofMillis(50));

        // The clock goes on, where the kernel does not count.
        assertThat(new ThreadTime(OptionalLong.empty(), began.clock()).passed()).isGreaterThanOrEqualTo(
                Duration.ofMillis(50));
        assertThat(began.processor()).isPresent();
        assertThat(began.passed()).isLessThan(new ThreadTime(OptionalLong.empty(), began.clock()).passed())
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
