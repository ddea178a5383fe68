package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Whatever bytes stand in a checkpoint file, they are a state, which written and read again is the same, or the kubelet's
/// refusal. Every reader and version sees the same bytes.
class CheckpointFuzzTest {
    private static final FeatureGates GATES = new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true));

    @FuzzTest(maxDuration = "8s")
    void parse_anyBytes_isAStateOrRefused(byte[] bytes) {
        for (KubeletVersion version : KubeletVersion.values()) {
            for (FeatureGates gates : new FeatureGates[] {FeatureGates.DEFAULTS, GATES}) {
                cpu(bytes, version, gates);
                memory(bytes, version, gates);
            }
        }
        DeviceCheckpoint.Outcome devices = DeviceCheckpoint.parse("kubelet_internal_checkpoint", bytes);
        if (devices.warning().isEmpty()) {
            assertThat(DeviceCheckpoint.parse("again", utf8(DeviceCheckpoint.toText(devices.state()))).state())
                    .isEqualTo(devices.state());
        }
    }

    private static void cpu(byte[] bytes, KubeletVersion version, FeatureGates gates) {
        switch (CpuCheckpoint.parse("cpu_manager_state", bytes, version, gates, "static", Map.of())) {
            case Restored.Refused<CpuState> refused -> assertThat(refused.message()).isNotBlank();
            case Restored.Loaded<CpuState> loaded -> {
                byte[] written = utf8(CpuCheckpoint.toText(loaded.state(), version, gates));
                assertThat(CpuCheckpoint.parse("again", written, version, gates, "static", Map.of())).isEqualTo(loaded);
            }
        }
    }

    private static void memory(byte[] bytes, KubeletVersion version, FeatureGates gates) {
        switch (MemoryCheckpoint.parse("memory_manager_state", bytes, version, gates, "Static")) {
            case Restored.Refused<MemoryState> refused -> assertThat(refused.message()).isNotBlank();
            case Restored.Loaded<MemoryState> loaded -> {
                byte[] written = utf8(MemoryCheckpoint.toText(loaded.state(), version, gates));
                assertThat(MemoryCheckpoint.parse("again", written, version, gates, "Static")).isEqualTo(loaded);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
