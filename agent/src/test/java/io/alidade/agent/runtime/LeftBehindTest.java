package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LeftBehindTest {
    /// What is seen one look after the other, the last again and again.
    private static OptionalLong after(Long... looks) {
        Deque<Long> left = new ArrayDeque<>(List.of(looks));
        return LeftBehind.after(() -> OptionalLong.of(left.size() > 1 ? left.remove() : left.element())).join();
    }

    @Test
    void memory_thatGetsLess_isWaitedForAndWhatStaysIsTold() {
        assertThat(after(0L)).hasValue(0);
        assertThat(after(8192L, 8192L, 4096L, 0L)).hasValue(0);
        assertThat(after(8192L, 4096L, 8192L)).hasValue(4096);
    }

    @Test
    void memory_ofWhichNobodyTells_isNotWaitedFor() {
        assertThat(LeftBehind.after(OptionalLong::empty).join()).isEmpty();
        assertThat(LeftBehind.after(() -> {
            throw new UnusableTree("/proc is not there.", "Name another root.");
        }).join()).isEmpty();
    }
}
