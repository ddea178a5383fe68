package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldPodsTest {
    @Test
    void of_threeStates_namesEveryHolder() {
        CpuState cpu = new CpuState("static", CpuSet.of(0), Map.of("p1", Map.of("a", CpuSet.of(1))),
                Map.of("p3", CpuSet.of(2)));
        MemoryState memory = new MemoryState("Static", Map.of(), Map.of("p1", Map.of("a", List.of(), "b", List.of())),
                Map.of());
        DeviceState devices = new DeviceState(List.of(new PodDevices("p2", "c", "r/x", Map.of(), ""),
                new PodDevices("p1", "a", "r/x", Map.of(), ""), new PodDevices("p1", "a", "r/y", Map.of(), "")),
                Map.of());
        assertThat(HeldPods.of(Optional.of(cpu), Optional.of(memory), Optional.of(devices)).containersByPod())
                .isEqualTo(Map.of("p1",
                        Map.of("a", Set.of(CheckpointFile.CPU, CheckpointFile.MEMORY, CheckpointFile.DEVICES), "b",
                                Set.of(CheckpointFile.MEMORY)),
                        "p2", Map.of("c", Set.of(CheckpointFile.DEVICES)), "p3", Map.of()));
    }

    @Test
    void of_noStates_isEmpty() {
        assertThat(HeldPods.of(Optional.empty(), Optional.empty(), Optional.empty()).containersByPod()).isEmpty();
    }
}
