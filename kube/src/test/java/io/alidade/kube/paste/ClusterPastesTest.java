package io.alidade.kube.paste;

import static io.alidade.kube.paste.PastesTest.LSCPU;
import static io.alidade.kube.paste.PastesTest.NODE;
import static io.alidade.kube.paste.PastesTest.NUMACTL;
import static io.alidade.kube.paste.PastesTest.TOPO;
import static io.alidade.kube.paste.PastesTest.join;
import static io.alidade.kube.paste.PastesTest.kinds;
import static io.alidade.kube.paste.PastesTest.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.document.BadInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the parts of a cluster tell of a node: the kubelet's log, Volcano's agent, the node object.
class ClusterPastesTest {
    private static final String CPUS_OF_KUBELET = "{'NumCPUs':4,'NumCores':2,'NumUncoreCache':1,'NumSockets':1,"
            + "'NumNUMANodes':2,'CPUDetails':{'0':{'NUMANodeID':0,'SocketID':0,'CoreID':0,'UncoreCacheID':0},"
            + "'1':{'NUMANodeID':1,'SocketID':0,'CoreID':1,'UncoreCacheID':0},"
            + "'2':{'NUMANodeID':0,'SocketID':0,'CoreID':0,'UncoreCacheID':0},"
            + "'3':{'NUMANodeID':1,'SocketID':0,'CoreID':1,'UncoreCacheID':0}}}";

    /// What klog makes of the kubelet's value, as text, as a Go value and as JSON.
    private static Stream<String> logsOfKubelets() {
        String json = CPUS_OF_KUBELET.replace('\'', '"');
        return Stream.of(
                "I1128 08:22:04.983932    8374 cpu_manager.go:191] \"Detected CPU topology\" topology=" + json + "\n",
                "Nov 28 08:22:04 n1 kubelet[8374]: I1128 08:22:04.983932    8374 cpu_manager.go:178] \"Detected CPU"
                        + " topology\" topology=&{NumCPUs:4 NumCores:2 NumUncoreCache:1 NumSockets:1 NumNUMANodes:2"
                        + " CPUDetails:map[0:{NUMANodeID:0 SocketID:0 CoreID:0 UncoreCacheID:0} 1:{NUMANodeID:1 SocketID:0"
                        + " CoreID:1 UncoreCacheID:0} 2:{NUMANodeID:0 SocketID:0 CoreID:0 UncoreCacheID:0} 3:{NUMANodeID:1"
                        + " SocketID:0 CoreID:1 UncoreCacheID:0}]}\n",
                "{\"ts\":1764318124983.9,\"caller\":\"cpumanager/cpu_manager.go:191\",\"msg\":\"Detected CPU topology\","
                        + "\"v\":0,\"topology\":" + json + "}\n",
                "I0101 10:00:00.000000 1 cpu_manager.go:130] [cpumanager] detected CPU topology: &{4 2 1 map[0:{0 0 0}"
                        + " 1:{1 0 1} 2:{0 0 0} 3:{1 0 1}]}\n");
    }

    @ParameterizedTest
    @MethodSource("logsOfKubelets")
    void kubeletLog_tellsEveryCpu(String text) {
        List<Cpu> cpus = join(text, "node 0 size: 1024 MB\nnode 1 size: 1024 MB\n").machine().topology().cpus();

        assertThat(cpus).extracting(Cpu::numaNode).containsExactly(0, 1, 0, 1);
        assertThat(cpus.get(0).core()).isEqualTo(cpus.get(2).core()).isNotEqualTo(cpus.get(1).core());
        assertThat(cpus).allMatch(cpu -> cpu.socket() == cpus.getFirst().socket());
    }

    @Test
    void kubeletLog_thatIsCut_isRefused() {
        String json = CPUS_OF_KUBELET.replace('\'', '"');
        assertThatThrownBy(() -> told("\"Detected CPU topology\" topology=" + json.substring(0, json.length() / 2)))
                .isInstanceOf(BadInput.class).hasMessageContaining("does not show all CPUs: ")
                .hasMessageContaining("of 4");
    }

    @Test
    void numatopology_ofVolcano_tellsCpusAndGpus() {
        JoinedMachine joined = join("""
                apiVersion: nodeinfo.volcano.sh/v1alpha1
                kind: Numatopology
                metadata: {name: n5}
                spec:
                  cpuDetail:
                    "0": {}
                    "1": {core: 1}
                    "2": {numa: 1, socket: 1}
                    "3": {core: 1, numa: 1, socket: 1}
                  gpuDetail:
                    "0": {busID: "0000:3b:00.0", numa: 1}
                  numares: {cpu: {allocatable: 0-3, capacity: 4}}
                  policies: {CPUManagerPolicy: static, TopologyManagerPolicy: ""}
                """);

        assertThat(joined.machine().name()).contains("n5");
        assertThat(joined.machine().topology().cpus()).extracting(Cpu::numaNode).containsExactly(0, 0, 1, 1);
        assertThat(new CpuTopology(joined.machine().topology()).cpus().size()).isEqualTo(4);
        assertThat(joined.machine().devices())
                .containsExactly(new Device("nvidia.com/gpu", "0000:3b:00.0", Optional.of(List.of(1)), true));
        assertThat(joined.warnings()).anyMatch(warning -> warning.startsWith("configuration-elsewhere")
                && warning.contains("CPUManagerPolicy static") && !warning.contains("TopologyManagerPolicy"));
    }

    @Test
    void node_withFewerAllocatableDevices_hasUnhealthyOnes() {
        String unhealthy = NODE.replace("status:\n", "status:\n  allocatable: {cpu: \"7\", nvidia.com/gpu: \"1\"}\n");
        String described = """
                Name:               worker-1
                Roles:              <none>
                Capacity:
                  cpu:             8
                  nvidia.com/gpu:  2
                Allocatable:
                  cpu:             7
                  nvidia.com/gpu:  1
                """;
        for (String text : List.of(unhealthy, described)) {
            JoinedMachine joined = join(LSCPU, NUMACTL, text, TOPO);

            assertThat(joined.machine().devices()).extracting(Device::healthy).containsExactly(true, false);
            assertThat(joined.warnings()).anyMatch(warning -> warning.startsWith("devices-unhealthy")
                    && warning.contains("nvidia.com/gpu 1 of 2"));
        }
        assertThat(kinds(join(LSCPU, NUMACTL, NODE, TOPO))).doesNotContain("devices-unhealthy");
    }
}
