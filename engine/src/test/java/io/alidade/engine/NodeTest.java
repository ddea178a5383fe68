package io.alidade.engine;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.device.Device;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.Provider;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// topology-manager 9: a pod's walk through the managers. Two NUMA nodes of four CPUs and 16 GiB; CPU 0 and 1 GiB each are
/// reserved.
class NodeTest {
    private static final NodeTopology TWO = Topologies.sockets(2, 4, 16);
    private static final Device GPU_0 = Device.on("vendor/gpu", "g0", 0);
    private static final Device GPU_1 = Device.on("vendor/gpu", "g1", 1);

    private static NodeSettings.Builder all(String policy, String scope) {
        return NodeSettings.builder().staticCpus("0").staticMemory("1Gi", "1Gi").topologyPolicy(policy)
                .topologyScope(scope);
    }

    private static Node node(String policy, String scope) {
        return Nodes.start(TWO, all(policy, scope), GPU_0, GPU_1);
    }

    /// Everything that is heard, as `container provider` and `container merged mask`.
    private static final class Heard implements HintObserver {
        private final List<String> events = new ArrayList<>();

        @Override
        public void answered(Optional<String> container, Provider provider, ProviderHints hints) {
            events.add(container.orElse("pod") + " " + provider.wireName());
        }

        @Override
        public void merged(Optional<String> container, PolicyDecision decision) {
            events.add(container.orElse("pod") + " merged "
                    + decision.hint().affinity().map(NumaMask::toString).orElse("any"));
        }
    }

    // 5.2, 9.3
    @Test
    void admit_containerScope_asksForEachContainer() {
        Heard heard = new Heard();
        PodRequest pod = PodRequest.builder("p").init("i", "cpu=2", "memory=1Gi").app("main", "cpu=3", "memory=1Gi")
                .build();
        Nodes.admitted(node("restricted", "container").admit(pod, heard));
        assertThat(heard.events).containsExactly("i device", "i cpu", "i memory", "i merged 0", "main device",
                "main cpu", "main memory", "main merged 0");
    }

    // 9.4: one merge, and the same hint for every container
    @Test
    void admit_podScope_asksOnce() {
        Heard heard = new Heard();
        PodRequest pod = PodRequest.builder("p").init("i", "cpu=2", "memory=1Gi").app("main", "cpu=4", "memory=1Gi")
                .build();
        Admission.Admitted admitted = Nodes.admitted(node("restricted", "pod").admit(pod, heard));
        assertThat(heard.events).containsExactly("pod device", "pod cpu", "pod memory", "pod merged 1");
        assertThat(admitted.containers()).extracting(ContainerPlacement::affinity)
                .containsOnly(TopologyHint.of(NumaMask.of(1), true));
    }

    // 9.2
    @Test
    void admit_policyNone_asksNobody() {
        Heard heard = new Heard();
        Admission.Admitted admitted = Nodes
                .admitted(node("none", "container").admit(guaranteed("p", "2", "1Gi"), heard));
        assertThat(heard.events).isEmpty();
        assertThat(admitted.containers().getFirst().affinity()).isEqualTo(TopologyHint.ANY_NOT_PREFERRED);
        assertThat(admitted.containers().getFirst().exclusiveCpus()).contains(CpuSet.of(1, 2));
        assertThat(admitted.containers().getFirst().mems()).isEqualTo(NumaMask.of(0));
        assertThat(admitted.node().hasTopologyPolicy()).isFalse();
    }

    @Test
    void admit_alignedPod_isPlacedOnOneNumaNode() {
        Node node = node("single-numa-node", "container");
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=3", "memory=4Gi", "vendor/gpu=1").app("side").build();
        Node twoApps = Nodes.admitting(node,
                PodRequest.builder("q").app("main", "cpu=3", "memory=4Gi", "vendor/gpu=1").build());
        ContainerPlacement main = Nodes.placement(twoApps, "q", "main");
        assertThat(main.exclusiveCpus()).contains(CpuSet.range(1, 3));
        assertThat(main.cpus()).isEqualTo(CpuSet.range(1, 3));
        assertThat(main.affinity()).isEqualTo(TopologyHint.of(NumaMask.of(0), true));
        assertThat(main.memory()).containsExactly(new MemoryBlock(NumaMask.of(0), "memory", 4 * Topologies.GIB));
        assertThat(main.devices().find("vendor/gpu").orElseThrow().ids()).containsExactly("g0");
        assertThat(twoApps.pod("q")).isPresent();
        assertThat(twoApps.pods()).hasSize(1);
        // The other pod is not Guaranteed: it runs in the shared pool.
        Node both = Nodes.admitting(twoApps, pod);
        assertThat(Nodes.placement(both, "p", "main").exclusiveCpus()).isEmpty();
        assertThat(Nodes.placement(both, "p", "main").cpus()).isEqualTo(CpuSet.parseList("0,4-7"));
        assertThat(Nodes.placement(both, "p", "main").devices().find("vendor/gpu").orElseThrow().ids())
                .containsExactly("g1");
    }

    // 9.7
    @ParameterizedTest
    @ValueSource(strings = {"restricted", "single-numa-node"})
    void admit_nothingPreferred_isATopologyAffinityError(String policy) {
        for (String scope : List.of("container", "pod")) {
            Node node = Nodes.admitting(node(policy, scope), guaranteed("a", "2", "1Gi"), guaranteed("b", "2", "1Gi"));
            Admission refused = node.admit(guaranteed("c", "3", "1Gi"));
            Nodes.assertRefused(refused, "TopologyAffinityError",
                    "Resources cannot be allocated with Topology locality");
            assertThat(refused.node().checkpoints()).isEqualTo(node.checkpoints());
        }
    }

    @Test
    void admit_nothingPreferred_isAdmittedByBestEffort() {
        Node node = Nodes.admitting(node("best-effort", "container"), guaranteed("a", "2", "1Gi"),
                guaranteed("b", "2", "1Gi"));
        Node after = Nodes.admitting(node, guaranteed("c", "3", "1Gi"));
        assertThat(Nodes.placement(after, "c", "main").exclusiveCpus()).contains(CpuSet.parseList("3,6-7"));
        // CPUs on both, memory on the lower: the intersection.
        assertThat(Nodes.placement(after, "c", "main").affinity()).isEqualTo(TopologyHint.of(NumaMask.of(0), false));
    }

    // 9.3, 9.8: nothing is rolled back, but the clean-up takes it all away
    @Test
    void admit_secondContainerFails_leavesNothing() {
        Node node = node("none", "container");
        PodRequest pod = PodRequest.builder("p").app("one", "cpu=3", "memory=1Gi", "vendor/gpu=1")
                .app("two", "cpu=5", "memory=1Gi").build();
        Admission refused = node.admit(pod);
        Nodes.assertRefused(refused, "UnexpectedAdmissionError", "Allocate failed due to not enough cpus available to"
                + " satisfy request: requested=5, available=4, which is unexpected");
        assertThat(NodeFacts.of(refused.node())).isEqualTo(NodeFacts.of(node));
        // Removing what was refused changes nothing.
        assertThat(refused.node().remove("p")).isSameAs(refused.node());
        assertThat(refused.node().started("p")).isSameAs(refused.node());
        assertThat(refused.node().started("p", "one")).isSameAs(refused.node());
    }

    // 9.2: devices first, then CPUs, then memory
    @Test
    void admit_everythingMissing_reportsDevicesThenCpusThenMemory() {
        Node node = node("none", "container");
        assertThat(message(node, "cpu=9", "memory=99Gi", "vendor/gpu=3")).contains("number of devices unavailable");
        assertThat(message(node, "cpu=9", "memory=99Gi", "vendor/gpu=2")).contains("not enough cpus available");
        assertThat(message(node, "cpu=2", "memory=99Gi", "vendor/gpu=2")).contains("[memorymanager]");
    }

    private static String message(Node node, String... amounts) {
        return Nodes.rejected(node.admit(PodRequest.builder("p").app("main", amounts).build())).message();
    }

    // 7.3 of cpu-manager, 9.8
    @Test
    void admit_typedError_keepsReasonAndMessage() {
        Node node = Nodes.start(Topologies.named("T1"),
                NodeSettings.builder().staticCpus("0").cpuOption("full-pcpus-only", true));
        Nodes.assertRefused(node.admit(guaranteed("p", "3", "1Gi")), "SMTAlignmentError",
                "SMT Alignment Error: requested 3 cpus not multiple cpus per core = 2");
    }

    // memory-manager 6.3, cpu-manager 12.4: memory of finished init containers is free again, CPUs and devices are not
    @Test
    void started_initContainers_giveTheirMemoryBack() {
        PodRequest pod = PodRequest.builder("p").init("i", "cpu=2", "memory=6Gi", "vendor/gpu=1")
                .app("main", "cpu=1", "memory=2Gi").build();
        Node node = Nodes.admitting(node("restricted", "pod"), pod);
        assertThat(node.allocations().memory().freeBytes(0, "memory")).contains(9 * Topologies.GIB);
        Node started = node.started("p");
        assertThat(started.allocations().memory().freeBytes(0, "memory")).contains(13 * Topologies.GIB);
        assertThat(started.allocations().cpus().assigned("p", "i")).contains(CpuSet.of(1, 2));
        assertThat(started.allocations().devices().freeDevices("vendor/gpu")).containsExactly(GPU_1);
        assertThat(node.started("p", "i").checkpoints()).isEqualTo(node.checkpoints());
    }

    @Test
    void admit_activePodAgain_isTheSame() {
        Node node = Nodes.admitting(node("single-numa-node", "container"), guaranteed("a", "3", "1Gi"),
                guaranteed("b", "2", "1Gi"));
        Node again = Nodes.admitting(node, guaranteed("a", "3", "1Gi"));
        assertThat(again.checkpoints()).isEqualTo(node.checkpoints());
        assertThat(again.pods()).isEqualTo(node.pods());
    }

    @Test
    void devices_reportedAndUnplugged_comeAndGo() {
        Node node = node("none", "container");
        PodRequest gpu = PodRequest.builder("p").app("main", "vendor/gpu=1").build();
        Node gone = node.pluginUnplugged("vendor/gpu");
        assertThat(Nodes.rejected(gone.admit(gpu)).message()).contains("no healthy devices present");
        Node back = gone.devicesReported(List.of(GPU_1));
        assertThat(Nodes.placement(Nodes.admitting(back, gpu), "p", "main").devices().find("vendor/gpu").orElseThrow()
                .ids()).containsExactly("g1");
    }

    // cpu-manager 14.3, memory-manager 7.5: with policy none too
    @Test
    void admit_podLevelPodOutsidePodScope_takesContainerByContainer() {
        PodRequest pod = PodRequest.builder("p").podResources("cpu=4", "memory=4Gi").app("shared")
                .app("main", "cpu=2", "memory=1Gi").build();
        for (NodeSettings.Builder settings : List.of(all("none", "pod"), all("restricted", "container"))) {
            Node node = Nodes.admitting(Nodes.start(TWO, settings.podLevelResources()), pod);
            assertThat(Nodes.placement(node, "p", "main").exclusiveCpus()).contains(CpuSet.of(1, 2));
            assertThat(Nodes.placement(node, "p", "shared").exclusiveCpus()).isEmpty();
            assertThat(Nodes.placement(node, "p", "shared").memory()).isEmpty();
            assertThat(node.checkpoints().cpu().orElseThrow().podEntries()).isEmpty();
        }
        Node off = Nodes.admitting(Nodes.start(TWO, all("restricted", "pod")), pod);
        assertThat(Nodes.placement(off, "p", "main").exclusiveCpus()).isEmpty();
    }

    // 9.5, device-manager 5: the pod as a whole, and no devices at all
    @Test
    void admit_podLevelPodInPodScope_getsNoDevices() {
        Node node = Nodes.start(TWO, all("single-numa-node", "pod").podLevelResources(), GPU_0, GPU_1);
        PodRequest pod = PodRequest.builder("p").podResources("cpu=3", "memory=4Gi").app("shared", "vendor/gpu=1")
                .app("main", "cpu=2", "memory=1Gi").build();
        Node after = Nodes.admitting(node, pod);
        assertThat(after.checkpoints().cpu().orElseThrow().podEntries()).containsEntry("p", CpuSet.range(1, 3));
        assertThat(Nodes.placement(after, "p", "main").exclusiveCpus()).contains(CpuSet.of(1, 2));
        assertThat(Nodes.placement(after, "p", "shared").exclusiveCpus()).contains(CpuSet.of(3));
        assertThat(Nodes.placement(after, "p", "shared").memory())
                .containsExactly(new MemoryBlock(NumaMask.of(0), "memory", 3 * Topologies.GIB));
        assertThat(Nodes.placement(after, "p", "shared").devices().isEmpty()).isTrue();
        assertThat(after.allocations().devices().freeDevices("vendor/gpu")).hasSize(2);
        assertThat(NodeFacts.of(after.remove("p"))).isEqualTo(NodeFacts.of(node));
    }

    // 9.5, 9.6, 9.7b
    @Test
    void admit_podLevelPodRefused_saysInWhichScope() {
        PodRequest pod = PodRequest.builder("p").podResources("cpu=6", "memory=4Gi").app("main", "cpu=6", "memory=1Gi")
                .build();
        Nodes.assertRefused(Nodes.start(TWO, all("single-numa-node", "pod").podLevelResources()).admit(pod),
                "TopologyAffinityError",
                "Pod Scope pod with pod-level resources failed admission under pod-scope topology manager");
        Nodes.assertRefused(Nodes.start(TWO, all("single-numa-node", "container").podLevelResources()).admit(pod),
                "TopologyAffinityError",
                "Pod Scope pod with pod-level resources failed admission with a container-level topology manager");
        PodRequest full = PodRequest.builder("p").podResources("cpu=3", "memory=4Gi").app("main", "cpu=3", "memory=1Gi")
                .app("shared").build();
        Nodes.assertRefused(Nodes.start(TWO, all("best-effort", "pod").podLevelResources()).admit(full),
                "EmptyPodSharedPoolError", "pod rejected, sum of exclusive container cpu requests equals pod budget,"
                        + " leaving no cpus for shared containers");
    }

    // 2.2, 9.11
    @Test
    void placements_withoutAStoredHint_areAnywhere() {
        Node node = node("restricted", "container");
        assertThat(node.allocations().affinity("p", "main")).isEqualTo(TopologyHint.ANY_NOT_PREFERRED);
        Node after = Nodes.admitting(node, guaranteed("p", "1", "1Gi"));
        assertThat(after.allocations().affinity("p", "main").preferred()).isTrue();
        assertThat(after.remove("p").allocations().affinity("p", "main")).isEqualTo(TopologyHint.ANY_NOT_PREFERRED);
        assertThat(after.remove("q")).isSameAs(after);
    }

    private static String cpus(Node node, String pod) {
        return Nodes.placement(node, pod, "main").exclusiveCpus().map(CpuSet::toListString).orElse("shared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "pod"})
    void resize_moreAndFewerCpus_keepsItsOwnAndWhatItStartedWith(String scope) {
        Node start = Nodes.admitting(node("single-numa-node", scope), guaranteed("other", "1", "1Gi"),
                guaranteed("p", "1", "1Gi"));
        assertThat(cpus(start, "p")).isEqualTo("2");
        Node alone = start.remove("other");

        Node grown = Nodes.admitted(alone.resize(guaranteed("p", "3", "1Gi"), "main", CpuSet.of(2))).node();
        assertThat(cpus(grown, "p")).isEqualTo("1-3");
        assertThat(grown.allocations().cpus().sharedCpus()).hasToString("0,4-7");
        Node shrunk = Nodes.admitted(grown.resize(guaranteed("p", "1", "1Gi"), "main", CpuSet.of(2))).node();
        assertThat(cpus(shrunk, "p")).isEqualTo("2");
        assertThat(shrunk.checkpoints()).isEqualTo(alone.checkpoints());
        // Part of a CPU comes from the shared pool, and back.
        Node shared = Nodes.admitted(grown.resize(guaranteed("p", "1500m", "1Gi"), "main", CpuSet.of(2))).node();
        assertThat(cpus(shared, "p")).isEqualTo("shared");
        assertThat(shared.allocations().cpus().sharedCpus()).hasToString("0-7");
        assertThat(cpus(Nodes.admitted(shared.resize(guaranteed("p", "2", "1Gi"), "main", CpuSet.EMPTY)).node(), "p"))
                .isEqualTo("1-2");
    }

    @Test
    void resize_thatDoesNotFit_leavesTheNodeAsItIs() {
        Node start = Nodes.admitting(node("single-numa-node", "container"), guaranteed("p", "2", "1Gi"));

        Admission refused = start.resize(guaranteed("p", "4", "1Gi"), "main", CpuSet.of(1, 2));

        Nodes.assertRefused(refused, "TopologyAffinityError", "Resources cannot be allocated with Topology locality");
        assertThat(refused.node()).isSameAs(start);
    }
}
