package io.alidade.engine;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A restart of the kubelet: the managers made anew over the same checkpoints, then every active pod admitted again.
class NodeRestartTest {
    private static final NodeTopology T1 = Topologies.named("T1");
    private static final Device GPU = Device.on("vendor/gpu", "g0", 0);

    private static Node restarted(Node node, NodeSettings.Builder settings) {
        return Nodes.started(Nodes.restart(node, settings.build()));
    }

    @Test
    void restore_runningPods_keepWhatTheyHave() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0,4").staticMemory("1Gi")
                .topologyPolicy("restricted");
        Node node = Nodes.admitting(Nodes.start(T1, settings, GPU),
                PodRequest.builder("a").app("main", "cpu=2", "memory=3Gi", "vendor/gpu=1").build(),
                guaranteed("b", "3", "2Gi"));
        Node restored = restarted(node, settings).devicesReported(List.of(GPU));
        assertThat(restored.pods()).isEmpty();
        assertThat(restored.allocations().affinities().isEmpty()).isTrue();
        Node ready = Nodes.admitting(restored, node.pods().toArray(PodRequest[]::new)).podSourcesReady();
        assertThat(NodeFacts.of(ready)).isEqualTo(NodeFacts.of(node));
    }

    // cpu-manager 7.3 (a) and 12.3: the refused pod keeps its CPUs until the pod sources are ready
    @Test
    void restore_fullPcpusOnlyOfV136_refusesALargePod() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").cpuOption("full-pcpus-only", true);
        Node node = Nodes.admitting(Nodes.start(T1, settings), guaranteed("a", "4", "1Gi"));
        Admission again = restarted(node, settings).admit(guaranteed("a", "4", "1Gi"));
        assertThat(Nodes.rejected(again).reason()).isEqualTo("SMTAlignmentError");
        assertThat(again.node().allocations().cpus().assigned("a", "main")).contains(CpuSet.parseList("1-2,5-6"));
        assertThat(again.node().pods()).isEmpty();
        Nodes.assertRefused(again.node().admit(guaranteed("b", "4", "1Gi")), "SMTAlignmentError",
                "SMT Alignment Error: not enough free physical CPUs: available physical CPUs = 2, requested CPUs = 4,"
                        + " CPUs per core = 2");
        Node ready = again.node().podSourcesReady();
        assertThat(ready.allocations().cpus().pods()).isEmpty();
        Nodes.admitted(ready.admit(guaranteed("b", "4", "1Gi")));
        Node newer = restarted(node, settings.kubeletVersion(KubeletVersion.V1_37));
        Nodes.admitted(newer.admit(guaranteed("a", "4", "1Gi")));
    }

    // cpu-manager 5.2, the last sentence: a shared pool that is used up cannot be restored
    @Test
    void restore_strictReservationWithoutSharedCpus_isRefused() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0,4").cpuOption("strict-cpu-reservation",
                true);
        Node node = Nodes.admitting(Nodes.start(T1, settings), guaranteed("a", "6", "1Gi"));
        assertThat(Nodes.refusal(Nodes.restart(node, settings.build()))).isEqualTo("default cpuset cannot be empty");
    }

    // cpu-manager 5.3
    @Test
    void restore_otherReservation_isRefusedWhereItIsNotShared() {
        NodeSettings.Builder strict = NodeSettings.builder().staticCpus("0,4").cpuOption("strict-cpu-reservation",
                true);
        NodeSettings.Builder plain = NodeSettings.builder().staticCpus("0,4");
        Node node = Nodes.admitting(Nodes.start(T1, plain), guaranteed("a", "2", "1Gi"));
        assertThat(Nodes.refusal(Nodes.restart(node, strict.build())))
                .isEqualTo("some of strictly reserved cpus: \"0,4\" are present in defaultCpuSet: \"0,2-4,6-7\"");
        assertThat(Nodes.refusal(Nodes.restart(Nodes.start(T1, strict), plain.build())))
                .isEqualTo("not all reserved cpus: \"0,4\" are present in defaultCpuSet: \"1-3,5-7\"");
        Node other = restarted(node, NodeSettings.builder().staticCpus("3"));
        assertThat(other.allocations().cpus().availableCpus()).hasToString("0,2,4,6-7");
        assertThat(Nodes.refusal(Nodes.restart(node, NodeSettings.builder().staticCpus("1").build())))
                .isEqualTo("not all reserved cpus: \"1\" are present in defaultCpuSet: \"0,2-4,6-7\"");
    }

    // device-manager 6.2, the restart note: app containers run on, init containers do not
    @ParameterizedTest
    @EnumSource
    void restore_pluginsThatRegisterLate_exemptRunningContainers(KubeletVersion version) {
        NodeSettings.Builder settings = NodeSettings.builder().kubeletVersion(version);
        PodRequest app = PodRequest.builder("a").app("main", "vendor/gpu=1").build();
        PodRequest init = PodRequest.builder("b").init("setup", "vendor/gpu=1").app("main").build();
        Node node = Nodes.admitting(Nodes.start(T1, settings, GPU, Device.on("vendor/gpu", "g1", 0)), app, init);
        Node restored = restarted(node, settings);
        Node again = Nodes.admitting(restored, app);
        assertThat(Nodes.placement(again, "a", "main").devices().find("vendor/gpu").orElseThrow().ids())
                .containsExactly("g0");
        String late = "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices vendor/gpu,"
                + " which is unexpected";
        Nodes.assertRefused(again.admit(init), "UnexpectedAdmissionError", late);
        // With all sources ready nobody is exempt.
        Nodes.assertRefused(again.podSourcesReady().admit(app), "UnexpectedAdmissionError", late);
        Node early = restored.devicesReported(List.of(GPU, Device.on("vendor/gpu", "g1", 0)));
        Nodes.admitting(early, app, init);
    }

    // memory-manager 6.4: finished init containers are new again, and need memory on top
    @Test
    void restore_finishedInitContainers_needTheirMemoryAgain() {
        NodeSettings.Builder settings = NodeSettings.builder().staticMemory("1Gi");
        PodRequest small = PodRequest.builder("a").init("i", "cpu=1", "memory=4Gi").app("main", "cpu=1", "memory=5Gi")
                .build();
        Node node = Nodes.admitting(Nodes.start(T1, settings), small).started("a");
        Node again = Nodes.admitting(restarted(node, settings), small);
        assertThat(again.allocations().memory().freeBytes(0, "memory")).contains(6 * Topologies.GIB);
        assertThat(NodeFacts.of(again.started("a").podSourcesReady()).checkpoints()).isEqualTo(node.checkpoints());
        PodRequest large = PodRequest.builder("a").init("i", "cpu=1", "memory=8Gi").app("main", "cpu=1", "memory=9Gi")
                .build();
        Node full = Nodes.admitting(Nodes.start(T1, settings), large).started("a");
        Nodes.assertRefused(restarted(full, settings).admit(large), "UnexpectedAdmissionError",
                "Allocate failed due to [memorymanager] failed to get the default NUMA affinity, no NUMA nodes with"
                        + " enough memory is available, which is unexpected");
    }

    // 8.1 and 5.1 of memory-manager, 7.2 and 13.1 of cpu-manager: what is held decides the hints
    @Test
    void restore_topologyManager_regeneratesHintsFromAllocations() {
        NodeTopology two = Topologies.sockets(2, 4, 16);
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").staticMemory("1Gi", "1Gi")
                .topologyPolicy("single-numa-node");
        Node node = Nodes.admitting(Nodes.start(two, settings), guaranteed("a", "3", "1Gi"),
                guaranteed("b", "4", "1Gi"));
        Node again = Nodes.admitting(restarted(node, settings), guaranteed("b", "4", "1Gi"),
                guaranteed("a", "3", "1Gi"));
        assertThat(again.checkpoints()).isEqualTo(node.checkpoints());
        assertThat(Nodes.placement(again, "b", "main").affinity())
                .isEqualTo(Nodes.placement(node, "b", "main").affinity());
    }

    @Test
    void podSourcesReady_podsThatAreGone_holdNothing() {
        NodeSettings.Builder settings = NodeSettings.builder().staticCpus("0").staticMemory("1Gi");
        Node fresh = Nodes.start(T1, settings, GPU);
        PodRequest gone = PodRequest.builder("gone").app("main", "cpu=2", "memory=1Gi", "vendor/gpu=1").build();
        Node node = Nodes.admitting(fresh, gone, guaranteed("kept", "1", "1Gi"));
        Node restored = Nodes.admitting(restarted(node, settings).devicesReported(List.of(GPU)),
                guaranteed("kept", "1", "1Gi"));
        assertThat(NodeFacts.holders(restored)).containsExactlyInAnyOrder("gone", "kept");
        Node ready = restored.podSourcesReady();
        assertThat(NodeFacts.holders(ready)).containsExactly("kept");
        assertThat(ready.allocations().devices().freeDevices("vendor/gpu")).containsExactly(GPU);
        assertThat(NodeFacts.of(ready.remove("kept"))).isEqualTo(NodeFacts.of(fresh));
    }
}
