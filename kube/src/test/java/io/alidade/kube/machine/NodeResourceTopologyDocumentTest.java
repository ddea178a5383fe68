package io.alidade.kube.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeResourceTopologyDocumentTest {
    private static final NodeTopology TWO = NodeTopology.builder().sockets(2).coresPerNumaNode(4).memory("16Gi")
            .hugepages("1Gi", 2).hugepages("2Mi", 0).distances(12, 21).build();
    private static final List<
            Device> DEVICES = List.of(Device.on("vendor/gpu", "g0", 0), Device.on("vendor/gpu", "g1", 0),
                    Device.on("vendor/nic", "n0", 0, 1), Device.on("vendor/gpu", "g2", 1).unhealthy(),
                    Device.anywhere("vendor/key", "k"));

    private static Node start(NodeTopology topology, NodeSettings settings, List<Device> devices) {
        return Node.start(topology, settings, devices, PreferredAllocation.NONE).orThrow();
    }

    private static String yaml(Optional<String> name, Node node) {
        return DocumentWriter.toYaml(new NodeResourceTopologyDocument(name, node).toDocument());
    }

    private static MachineDescription read(String text) {
        return MachineDocuments.read(DocumentReader.readOne("zones", text.getBytes(StandardCharsets.UTF_8))).machine();
    }

    @Test
    void document_ofANodeWithAPod_saysWhatIsLeft() {
        NodeSettings settings = NodeSettings.builder().topologyPolicy("restricted").topologyScope("pod").staticCpus("0")
                .staticMemory("1Gi", "0").build();
        Node node = start(TWO, settings, DEVICES).admit(PodRequest.builder("a")
                .app("main", "cpu=2", "memory=2Gi", "hugepages-1Gi=1Gi", "vendor/gpu=1").build()).node();

        assertThat(yaml(Optional.of("worker-7"), node)).isEqualTo("""
                apiVersion: topology.node.k8s.io/v1alpha2
                kind: NodeResourceTopology
                metadata:
                  name: worker-7
                attributes:
                - name: topologyManagerPolicy
                  value: restricted
                - name: topologyManagerScope
                  value: pod
                zones:
                - name: node-0
                  type: Node
                  costs:
                  - name: node-0
                    value: 10
                  - name: node-1
                    value: 21
                  resources:
                  - name: cpu
                    capacity: "4"
                    allocatable: "3"
                    available: "1"
                  - name: vendor/gpu
                    capacity: "2"
                    allocatable: "2"
                    available: "1"
                  - name: vendor/nic
                    capacity: "1"
                    allocatable: "1"
                    available: "1"
                  - name: hugepages-1Gi
                    capacity: "2147483648"
                    allocatable: "2147483648"
                    available: "1073741824"
                  - name: memory
                    capacity: "17179869184"
                    allocatable: "13958643712"
                    available: "11811160064"
                - name: node-1
                  type: Node
                  costs:
                  - name: node-0
                    value: 21
                  - name: node-1
                    value: 10
                  resources:
                  - name: cpu
                    capacity: "4"
                    allocatable: "4"
                    available: "4"
                  - name: vendor/nic
                    capacity: "1"
                    allocatable: "1"
                    available: "1"
                  - name: hugepages-1Gi
                    capacity: "2147483648"
                    allocatable: "2147483648"
                    available: "2147483648"
                  - name: memory
                    capacity: "17179869184"
                    allocatable: "15032385536"
                    available: "15032385536"
                """);
    }

    @Test
    void document_ofManagersThatPinNothing_hasNothingToGive() {
        String text = yaml(Optional.empty(), start(TWO, NodeSettings.builder().build(), List.of()));
        assertThat(text).contains("value: none").doesNotContain("name: null").contains("metadata: {}");
        assertThat(text.lines().filter(line -> line.contains("allocatable") || line.contains("available")))
                .allMatch(line -> line.endsWith(": \"0\""));
    }

    @Test
    void devices_withoutTopology_areInNoZoneAndSaid() {
        Node node = start(TWO, NodeSettings.builder().build(), DEVICES);
        assertThat(yaml(Optional.empty(), node)).doesNotContain("vendor/key");
        assertThat(new NodeResourceTopologyDocument(Optional.empty(), node).resourcesWithoutZone())
                .containsExactly("vendor/key");
    }

    // What the object can hold comes back: NUMA nodes, how many CPUs each has, how many healthy devices.
    @Test
    void document_readBack_isTheMachine() {
        MachineDescription back = read(yaml(Optional.of("w"), start(TWO, NodeSettings.builder().build(), DEVICES)));
        assertThat(back.name()).contains("w");
        assertThat(back.topology().numaNodes()).extracting("memoryBytes", "distances").isEqualTo(
                TWO.numaNodes().stream().map(numaNode -> tuple(numaNode.memoryBytes(),
                        numaNode.distances())).toList());
        assertThat(back.topology().numaNodes().getFirst().hugepages()).isEqualTo(Map.of(1L << 30, 2L));
        assertThat(cpusByNumaNode(back.topology())).isEqualTo(cpusByNumaNode(TWO));
        assertThat(back.devices()).extracting(Device::resource).containsExactly("vendor/gpu", "vendor/gpu",
                "vendor/nic",
                "vendor/nic");
    }

    private static Map<Integer, Long> cpusByNumaNode(NodeTopology topology) {
        return topology.cpus().stream().map(Cpu::numaNode)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void object_readAndWrittenAndRead_isTheSameMachine() throws IOException {
        MachineDescription machine = recorded("list.yaml");
        assertThat(read(written(machine))).isEqualTo(machine);
    }

    /// Cores and sockets come from an annotation of Koordinator's there; zones have none.
    @Test
    void object_withCores_keepsWhatZonesCanSay() throws IOException {
        MachineDescription machine = recorded("koord.yaml");
        MachineDescription back = read(written(machine));
        assertThat(back.name()).isEqualTo(machine.name());
        assertThat(back.topology().numaNodes()).isEqualTo(machine.topology().numaNodes());
        assertThat(cpusByNumaNode(back.topology())).isEqualTo(cpusByNumaNode(machine.topology()));
        assertThat(back.devices()).isEqualTo(machine.devices());
    }

    private static MachineDescription recorded(String file) throws IOException {
        try (InputStream stream = NodeResourceTopologyDocumentTest.class.getResourceAsStream("zones/" + file)) {
            assertThat(stream).isNotNull();
            return read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String written(MachineDescription machine) {
        return yaml(machine.name(), start(machine.topology(), NodeSettings.builder().build(), machine.devices()));
    }
}
