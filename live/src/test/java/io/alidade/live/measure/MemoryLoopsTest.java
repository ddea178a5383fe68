package io.alidade.live.measure;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryLoopsTest {
    private static final int LINES = 1000;
    private static final long BYTES = (long) LINES * MemoryLoops.LINE;

    @Test
    void chain_goesOnceThroughEveryLine_inNoOrder() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(BYTES, MemoryLoops.LINE);
            MemoryLoops.chain(memory, 7);
            Set<Long> seen = new HashSet<>();
            int neighbours = 0;
            long at = 0;
            for (int step = 0; step < LINES; step++) {
                seen.add(at);
                long next = MemoryLoops.follow(memory, at, 1);
                neighbours += Math.abs(next - at) == MemoryLoops.LINE ? 1 : 0;
                at = next;
            }

            assertThat(at).isZero();
            assertThat(seen).hasSize(LINES).allMatch(line -> line % MemoryLoops.LINE == 0 && line < BYTES);
            assertThat(neighbours).isLessThan(20);
            assertThat(MemoryLoops.follow(memory, 0, LINES)).isZero();
        }
    }

    @Test
    void loops_touchEveryWordOfTheirPart_andNoOther() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(BYTES, MemoryLoops.LINE);
            for (long word = 0; word < BYTES / 8; word++) {
                memory.setAtIndex(JAVA_LONG, word, 1 + word);
            }
            assertThat(MemoryLoops.read(memory, 64, 256)).isEqualTo(sum(9, 32));

            MemoryLoops.copy(memory, 64, 128, 640);
            assertThat(memory.get(JAVA_LONG, 704)).isEqualTo(9);
            assertThat(memory.get(JAVA_LONG, 760)).isEqualTo(16);
            assertThat(memory.get(JAVA_LONG, 768)).isEqualTo(97);

            MemoryLoops.write(memory, 128, 192);
            assertThat(MemoryLoops.read(memory, 128, 192)).isEqualTo(8 * 128);
            assertThat(memory.get(JAVA_LONG, 120)).isEqualTo(16);
            assertThat(memory.get(JAVA_LONG, 192)).isEqualTo(25);
        }
    }

    private static long sum(long first, long last) {
        return (first + last) * (last - first + 1) / 2;
    }
}
