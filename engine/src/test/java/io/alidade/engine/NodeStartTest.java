package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which error is reported when a node does not start for several reasons: the managers are made in the order topology, CPU,
/// memory, and then started in the order CPU, memory (memory-manager 3.1).
class NodeStartTest {
    private static final NodeTopology MACHINE = Topologies.named("T1");

    private static String refusal(NodeSettings.Builder settings, Checkpoints checkpoints) {
        return Nodes.refusal(Node.restore(MACHINE, settings.build(), checkpoints, PreferredAllocation.NONE));
    }

    @Test
    void start_severalManagersRefuse_reportsTheFirst() {
        NodeSettings.Builder settings = NodeSettings.builder().topologyPolicy("strict").cpuPolicy("dynamic")
                .memoryPolicy("Dynamic");
        assertThat(Nodes.refusal(MACHINE, settings)).isEqualTo("unknown policy: \"strict\"");
        settings.topologyPolicy("restricted");
        assertThat(Nodes.refusal(MACHINE, settings)).isEqualTo("unknown policy: \"dynamic\"");
        settings.cpuPolicy("static");
        assertThat(Nodes.refusal(MACHINE, settings))
                .isEqualTo("[cpumanager] unable to determine reserved CPU resources for static policy");
        settings.staticCpus("0");
        assertThat(Nodes.refusal(MACHINE, settings)).isEqualTo("unknown policy: \"Dynamic\"");
        settings.memoryPolicy("Static");
        assertThat(Nodes.refusal(MACHINE, settings))
                .isEqualTo("[memorymanager] you should specify the system reserved memory");
        settings.staticMemory("1Gi");
        assertThat(Node.start(MACHINE, settings.build(), List.of(), PreferredAllocation.NONE))
                .isInstanceOf(NodeStart.Started.class);
    }

    // A manager that cannot be made comes before a checkpoint that cannot be used.
    @Test
    void restore_checkpointsOfOtherPolicies_reportsTheCpuManagersFirst() {
        Checkpoints none = new Checkpoints(Optional.of(new CpuState("none", CpuSet.empty(), Map.of(), Map.of())),
                Optional.of(new MemoryState("None", Map.of(), Map.of(), Map.of())), Optional.empty());
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").memoryPolicy("Static");
        assertThat(refusal(settings, none)).isEqualTo("[memorymanager] you should specify the system reserved memory");
        settings.staticMemory("1Gi");
        assertThat(refusal(settings, none)).startsWith("could not restore state from checkpoint: configured policy");
        Checkpoints noMemory = new Checkpoints(Optional.empty(), none.memory(), Optional.empty());
        assertThat(refusal(settings, noMemory))
                .startsWith("could not restore state from checkpoint: [memorymanager] configured policy");
    }

    @Test
    void restore_noCheckpoints_isAFreshNode() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").staticMemory("1Gi");
        Node fresh = Nodes.start(MACHINE, settings);
        Node restored = Nodes
                .started(Node.restore(MACHINE, settings.build(), Checkpoints.NONE, PreferredAllocation.NONE));
        assertThat(NodeFacts.of(restored)).isEqualTo(NodeFacts.of(fresh));
        assertThat(fresh.checkpoints().devices()).contains(new DeviceState(List.of(), Map.of()));
        assertThat(fresh.topology()).isEqualTo(MACHINE);
        assertThat(fresh.settings()).isEqualTo(settings.build());
    }
}
