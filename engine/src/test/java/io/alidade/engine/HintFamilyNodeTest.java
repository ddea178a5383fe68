package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Nodes with more NUMA nodes than the kubelet can enumerate.
class HintFamilyNodeTest {
    @Test
    void admit_64NumaNodes_isAdmittedOnTheLowestThatHasAll() {
        Node node = Nodes.start(Topologies.sockets(64, 4, 16), settings("restricted"), gpus(64, 8));
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=4", "memory=4Gi", "x/gpu=1").build();
        // NUMA node 0 has a reserved CPU, so 4 CPUs and a GPU are first on NUMA node 8.
        ContainerPlacement placement = Nodes.admitted(node.admit(pod)).containers().getFirst();
        assertThat(placement.affinity().affinity()).contains(NumaMask.of(8));
        assertThat(placement.exclusiveCpus()).contains(CpuSet.range(32, 35));
    }

    @Test
    void admit_nothingAlignedPossibleOn64NumaNodes_isRefusedOrAdmittedAcross() {
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=85", "memory=100Gi", "x/gpu=3").build();
        Nodes.assertRefused(Nodes.start(Topologies.sockets(64, 4, 16), settings("restricted"), gpus(64, 8)).admit(pod),
                "TopologyAffinityError", "Resources cannot be allocated with Topology locality");
        Node any = Nodes.start(Topologies.sockets(64, 4, 16), settings("best-effort"), gpus(64, 8));
        ContainerPlacement placement = Nodes.admitted(any.admit(pod)).containers().getFirst();
        // All NUMA nodes with GPUs: fewer than the 22 that the CPUs need.
        assertThat(placement.affinity().affinity()).contains(NumaMask.of(0, 8, 16, 24, 32, 40, 48, 56));
        assertThat(placement.exclusiveCpus().orElseThrow().size()).isEqualTo(85);
    }

    // Two NUMA nodes with CPUs, memory and GPUs, and 32 empty ones, which stand for the GPUs' own memory.
    @Test
    void admit_34NumaNodesOfWhich32AreEmpty_usesTheTwo() {
        List<NumaNode> numaNodes = new ArrayList<>(Topologies.numaNodes(2, 64));
        Topologies.numaNodes(34, 0).subList(2, 34).forEach(numaNodes::add);
        List<Cpu> cpus = IntStream.range(0, 16).mapToObj(cpu -> new Cpu(cpu, cpu % 8, cpu / 8, cpu / 8, cpu / 8))
                .toList();
        Node node = Nodes.start(new NodeTopology(numaNodes, cpus), settings("restricted"), gpus(2, 1));
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=8", "memory=32Gi", "x/gpu=1").build();
        assertThat(Nodes.admitted(node.admit(pod)).containers().getFirst().affinity().affinity())
                .contains(NumaMask.of(1));
        PodRequest wide = PodRequest.builder("p").app("main", "cpu=12", "memory=80Gi", "x/gpu=1").build();
        Nodes.assertRefused(node.admit(wide), "TopologyAffinityError",
                "Resources cannot be allocated with Topology locality");
    }

    private static NodeSettings.Builder settings(String policy) {
        return NodeSettings.builder().staticCpus("0").staticMemory("1Gi").topologyPolicy(policy)
                .topologyOption("max-allowable-numa-nodes", "64");
    }

    private static Device[] gpus(int numaNodes, int step) {
        List<Device> devices = new ArrayList<>();
        for (int numaNode = 0; numaNode < numaNodes; numaNode += step) {
            devices.add(Device.on("x/gpu", "gpu" + numaNode, numaNode));
        }
        return devices.toArray(Device[]::new);
    }
}
