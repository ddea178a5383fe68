package io.alidade.engine;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.MachineShape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests on which the kubelet does not come to an end: Alidade refuses them and says so.
class UnboundedTest {
    private static final NodeTopology SEVENTEEN = Topologies.sockets(17, 2, 2);

    private static NodeSettings.Builder aligned() {
        return NodeSettings.builder().topologyPolicy("best-effort").topologyOption("max-allowable-numa-nodes", "64");
    }

    private static String[] reservedEverywhere(int numaNodes) {
        return Stream.generate(() -> "128Mi").limit(numaNodes).toArray(String[]::new);
    }

    private static void assertUnbounded(Admission admission, String why) {
        Nodes.assertRefused(admission, "UnboundedAllocation",
                "the kubelet does not come to an end on this request: " + why);
    }

    // cpu-manager 11.4
    @Test
    void admit_distributionThatNeverEnds_isRefused() {
        NodeTopology machine = Topologies.of(new MachineShape("hang", 4, 1, 3, 2, MachineShape.Numbering.SPLIT, 1,
                16 * Topologies.GIB).build());
        Node node = Nodes.start(machine, NodeSettings.builder().staticCpus("0,3,6,9").cpuOption("full-pcpus-only", true)
                .cpuOption("distribute-cpus-across-numa", true));
        for (int count = 2; count <= 16; count += 2) {
            Admission admission = node.admit(guaranteed("p", String.valueOf(count), "1Gi"));
            if (count == 14) {
                assertThat(Nodes.rejected(admission).reason()).isEqualTo(AllocationError.UNBOUNDED);
                assertThat(Nodes.rejected(admission).message())
                        .startsWith("the kubelet does not come to an end on this request: ");
                assertThat(NodeFacts.of(admission.node())).isEqualTo(NodeFacts.of(node));
            } else {
                Nodes.admitted(admission);
            }
        }
    }

    // A NUMA node with more memory reserved than it has: its amount wraps, and a wider set may hold less.
    @Test
    void admit_memoryThatWrapsOnMoreNumaNodesThanCanBeEnumerated_isRefused() {
        String why = "it would look at every set of 17 NUMA nodes, of which some have more memory reserved than they have";
        String[] reserved = reservedEverywhere(17);
        reserved[3] = "3Gi";
        Node memory = Nodes.start(SEVENTEEN, NodeSettings.builder().staticMemory(reserved));
        assertUnbounded(memory.admit(guaranteed("p", "2", "1Gi")), why);
        assertUnbounded(memory.admit(guaranteed("p", "2", "1Gi")).node().admit(guaranteed("p", "2", "1Gi")), why);
    }

    @Test
    void admit_seventeenNumaNodes_isDecided() {
        Node node = Nodes.start(SEVENTEEN, aligned().staticCpus("0").staticMemory(reservedEverywhere(17)),
                Device.on("vendor/gpu", "g", 3));
        Node after = Nodes.admitting(node,
                PodRequest.builder("p").app("main", "cpu=2", "memory=1Gi", "vendor/gpu=1").build());
        assertThat(Nodes.placement(after, "p", "main").exclusiveCpus()).hasToString("Optional[6-7]");
    }

    @Test
    void admit_sixteenNumaNodes_isDecided() {
        Node node = Nodes.start(Topologies.sockets(16, 2, 2), aligned().staticCpus("0")
                .staticMemory(reservedEverywhere(16)), Device.on("vendor/gpu", "g", 3));
        Node after = Nodes.admitting(node,
                PodRequest.builder("p").app("main", "cpu=2", "memory=1Gi", "vendor/gpu=1").build());
        assertThat(Nodes.placement(after, "p", "main").exclusiveCpus()).hasToString("Optional[6-7]");
    }

    // Nobody goes through the sets of NUMA nodes for a pod that asks for nothing of the kind.
    @Test
    void admit_podThatAsksForNoMask_isAdmittedOnAnyMachine() {
        Node node = Nodes.start(SEVENTEEN, aligned().staticCpus("0").staticMemory(reservedEverywhere(17)));
        Nodes.admitted(node.admit(PodRequest.builder("p").app("main").build()));
        Nodes.admitted(node.admit(PodRequest.builder("p").app("main", "memory=1Gi").build()));
        Nodes.admitted(node.admit(PodRequest.builder("p").app("main", "cpu=1", "vendor/unknown=1").build()));
        Node unaligned = Nodes.start(SEVENTEEN, NodeSettings.builder().staticCpus("0"),
                Device.on("vendor/gpu", "g", 3));
        Nodes.admitted(
                unaligned.admit(PodRequest.builder("p").app("main", "cpu=2", "memory=1Gi", "vendor/gpu=1").build()));
        Node nothingManaged = Nodes.start(SEVENTEEN, aligned());
        Nodes.admitted(nothingManaged.admit(guaranteed("p", "2", "1Gi")));
    }

    // The kubelet takes minutes for it in every version: ten of 20 NUMA nodes, and of each ten every subset.
    @ParameterizedTest
    @EnumSource(names = {"V1_36", "V1_38"})
    void admit_spreadOverHalfOfManyNumaNodes_isRefusedWithItsSize(KubeletVersion version) {
        Node node = Nodes.start(Topologies.sockets(20, 4, 1),
                NodeSettings.builder().kubeletVersion(version).staticCpus("79")
                        .cpuOption("distribute-cpus-across-numa", true));
        assertUnbounded(node.admit(guaranteed("p", "39", "1Gi")),
                "it tries every combination of 10 of the 20 NUMA nodes"
                        + " with free CPUs, and for each every subset of it; this is followed for up to 16777216 of them");
        Nodes.admitted(node.admit(guaranteed("p", "19", "1Gi")));
    }
}
