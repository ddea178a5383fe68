package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// On this machine, whose lowest NUMA node with memory is asked.
class NumaMemoryTest {
    private static final long BYTES = 4L << 20;

    private static int numaNode() {
        return MemoryInUse.read(Path.of("/")).keySet().stream().findFirst().orElse(0);
    }

    @ParameterizedTest
    @EnumSource
    void on_aNumaNode_hasAllItsPagesThere(NumaMemory.Pages pages) {
        try (NumaMemory memory = NumaMemory.on(numaNode(), BYTES, pages)) {
            assertThat(memory.segment().byteSize()).isEqualTo(BYTES);
            assertThat(memory.segment().address() % NumaMemory.ALIGNMENT).isZero();
            assertThat(memory.whereabouts()).isEqualTo(Map.of(numaNode(), 1024));
        }
    }

    @Test
    void close_takesTheMemoryFromWhoeverStillHasIt() {
        NumaMemory memory = NumaMemory.on(numaNode(), BYTES, NumaMemory.Pages.SMALL);
        memory.close();

        assertThatThrownBy(() -> memory.segment().get(ValueLayout.JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void on_aNumaNodeThatIsNotThere_isRefusedByTheKernel() {
        assertThatThrownBy(() -> NumaMemory.on(1000, BYTES, NumaMemory.Pages.SMALL))
                .isInstanceOf(SystemCallFailed.class).hasMessageStartingWith("mbind: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -2 << 20, 4096})
    void on_anAmountThatIsNoMultiple_isRefused(long bytes) {
        assertThatThrownBy(() -> NumaMemory.on(0, bytes, NumaMemory.Pages.SMALL))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
