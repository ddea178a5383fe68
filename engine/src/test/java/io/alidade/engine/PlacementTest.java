package io.alidade.engine;

import static io.alidade.engine.sample.Nodes.admitted;
import static io.alidade.engine.sample.Nodes.assertRefused;
import static io.alidade.engine.sample.Nodes.placement;
import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.AlignmentPolicy;
import io.alidade.engine.settings.CpuPlacement;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.MachineShape;
import io.alidade.testkit.MachineShape.Numbering;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Pods with rules of their own. Two NUMA nodes of four cores with two threads each, an L3 cache for two cores: CPUs 0-3 and 8-11
/// are on NUMA node 0, 0-1 and 8-9 behind one cache. CPU 0 is reserved.
class PlacementTest {
    private static final NodeTopology TWO = NodeTopology.builder().sockets(2).coresPerNumaNode(4).threadsPerCore(2)
            .coresPerUncoreCache(2).memory("16Gi").build();
    private static final PlacementRule SHARED = new PlacementRule(Optional.empty(), Optional.empty(),
            Optional.of(true));

    private static NodeSettings.Builder settings(String policy) {
        return NodeSettings.builder().staticCpus("0").topologyPolicy(policy);
    }

    private static PlacementRule rule(AlignmentPolicy alignment) {
        return new PlacementRule(Optional.of(alignment), Optional.empty(), Optional.empty());
    }

    private static PlacementRule rule(CpuPlacement cpus) {
        return new PlacementRule(Optional.empty(), Optional.of(cpus), Optional.empty());
    }

    private static PodRequest pod(String cpus, PlacementRule rule) {
        return guaranteed("pod", cpus, "1Gi").with(new PodPlacement(rule, Map.of()));
    }

    private static String cpus(Node node, PodRequest pod) {
        return admitted(node.admit(pod)).containers().getFirst().cpus().toListString();
    }

    @Test
    void alignment_ofThePod_holdsInsteadOfTheNodes() {
        PodRequest wide = guaranteed("pod", "9", "1Gi");
        Node none = Nodes.start(TWO, settings("none"));
        Node single = Nodes.start(TWO, settings("single-numa-node"));

        assertThat(none.admit(wide).isAdmitted()).isTrue();
        assertRefused(none.admit(pod("9", rule(AlignmentPolicy.SINGLE_NUMA_NODE))), "TopologyAffinityError",
                "Resources cannot be allocated with Topology locality");
        assertThat(single.admit(wide).isAdmitted()).isFalse();
        assertThat(single.admit(pod("9", rule(AlignmentPolicy.BEST_EFFORT))).isAdmitted()).isTrue();
    }

    @Test
    void alignment_ofAContainer_holdsForItAlone() {
        PodRequest pod = PodRequest.builder("pod").app("main", "cpu=9", "memory=1Gi")
                .app("other", "cpu=2", "memory=1Gi")
                .placement(new PodPlacement(PlacementRule.NONE, Map.of("main", rule(AlignmentPolicy.NONE)))).build();

        Admission.Admitted admitted = admitted(Nodes.start(TWO, settings("single-numa-node")).admit(pod));

        assertThat(placement(admitted.node(), "pod", "main").affinity().affinity()).isEmpty();
        assertThat(placement(admitted.node(), "pod", "other").affinity().preferred()).isTrue();
    }

    @Test
    void alignment_ofAContainerWherePodsAreAlignedAsAWhole_isRefused() {
        PodRequest pod = guaranteed("pod", "1", "1Gi")
                .with(new PodPlacement(PlacementRule.NONE, Map.of("main", rule(AlignmentPolicy.NONE))));

        assertRefused(Nodes.start(TWO, settings("restricted").topologyScope("pod")).admit(pod), "InvalidPlacement",
                "a container has a topology policy of its own, and this node aligns pods as a whole"
                        + " (topologyManagerScope pod).");
    }

    /// NUMA nodes 0 and 1 are far from each other and first; 2 and 3 are near.
    @Test
    void alignment_ofAPodLargerThanANumaNode_takesTheFewestThatAreNear() {
        NodeTopology four = NodeTopology.builder().sockets(2).numaNodesPerSocket(2).coresPerNumaNode(4).memory("16Gi")
                .build();
        Node node = Nodes.start(four, settings("restricted"));
        Node used = Nodes.admitting(node, guaranteed("first", "1", "1Gi"));

        // CPU 0 is reserved and 1 is used: no pair with NUMA node 0 has eight.
        assertThat(admitted(used.admit(guaranteed("pod", "8", "1Gi"))).containers().getFirst().affinity().affinity())
                .contains(NumaMask.of(1, 2));
        assertThat(admitted(used.admit(pod("8", rule(AlignmentPolicy.RESTRICTED)))).containers().getFirst().affinity()
                .affinity()).contains(NumaMask.of(2, 3));
    }

    @Test
    void cpus_spread_areOfAsManyCoresAsPossible() {
        // One thread of each core of NUMA node 0; of the first core the other one is reserved.
        assertThat(cpus(Nodes.start(TWO, settings("none")), pod("4", rule(CpuPlacement.SPREAD)))).isEqualTo("1-3,8");
        assertThat(cpus(Nodes.start(TWO, settings("none")), guaranteed("pod", "4", "1Gi"))).isEqualTo("1-2,9-10");
    }

    /// Up to 1.37 the kubelet's option goes by ids, which does nothing where neighbours share a core.
    @Test
    void cpus_spreadWhereNeighboursShareACore_areOfDifferentCores() {
        NodeTopology neighbours = Topologies
                .of(new MachineShape("adjacent", 1, 1, 4, 2, Numbering.ADJACENT, 1, 16 * Topologies.GIB).build());
        CpuTopology cores = new CpuTopology(neighbours);
        assertThat(cores.coreOf(2)).isEqualTo(cores.coreOf(3));

        CpuSet chosen = admitted(Nodes.start(neighbours, settings("none")).admit(pod("2", rule(CpuPlacement.SPREAD))))
                .containers().getFirst().cpus();

        assertThat(cores.cores().stream().filter(core -> core.cpus().intersects(chosen))).hasSize(2);
    }

    @Test
    void cpus_packed_areWholeCoresWhateverTheNodeDoes() {
        NodeSettings.Builder spreading = settings("none").alphaOptions().cpuOption("distribute-cpus-across-cores",
                true);

        assertThat(cpus(Nodes.start(TWO, spreading), guaranteed("pod", "4", "1Gi"))).isEqualTo("1-3,8");
        assertThat(cpus(Nodes.start(TWO, spreading), pod("4", rule(CpuPlacement.PACKED)))).isEqualTo("1-2,9-10");
    }

    @Test
    void cpus_spreadWhereOnlyWholeCoresAreGiven_isRefused() {
        assertRefused(Nodes.start(TWO, settings("none").cpuOption("full-pcpus-only", true))
                .admit(pod("4", rule(CpuPlacement.SPREAD))), "InvalidPlacement",
                "CPUs are to be spread over cores, and this node gives whole cores only (full-pcpus-only).");
    }

    @Test
    void alignment_toOneNumaNodeWhereWholeSocketsAreTaken_isRefused() {
        assertRefused(Nodes.start(TWO, settings("restricted").alphaOptions().cpuOption("align-by-socket", true))
                .admit(pod("4", rule(AlignmentPolicy.SINGLE_NUMA_NODE))), "InvalidPlacement",
                "topology policy single-numa-node is asked for, and this node takes CPUs from whole sockets"
                        + " (align-by-socket).");
    }

    @Test
    void cpus_behindOneCache_areTakenFromTheFullestThatHasEnough() {
        Node node = Nodes.start(TWO, settings("restricted"));

        // The first cache has three free CPUs: one less than asked for, exactly what the second pod wants.
        assertThat(cpus(node, pod("4", rule(CpuPlacement.SAME_L3)))).isEqualTo("2-3,10-11");
        assertThat(cpus(node, pod("3", rule(CpuPlacement.SAME_L3)))).isEqualTo("1,8-9");
        assertThat(cpus(node, guaranteed("pod", "4", "1Gi"))).isEqualTo("1-2,9-10");
    }

    @Test
    void cpus_behindOneCache_leaveANumaNodeThatHasEnoughButApart() {
        Node node = Nodes.admitting(Nodes.start(TWO, settings("restricted")), guaranteed("first", "4", "1Gi"));
        // One behind the first cache, two behind the second.
        assertThat(node.allocations().cpus().availableCpus().and(CpuSet.parseList("0-3,8-11")).toListString())
                .isEqualTo("3,8,11");

        assertThat(admitted(node.admit(guaranteed("other", "3", "1Gi")
                .with(new PodPlacement(rule(CpuPlacement.SAME_L3), Map.of())))).containers().getFirst().cpus()
                .toListString()).isEqualTo("4-5,12");
    }

    @Test
    void cpus_moreThanAnyCacheHas_areRefusedWithTheMost() {
        for (String policy : new String[] {"none", "best-effort", "restricted", "single-numa-node"}) {
            assertRefused(Nodes.start(TWO, settings(policy)).admit(pod("5", rule(CpuPlacement.SAME_L3))),
                    "L3AlignmentError",
                    "L3 Alignment Error: requested 5 cpus behind one L3 cache, most free behind one = 4");
        }
    }

    @Test
    void cpus_ofAPodWithResourcesAsAWhole_areBehindOneCacheToo() {
        PodRequest pod = PodRequest.builder("pod").podResources("cpu=4", "memory=2Gi")
                .app("main", "cpu=2", "memory=1Gi").app("rest")
                .placement(new PodPlacement(rule(CpuPlacement.SAME_L3), Map.of())).build();

        Admission.Admitted admitted = admitted(Nodes.start(TWO,
                settings("restricted").topologyScope("pod").podLevelResources()).admit(pod));

        assertThat(admitted.node().allocations().cpus().podCpus("pod").toListString()).isEqualTo("2-3,10-11");
    }

    @Test
    void shared_container_leavesItsCpusToOthers() {
        Node node = Nodes.start(TWO, settings("restricted"));
        PodRequest pod = PodRequest.builder("pod").app("main", "cpu=2", "memory=1Gi").app("log", "cpu=1", "memory=1Gi")
                .placement(new PodPlacement(PlacementRule.NONE, Map.of("log", SHARED))).build();

        Node after = admitted(node.admit(pod)).node();

        assertThat(placement(after, "pod", "main").exclusiveCpus()).isPresent();
        assertThat(placement(after, "pod", "log").exclusiveCpus()).isEmpty();
        assertThat(after.allocations().cpus().availableCpus().size()).isEqualTo(13);
        assertThat(after.keeping(pod)).isPresent();
        assertThat(after.keeping(pod.with(PodPlacement.NONE))).isEmpty();
    }
}
