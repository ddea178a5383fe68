package io.alidade.engine.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// CPU lists come from files and command lines of others: whatever the text, it is a set or a plain refusal, and a set
/// printed and read again is the same set (cpu-manager 1.1, 1.2).
class CpuListFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void parseList_anyText_roundTripsOrIsRefused(byte[] bytes) {
        CpuSet cpus;
        try {
            cpus = CpuSet.parseList(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("Exception");
            return;
        }
        String text = cpus.toListString();
        assertThat(CpuSet.parseList(text)).isEqualTo(cpus);
        assertThat(CpuSet.of(cpus.toArray()).toListString()).isEqualTo(text);
    }
}
