package io.alidade.kube.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which document a machine is written in, and what a NodeResourceTopology gives.
class MachineDocumentsTest {
    private static final String ZONES = """
            apiVersion: topology.node.k8s.io/v1alpha2
            kind: NodeResourceTopology
            metadata: {name: worker-7}
            attributes:
            - {name: topologyManagerPolicy, value: single-numa-node}
            zones:
            - name: node-1
              type: Node
              costs: [{name: node-0, value: 21}, {name: node-1, value: 10}]
              resources:
              - {name: cpu, capacity: "4", allocatable: "3", available: "3"}
              - {name: memory, capacity: 8Gi, allocatable: 8Gi, available: 8Gi}
            - name: node-0
              type: Node
              costs: [{name: node-0, value: 10}, {name: node-1, value: 21}]
              resources:
              - {name: cpu, capacity: "4", allocatable: "4", available: "1"}
              - {name: memory, capacity: 8Gi, allocatable: 7Gi, available: 7Gi}
              - {name: hugepages-1Gi, capacity: 2Gi, allocatable: 2Gi, available: 2Gi}
              - {name: nvidia.com/gpu, allocatable: "2", available: "2"}
            - {name: socket-0, type: Socket}
            """;

    private static DescribedMachine read(String text) {
        return MachineDocuments.read(DocumentReader.readOne("m", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void zones_ofAnExporter_areNumaNodesInOrder() {
        MachineDescription machine = read(ZONES).machine();

        assertThat(machine.name()).contains("worker-7");
        assertThat(machine.topology().numaNodes()).containsExactly(
                new NumaNode(0, 8L << 30, Map.of(1L << 30, 2L), List.of(10, 21)),
                new NumaNode(1, 8L << 30, Map.of(), List.of(21, 10)));
        assertThat(machine.topology().cpus()).hasSize(8).last().isEqualTo(new Cpu(7, 7, 1, 1, 1));
        assertThat(machine.devices()).extracting(Device::id).containsExactly("node-0-0", "node-0-1");
    }

    @Test
    void zones_whatTheyDoNotTell_isSaid() {
        DescribedMachine described = read(ZONES);

        assertThat(described.format()).isEqualTo(MachineFormat.NODE_RESOURCE_TOPOLOGY);
        assertThat(described.warnings().stream().map(warning -> warning.substring(0, warning.indexOf(':'))))
                .containsExactly("cpu-ids-unknown", "cores-unknown", "device-ids-unknown", "capacity-unknown",
                        "pods-unknown", "configuration-elsewhere");
        assertThat(described.warnings()).anySatisfy(warning -> assertThat(warning).contains("nvidia.com/gpu"));
    }

    @Test
    void list_ofOne_isThatOne() {
        String item = ZONES.indent(2).replaceFirst(" {2}apiVersion", "- apiVersion");
        assertThat(read("kind: NodeResourceTopologyList\nitems:\n" + item).machine()).isEqualTo(read(ZONES).machine());
        assertThatThrownBy(() -> read("kind: List\nitems:\n" + item + item)).isInstanceOf(BadInput.class)
                .hasMessageContaining("2 objects (worker-7, worker-7)");
        assertThatThrownBy(() -> read("kind: List")).isInstanceOf(BadInput.class).hasMessageContaining("0 objects");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"type: Node|type: Other|0 zones", "name: node-1|name: node-0|node-0",
        "capacity: 8Gi|capacity: -8Gi|memory", "cpu, capacity: \"4\"|cpu, capacity: \"99999999\"|cpu",
        "cpu, capacity: \"4\"|cpu, capacity: \"1500m\"|1500m", "hugepages-1Gi|hugepages-many|no page size",
        "capacity: 2Gi|capacity: 99Gi|less memory", "value: 10|value: ten|value"})
    void zones_withAWrongValue_areRefused(String right, String wrong, String words) {
        assertThat(ZONES).contains(right);
        assertThatThrownBy(() -> read(ZONES.replace(right, wrong))).isInstanceOfSatisfying(BadInput.class, refused -> {
            assertThat(refused.getMessage()).contains(words);
            assertThat(refused.cure()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{numaNodes: [{memory: 1Gi}], layout: {sockets: 1, coresPerSocket: 1}}|MACHINE_FILE",
        "{machine: {numaNodes: [{memory: 1Gi}], layout: {sockets: 1, coresPerSocket: 1}}}|SCENARIO",
        "{kind: NodeTopology, apiVersion: alidade.io/v1, numaNodes: [{id: 0, memoryBytes: 1}], cpuDetails: [{cpu: 0, core: 0, socket: 0, numaNode: 0}]}|NODE_TOPOLOGY"})
    void document_ofEachKind_isRecognised(String text, MachineFormat format) {
        assertThat(read(text).format()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{kind: Pod}|of the kind Pod is no machine", "{a: b}|this is no machine",
        "[1]|m:1:1", "text|m:1:1", "{kind: [Pod]}|this is no machine"})
    void document_thatIsNoMachine_isRefused(String text, String words) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class).hasMessageContaining(words);
    }

    @Test
    void zones_ofTheTypeNuma_countWhereTheyNameResources() {
        assertThat(read(ZONES.replace("type: Node", "type: NUMA")).machine()).isEqualTo(read(ZONES).machine());
        assertThatThrownBy(() -> read("""
                kind: NodeResourceTopology
                zones:
                - {name: NUMANode-gpu-0, type: NUMA, costs: [{name: NUMANode-cpu-0, value: 10}]}
                - {name: NUMANode-cpu-0, type: NUMA, costs: [{name: NUMANode-gpu-0, value: 10}]}
                """)).isInstanceOf(BadInput.class).hasMessageContaining("0 zones that are NUMA nodes");
    }

    @Test
    void koordinator_hasTheCpusInAnAnnotation() {
        String cpus = "'{\"detail\":[{\"id\":0,\"core\":0,\"socket\":0,\"node\":0},{\"id\":2,\"core\":1,\"socket\":1,"
                + "\"node\":1},{\"id\":1,\"core\":0,\"socket\":0,\"node\":0},{\"id\":3,\"core\":1,\"socket\":1,\"node\":1}]}'";
        DescribedMachine zones = read(ZONES.replace("metadata: {name: worker-7}",
                "metadata: {name: worker-7, annotations: {node.koordinator.sh/cpu-topology: " + cpus + "}}"));

        assertThat(zones.machine().topology().cpus()).contains(new Cpu(1, 0, 0, 0, 0), new Cpu(3, 1, 1, 1, 1))
                .hasSize(4);
        assertThat(zones.machine().topology().numaNodes()).isEqualTo(read(ZONES).machine().topology().numaNodes());
        assertThat(zones.warnings()).noneMatch(warning -> warning.startsWith("cpu-ids-unknown"))
                .anyMatch(warning -> warning.startsWith("caches-unknown"));

        DescribedMachine old = read("{kind: NodeResourceTopology, metadata: {name: n1, annotations:"
                + " {kubelet.koordinator.sh/cpu-manager-policy: '{\"policy\":\"static\"}', node.koordinator.sh/cpu-topology: "
                + cpus + "}}, topologyPolicies: [None], zones: [{name: fake-name, type: fake-type}]}");
        assertThat(old.machine().topology().numaNodes()).hasSize(2);
        assertThat(old.warnings()).anyMatch(warning -> warning.startsWith("memory-unknown"))
                .anyMatch(warning -> warning.contains("{\"policy\":\"static\"}"));
    }
}
