package io.alidade.kube.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineReaderTest {
    private static final String TWO_NUMA_NODES = """
            {"name":"2s","numaNodes":[
              {"node":0,"memory":12884901888,"hugepages":{"1048576":1,"2048":1024},"distances":[10,32]},
              {"node":1,"memory":"12Gi","hugepages":null,"distances":[32,10]}],
             "cpus":[{"cpu":0,"core":0,"socket":0,"numa":0,"l3":0},{"cpu":1,"core":0,"socket":1,"numa":1,"l3":1}]}""";

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("m", text.getBytes(StandardCharsets.UTF_8));
    }

    private static MachineDescription read(String text) {
        return MachineReader.read(document(text));
    }

    private static String groups(List<CpuTopology.Group> groups) {
        return String.join(" ", groups.stream().map(group -> group.cpus().toListString()).toList());
    }

    @Test
    void machine_recorded_isRead() {
        MachineDescription machine = read(TWO_NUMA_NODES);
        assertThat(machine.name()).contains("2s");
        assertThat(machine.topology().numaNodes()).first().satisfies(numaNode -> {
            assertThat(numaNode.memoryBytes()).isEqualTo(12L << 30);
            assertThat(numaNode.hugepages()).isEqualTo(Map.of(1L << 30, 1L, 2L << 20, 1024L));
            assertThat(numaNode.distances()).containsExactly(10, 32);
        });
        assertThat(machine.topology().numaNodes().get(1).memoryBytes()).isEqualTo(12L << 30);
        assertThat(machine.topology().cpus()).contains(new Cpu(1, 0, 1, 1, 1));
        assertThat(machine.capacity().memoryBytes()).isEqualTo(24L << 30);
    }

    @Test
    void memory_ofTheMachine_isTheNodesCapacityAndNotThatOfItsNumaNodes() {
        String file = "layout: {sockets: 1, coresPerSocket: 2}\nnumaNodes: [{memory: 8Gi}]\n";
        assertThat(read(file).capacity().memoryBytes()).isEqualTo(8L << 30);

        MachineDescription machine = read(file + "memory: 6Gi\n");
        assertThat(machine.capacity().memoryBytes()).isEqualTo(6L << 30);
        assertThat(machine.topology().numaNodes().getFirst().memoryBytes()).isEqualTo(8L << 30);
        assertThat(read(DocumentWriter.toJson(machine.toDocument())).capacity()).isEqualTo(machine.capacity());
    }

    @Test
    void core_withAMadeId_isReadBack() {
        MachineDescription machine = read("{numaNodes: [{memory: 1Gi}], cpus: [{cpu: 0, core: 1, socket: 0, numa: 0},"
                + " {cpu: 1, core: -2, socket: 0, numa: 0}]}");

        assertThat(machine.topology().cpus()).extracting(Cpu::core).containsExactly(1, -2);
        assertThat(read(DocumentWriter.toJson(machine.toDocument())).topology()).isEqualTo(machine.topology());
    }

    @Test
    void scenario_whole_bringsConfigurationAndDevices() {
        MachineDescription machine = read("{\"id\":\"x\",\"machine\":" + TWO_NUMA_NODES + """
                ,"kubeletConfiguration":{"cpuManagerPolicy":"static","kind":"KubeletConfiguration",
                "apiVersion":"kubelet.config.k8s.io/v1beta1"},
                "devices":[{"resource":"nvidia.com/gpu","id":"d0","numa":[0],"healthy":true},
                {"resource":"nvidia.com/gpu","id":"d1","numa":null,"healthy":false}],"steps":[]}""");
        assertThat(machine.configuration()).hasValueSatisfying(
                configuration -> assertThat(configuration.cpuManagerPolicy()).isEqualTo("static"));
        assertThat(machine.devices()).containsExactly(new Device("nvidia.com/gpu", "d0", Optional.of(List.of(0)), true),
                new Device("nvidia.com/gpu", "d1", Optional.empty(), false));
    }

    @Test
    void document_written_readsBackTheSame() {
        MachineDescription machine = read("""
                name: all
                numaNodes:
                - {memory: 64Gi, cpus: "0-3,8-11", hugepages: {1Gi: 4, 2Mi: 0, 1500e0: 2}, distances: [10, 20, 30]}
                - {memory: 64Gi, cpus: "4-7,12-15", distances: [20, 10, 30]}
                - {node: 7, memory: 512Gi, distances: [30, 30, 10]}
                layout: {threadsPerCore: 2, coresPerL3: 2}
                ephemeralStorage: 100Gi
                devices:
                - {resource: nvidia.com/gpu, id: "0", numa: [0]}
                - {resource: nvidia.com/gpu, id: "1", numa: []}
                - {resource: nvidia.com/gpu, id: "2", healthy: false}
                labels: {zone: a, kubernetes.io/arch: amd64}
                taints: [{key: gpu, value: "true", effect: NoExecute}, {key: x, effect: NoSchedule}]
                """);
        assertThat(read(DocumentWriter.toYaml(machine.toDocument()))).isEqualTo(machine);
        assertThat(read(DocumentWriter.toJson(machine.toDocument()))).isEqualTo(machine);
    }

    @Test
    void layout_split_numbersAllFirstThreadsFirst() {
        CpuTopology cpus = new CpuTopology(read("""
                numaNodes: [{memory: 1Gi}, {memory: 1Gi}, {memory: 1Gi}, {memory: 1Gi}, {memory: 9Gi, cpus: ""}]
                layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2, coresPerL3: 1}
                """).topology());
        assertThat(groups(cpus.numaNodes())).isEqualTo("0-1,8-9 2-3,10-11 4-5,12-13 6-7,14-15");
        assertThat(groups(cpus.sockets())).isEqualTo("0-3,8-11 4-7,12-15");
        assertThat(groups(cpus.cores())).isEqualTo("0,8 1,9 2,10 3,11 4,12 5,13 6,14 7,15");
        assertThat(groups(cpus.uncoreCaches())).isEqualTo("0,8 1,9 2,10 3,11 4,12 5,13 6,14 7,15");
    }

    @Test
    void layout_adjacent_numbersThreadsOfACoreTogether() {
        CpuTopology cpus = new CpuTopology(read("""
                numaNodes: [{memory: 1Gi}, {memory: 1Gi}]
                layout: {sockets: 1, coresPerSocket: 4, threadsPerCore: 4, siblings: adjacent}
                """).topology());
        assertThat(groups(cpus.numaNodes())).isEqualTo("0-7 8-15");
        assertThat(groups(cpus.cores())).isEqualTo("0-3 4-7 8-11 12-15");
        assertThat(groups(cpus.uncoreCaches())).isEqualTo("0-7 8-15");
        assertThat(cpus.sockets()).hasSize(1);
    }

    @Test
    void cpuLists_perNumaNode_keepTheirIds() {
        CpuTopology cpus = new CpuTopology(read("""
                numaNodes:
                - {memory: 1Gi, cpus: "0,2,4,6", socket: 0}
                - {memory: 1Gi, cpus: "1,3,5,7", socket: 0}
                layout: {threadsPerCore: 2}
                """).topology());
        assertThat(groups(cpus.cores())).isEqualTo("0,4 1,5 2,6 3,7");
        assertThat(groups(cpus.sockets())).isEqualTo("0-7");
        assertThat(groups(cpus.numaNodes())).isEqualTo("0,2,4,6 1,3,5,7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {numaNodes: [{memory: 1Gi}]}                                                     | lists no CPU
            {numaNodes: [{memory: 1Gi}], cpus: []}                                           | m:1:36: cpus lists no CPU
            {numaNodes: []}                                                                  | has 0 entries
            {cpus: []}                                                                       | this is no machine
            {numaNodes: [{memory: -1, cpus: "0"}]}                                           | m:1:23: numaNodes[0].memory is the number -1
            {numaNodes: [{memory: 99999999Ei, cpus: "0"}]}                                   | numaNodes[0].memory is "99999999Ei"
            {numaNodes: [{memory: 1.5, cpus: "0"}]}                                          | numaNodes[0].memory
            {numaNodes: [{memory: lots, cpus: "0"}]}                                         | numaNodes[0].memory
            {numaNodes: [{cpus: "0"}]}                                                       | numaNodes[0].memory is missing
            {numaNodes: [{memory: 1Gi, cpus: "3-1"}]}                                        | m:1:34: numaNodes[0].cpus is "3-1", not a list of CPUs: invalid range
            {numaNodes: [{memory: 1Gi, cpus: "0-99999999999"}]}                              | is above 65535
            {numaNodes: [{memory: 1Gi, cpus: "0-2"}], layout: {threadsPerCore: 2}}           | lists 3 CPUs
            {numaNodes: [{memory: 1Gi, cpus: "0"}, {memory: 1Gi, cpus: "0"}]}                | that CPU is on the machine already
            {numaNodes: [{memory: 1Gi}], cpus: [{cpu: 0, core: 0, socket: 0, numa: 3}]}      | cpus[0].numa is 3
            {numaNodes: [{memory: 1Gi}], cpus: [{cpu: 99999, core: 0, socket: 0, numa: 0}]}  | cpus[0].cpu is the number 99999
            {numaNodes: [{memory: 1Gi}], cpus: [{cpu: -1, core: 0, socket: 0, numa: 0}]}     | cpus[0].cpu is the number -1
            {numaNodes: [{memory: 1Gi}], cpus: [{cpu: 0, socket: 0, numa: 0}]}               | cpus[0].core is missing
            {numaNodes: [{memory: 1Gi, node: 1}, {memory: 1Gi, cpus: "0", node: 1}]}         | another NUMA node has that id
            {numaNodes: [{memory: 1Gi, hugepages: {1Gi: -4}, cpus: "0"}]}                    | hugepages.1Gi
            {numaNodes: [{memory: 1Gi, hugepages: {big: 4}, cpus: "0"}]}                     | is not a page size
            {numaNodes: [{memory: 1Gi, hugepages: {0: 4}, cpus: "0"}]}                       | is not a page size
            {numaNodes: [{memory: 1Gi, hugepages: {1Gi: 1, 1048576: 0}, cpus: "0"}]}         | there already
            {numaNodes: [{memory: 1Gi, hugepages: {1Gi: 2}, cpus: "0"}]}                     | take more than the 1073741824 bytes
            {numaNodes: [{memory: 1Gi, hugepages: {1Gi: 99999999999999999999}, cpus: "0"}]}  | hugepages.1Gi
            {numaNodes: [{memory: 1Gi, distances: [10, 20], cpus: "0"}]}                     | has 2 entries
            {numaNodes: [{memory: 1Gi, cpus: "0", cpu: 0}]}                                  | unknown field "numaNodes[0].cpu"
            {numaNodes: [{memory: 1Gi, cpus: "0"}], device: []}                              | unknown field "device"
            {numaNodes: [{memory: 1Gi}], layout: {sockets: 2, coresPerSocket: 2}}            | cannot be shared equally
            {numaNodes: [{memory: 1Gi}], layout: {sockets: 1, coresPerSocket: 65536, threadsPerCore: 2}} | makes 131072 CPUs
            {numaNodes: [{memory: 1Gi}], layout: {sockets: 0, coresPerSocket: 2}}            | layout.sockets
            {numaNodes: [{memory: 1Gi, cpus: "0"}], layout: {sockets: 1, coresPerSocket: 2}} | layout.sockets too
            {numaNodes: [{memory: 1Gi, cpus: "0"}], layout: {siblings: far}}                 | not split or adjacent
            {numaNodes: [{memory: 7Ei, cpus: "0"}, {memory: 7Ei}]}                           | above 2^63-1
            {numaNodes: [{memory: 1Gi, cpus: "0"}], taints: [{key: a, effect: Never}]}       | which no taint can have
            """)
    void machine_impossible_isRefusedWithThePlace(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadInput.class).hasMessageContaining(message)
                .hasMessageStartingWith("m:1:")
                .satisfies(refusal -> assertThat(((BadInput) refusal).cure()).isNotEmpty());
    }

    @Test
    void machine_with65NumaNodes_isRefused() {
        String many = "{memory: 1Gi, cpus: \"\"},".repeat(64) + "{memory: 1Gi, cpus: \"0\"}";
        assertThatThrownBy(() -> read("{numaNodes: [" + many + "]}")).isInstanceOf(BadInput.class)
                .hasMessageContaining("has 65 entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{resource: a.com/x, id: '0', numa: [1]}, {resource: a.com/x, id: '1'}]",
        "{devices: [{resource: a.com/x, id: '0', numa: [1]}, {resource: a.com/x, id: '1', numa: null, healthy: true}]}"})
    void devices_inAFileOfTheirOwn_areRead(String text) {
        assertThat(DeviceReader.read(document(text), read(TWO_NUMA_NODES).topology())).containsExactly(
                new Device("a.com/x", "0", Optional.of(List.of(1)), true),
                new Device("a.com/x", "1", Optional.empty(), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{resource: a.com/x, id: d, numa: [2]}]                     | [0].numa names NUMA node 2, which the machine does not have
            [{resource: a.com/x, id: d}, {resource: a.com/x, id: d}]    | [1].id is "d", which a.com/x has already
            [{resource: gpu, id: d}]                                    | [0].resource is "gpu", not an extended resource name
            [{resource: kubernetes.io/x, id: d}]                        | not an extended resource name
            [{resource: a.com/x}]                                       | [0].id is absent
            [{resource: a.com/x, id: d, numa: 0}]                       | [0].numa is the number 0, not a list
            [{resource: a.com/x, id: d, numaNode: 0}]                   | unknown field
            gpu                                                         | this is no list of devices
            """)
    void devices_impossible_areRefused(String text, String message) {
        assertThatThrownBy(() -> DeviceReader.read(document(text), read(TWO_NUMA_NODES).topology()))
                .isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"nvidia.com/gpu, true", "rdma/rdma_shared_device_a, true", "gpu, false", "requests.x.com/a, false",
        "foo.kubernetes.io/a, false", "a.com/b/c, false", "A.com/x, false", "a.com/-x, false", "a.com/, false",
        "/x, false"})
    void extendedResourceName_isJudgedAsTheKubeletDoes(String name, boolean valid) {
        assertThat(ExtendedResourceName.isValid(name)).isEqualTo(valid);
    }
}
