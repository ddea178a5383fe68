package io.alidade.kube.paste;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Outputs as people paste them, each in the shapes that its tool has had.
class PastesTest {
    static final String LSCPU = """
            Architecture:        x86_64
            CPU(s):              8
            On-line CPU(s) list: 0-7
            Thread(s) per core:  2
            Core(s) per socket:  2
            Socket(s):           2
            L3 cache:            22 MiB (2 instances)
            NUMA node(s):        2
            NUMA node0 CPU(s):   0,1,4,5
            NUMA node1 CPU(s):   2,3,6,7
            """;
    static final String LSCPU_NESTED = """
            Architecture:             x86_64
              CPU op-mode(s):         32-bit, 64-bit
            CPU(s):                   8
              On-line CPU(s) list:    0-7
            Vendor ID:                GenuineIntel
              Model name:             Intel(R) Xeon(R)
                Thread(s) per core:   2
                Core(s) per socket:   2
                Socket(s):            2
                Flags:                fpu vme de pse tsc msr pae mce cx8 apic sep mt
                                      rr pge mca
            Caches (sum of all):
              L3:                     22 MiB (2 instances)
            NUMA:
              NUMA node(s):           2
              NUMA node0 CPU(s):      0,1,4,5
              NUMA node1 CPU(s):      2,3,6,7
            Vulnerabilities:
              Mds:                    Not affected
            """;
    static final String LSCPU_2_33 = """
            CPU(s):                8
            On-line CPU(s) list:   0-7
            Thread(s) per core:    2
            Core(s) per socket:    2
            Socket(s):             2
            L1d cache:             32K
            L3 cache:              11264K
            NUMA node0 CPU(s):     0,1,4,5
            NUMA node1 CPU(s):     2,3,6,7
            """;
    static final String NUMACTL = """
            available: 2 nodes (0-1)
            node 0 cpus: 0 1 4 5
            node 0 size: 64405 MB
            node 0 free: 1200 MB
            node 1 cpus: 2 3 6 7
            node 1 size: 64508 MB
            node 1 free: 800 MB
            node distances:
            node   0   1
              0:  10  21
              1:  21  10
            """;
    static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata:
              name: worker-1
              labels: {pool: gpu}
            spec:
              taints:
              - {key: dedicated, value: ai, effect: NoExecute}
            status:
              capacity: {cpu: "8", memory: 132006912Ki, hugepages-1Gi: 4Gi, nvidia.com/gpu: "2", pods: "110"}
              nodeInfo: {kubeletVersion: v1.34.2}
            """;
    static final String TOPO = """
            \tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID
            GPU0\t X \tNV18\tPIX\t0,1,4,5\t0\t\tN/A
            GPU1\tNV18\t X \tSYS\t2,3,6,7\t1\t\tN/A
            NIC0\tPIX\tSYS\t X \t\t\t\t

            Legend:

              X    = Self

            NIC Legend:

              NIC0: mlx5_0
            """;

    static JoinedMachine join(String... texts) {
        return JoinedMachine.of(Arrays.stream(texts).flatMap(text -> told(text).stream()).toList());
    }

    static List<Told> told(String text) {
        return Pastes.read("a.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<String> kinds(JoinedMachine joined) {
        return joined.warnings().stream().map(warning -> warning.substring(0, warning.indexOf(':')));
    }

    private static List<String> cores(JoinedMachine joined) {
        return new CpuTopology(joined.machine().topology()).cores().stream().map(core -> core.cpus().toListString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {LSCPU, LSCPU_NESTED, LSCPU_2_33})
    void lscpu_eachGeneration_withNumactl_isTheMachine(String lscpu) {
        JoinedMachine joined = join(lscpu, NUMACTL);

        assertThat(joined.machine().topology().numaNodes()).containsExactly(
                new NumaNode(0, 64405L << 20, Map.of(), List.of(10, 21)),
                new NumaNode(1, 64508L << 20, Map.of(), List.of(21, 10)));
        assertThat(cores(joined)).containsExactly("0,4", "1,5", "2,6", "3,7");
        assertThat(joined.machine().topology().cpus()).extracting(Cpu::socket).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        assertThat(kinds(joined)).contains("siblings-assumed", "memory-rounded", "hugepages-unknown", "devices-unknown")
                .doesNotContain("memory-unknown", "distances-unknown", "sockets-assumed", "lines-unread");
    }

    @Test
    void siblings_whereHalvesWouldCrossNumaNodes_areNeighbours() {
        JoinedMachine joined = join("""
                Thread(s) per core: 2
                Core(s) per socket: 2
                Socket(s): 2
                NUMA node0 CPU(s): 0-3
                NUMA node1 CPU(s): 4-7
                """);

        assertThat(cores(joined)).containsExactly("0-1", "2-3", "4-5", "6-7");
    }

    @Test
    void siblings_whereCoresAreOfSeveralKinds_areNotAssumed() {
        JoinedMachine joined = join("""
                CPU(s): 6
                On-line CPU(s) list: 0-5
                Thread(s) per core: 2
                Core(s) per socket: 4
                Socket(s): 1
                NUMA node0 CPU(s): 0-5
                """);

        assertThat(cores(joined)).hasSize(6);
        assertThat(kinds(joined)).contains("cores-assumed").doesNotContain("siblings-assumed");
    }

    @Test
    void lscpuColumns_anyOrderAndOffline_areRead() {
        JoinedMachine joined = join("""
                NODE CPU SOCKET CORE ONLINE
                   0   0      0    0    yes
                   1   1      1    1    yes
                   0   2      0    0    yes
                   -   3      -    -     no
                """);

        assertThat(cores(joined)).containsExactly("0,2", "1");
        assertThat(joined.machine().hardware().offlineCpus()).isEqualTo(CpuSet.of(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
            # The following is the parsable format, which can be fed to other
            # CPU,Core,Socket,Node,,L1d,L1i,L2,L3
            0,0,0,0,,0,0,0,0
            1,1,0,0,,1,1,1,0
            2,,,,,2,2,2
            """, """
            0,0,0,0,,0,0,0,0
            1,1,0,0,,1,1,1,0
            """, """
            {
               "cpus": [
                  {"cpu": "0", "node": "0", "socket": "0", "core": "0", "l1d:l1i:l2:l3": "0:0:0:0", "online": "yes"},
                  {"cpu": 1, "node": 0, "socket": 0, "core": 1, "l1d:l1i:l2:l3": "1:1:1:0", "online": true},
                  {"cpu": 2,
                     "node": -,
                     "socket": -,
                     "core": -,
                     "online": false
                  }
               ]
            }""", """
            {"lscpu": [{"field": "NUMA:", "data": null, "children": [
              {"field": "NUMA node0 CPU(s):", "data": "0-1"}]}, {"field": "Thread(s) per core:", "data": "1"}]}"""})
    void lscpu_formsForPrograms_areTheMachine(String output) {
        JoinedMachine joined = join(output);

        assertThat(cores(joined)).containsExactly("0", "1");
        assertThat(joined.machine().topology().numaNodes()).extracting(NumaNode::id).containsExactly(0);
    }

    @Test
    void paste_withPromptsQuotesAndTerminalCodes_isRead() {
        String quoted = ("\u001b[32m[root@n1 ~]#\u001b[0m lscpu\n" + LSCPU_NESTED
                + "root@n1:~# LANG=C numactl --hardware\n"
                + NUMACTL + "hello\n[root@n1 ~]#").indent(2).replaceAll("(?m)^", "> ");

        JoinedMachine joined = join("```\n" + quoted + "```\n");

        assertThat(joined.machine().topology()).isEqualTo(join(LSCPU, NUMACTL).machine().topology());
        assertThat(joined.warnings()).anyMatch(warning -> warning.startsWith("lines-unread: a.txt: 1 line is")
                && warning.endsWith("hello"));
    }

    @Test
    void nodeObject_besideTheOthers_addsWhatKubernetesKnows() {
        JoinedMachine joined = join(LSCPU, NUMACTL, NODE, TOPO,
                "GPU 0: NVIDIA A100 (UUID: GPU-11111111-aaaa)\nGPU 1: NVIDIA A100 (UUID: GPU-22222222-bbbb)\n");

        assertThat(joined.kubeletVersion()).contains("v1.34.2");
        assertThat(joined.machine().name()).contains("worker-1");
        assertThat(joined.machine().labels()).containsEntry("pool", "gpu");
        assertThat(joined.machine().taints()).hasSize(1);
        assertThat(joined.machine().topology().numaNodes()).extracting(NumaNode::hugepages)
                .containsExactly(Map.of(1L << 30, 2L), Map.of(1L << 30, 2L));
        assertThat(joined.machine().devices()).containsExactly(
                new Device("nvidia.com/gpu", "GPU-11111111-aaaa", Optional.of(List.of(0)), true),
                new Device("nvidia.com/gpu", "GPU-22222222-bbbb", Optional.of(List.of(1)), true));
        assertThat(kinds(joined)).contains("hugepages-assumed", "nics-without-resource")
                .doesNotContain("devices-without-numa-node");
    }

    @Test
    void nodeObject_alone_countsDevicesWithoutNumaNode() {
        JoinedMachine joined = join(NODE);

        assertThat(joined.machine().devices()).hasSize(2).allMatch(device -> device.numaNodes().isEmpty());
        assertThat(kinds(joined)).contains("devices-without-numa-node", "cpu-ids-assumed", "numa-nodes-assumed");
    }

    @Test
    void description_ofANode_isTheNode() {
        JoinedMachine joined = join(LSCPU, NUMACTL, """
                Name:               worker-1
                Roles:              <none>
                Labels:             kubernetes.io/os=linux
                                    pool=gpu
                Annotations:        a: b
                Taints:             dedicated=ai:NoExecute
                Unschedulable:      false
                Capacity:
                  cpu:                8
                  hugepages-1Gi:      4Gi
                  memory:             132006912Ki
                  nvidia.com/gpu:     2
                Allocatable:
                  cpu:                6
                System Info:
                  Machine ID:                 1234
                  Architecture:               amd64
                  Kubelet Version:            v1.36.3
                Allocated resources:
                  Resource           Requests    Limits
                  cpu                850m (14%)  100m (1%)
                Events:              <none>
                """);

        assertThat(joined.kubeletVersion()).contains("v1.36.3");
        assertThat(joined.machine().labels()).isEqualTo(Map.of("kubernetes.io/os", "linux", "pool", "gpu"));
        assertThat(joined.machine().taints()).extracting(taint -> taint.key() + taint.value() + taint.effect())
                .containsExactly("dedicatedaiNoExecute");
        assertThat(joined.machine().devices()).hasSize(2);
    }

    @Test
    void replicas_moreCountedThanThere_areShares() {
        JoinedMachine joined = join(LSCPU, NUMACTL, TOPO,
                NODE.replace("nvidia.com/gpu: \"2\"", "nvidia.com/gpu: \"8\""));

        assertThat(joined.machine().devices()).hasSize(8);
        assertThat(kinds(joined)).contains("devices-shared");
    }

    @Test
    void topo_withBlanksInsteadOfTabs_isTheSame() {
        assertThat(join(LSCPU, TOPO.replace("\t", "     ")).machine().devices())
                .isEqualTo(join(LSCPU, TOPO).machine().devices()).hasSize(2);
    }

    @Test
    void topo_withoutNumaNodes_goesByNearCpus() {
        assertThat(join(LSCPU,
                "      GPU0    GPU1    CPU Affinity\nGPU0   X     SYS     0,1,4,5\nGPU1  SYS     X     0-7\n")
                .machine().devices()).containsExactly(
                        new Device("nvidia.com/gpu", "GPU0", Optional.of(List.of(0)), true),
                        new Device("nvidia.com/gpu", "GPU1", Optional.empty(), true));
    }

    @Test
    void lstopo_oldAndNew_areTheMachine() {
        String old = """
                Machine (128GB)
                  NUMANode L#0 (P#0 64GB)
                    Socket L#0 + L3 L#0 (20MB)
                      L2 L#0 (256KB) + L1 L#0 (32KB) + Core L#0
                        PU L#0 (P#0)
                        PU L#1 (P#2)
                  NUMANode L#1 (P#1 64GB) + Socket L#1 + L3 L#1 (20MB) + L2 L#1 (256KB) + L1 L#1 (32KB) + Core L#1
                    PU L#2 (P#1)
                    PU L#3 (P#3)
                """;
        String now = """
                Machine (128GB total)
                  Package L#0
                    NUMANode L#0 (P#0 64GB)
                    NUMANode(HBM) L#2 (P#2 16GB)
                    L3 L#0 (20MB) + L2 L#0 (256KB) + L1d L#0 (32KB) + L1i L#0 (32KB) + Core L#0
                      PU L#0 (P#0)
                      PU L#1 (P#2)
                    HostBridge
                      PCI 01:00.0 (Ethernet)
                        Net "eth0"
                  Package L#1
                    NUMANode L#1 (P#1 64GB)
                    L3 L#1 (20MB) + L2 L#1 (256KB) + L1d L#1 (32KB) + L1i L#1 (32KB) + Core L#1
                      PU L#2 (P#1)
                      PU L#3 (P#3)
                """;
        for (String output : List.of(old, now)) {
            JoinedMachine joined = join(output);
            assertThat(cores(joined)).containsExactly("0,2", "1,3");
            assertThat(joined.machine().topology().cpus()).extracting(Cpu::numaNode).containsExactly(0, 1, 0, 1);
            assertThat(joined.machine().topology().numaNodes().getFirst().memoryBytes()).isEqualTo(64L << 30);
            assertThat(kinds(joined)).doesNotContain("lines-unread");
        }
    }

    @Test
    void contradiction_betweenTwoSources_namesBoth() {
        assertThatThrownBy(() -> join(LSCPU, NUMACTL.replace("0 1 4 5", "0 1 4 6").replace("2 3 6 7", "2 3 5 7")))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "lscpu (a.txt, line 1) says: CPUs of NUMA node 0 0-1,4-5; numactl (a.txt, line 1) says: CPUs of"
                                + " NUMA node 0 0-1,4,6.");
        assertThatThrownBy(() -> join("CPU CORE\n0 0\n1 0\n2 1\n3 1\n", "CPU CORE\n0 0\n1 1\n2 0\n3 1\n"))
                .isInstanceOf(BadInput.class).hasMessageContaining("share")
                .hasMessageContaining("lscpu -e (a.txt, line 1)");
        assertThatThrownBy(() -> join(LSCPU, NUMACTL, NODE.replace("cpu: \"8\"", "cpu: \"16\"")))
                .isInstanceOf(BadInput.class).hasMessageContaining("16").hasMessageContaining("node object");
        assertThatThrownBy(() -> join(LSCPU, NUMACTL, NODE.replace("132006912Ki", "32006912Ki")))
                .isInstanceOf(BadInput.class).hasMessageContaining("memory");
    }

    @Test
    void join_ofOneMachineInAnyOrder_isTheSame() {
        assertThat(join(NUMACTL, NODE, LSCPU).machine()).isEqualTo(join(LSCPU, NUMACTL, NODE).machine());
    }

    @Test
    void join_toAWholeMachine_addsAndChecks() {
        JoinedMachine whole = join(LSCPU, NUMACTL);

        JoinedMachine joined = JoinedMachine.of("machine file m.yaml", whole.machine(), told(NODE + "---\n" + TOPO));

        assertThat(joined.machine().topology()).isEqualTo(whole.machine().topology());
        assertThat(joined.machine().devices()).hasSize(2);
        assertThat(joined.kubeletVersion()).contains("v1.34.2");
        assertThatThrownBy(() -> JoinedMachine.of("machine file m.yaml", whole.machine(),
                told("NUMA node0 CPU(s): 0-7\n"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("machine file m.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello\n", "numaNodes: [{memory: 1Gi}]\nlayout: {sockets: 1, coresPerSocket: 2}\n",
        "{\"id\": \"x\", \"machine\": {\"cpus\": []}}", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
        "kind: NodeResourceTopology\nzones: []\n"})
    void text_ofAnotherKind_isNoPaste(String text) {
        assertThat(told(text)).isEmpty();
    }

    /// The least with which each output begins: one line of it is enough, in any text.
    @ParameterizedTest
    @ValueSource(strings = {"Name:   n1\nRoles:  <none>", "Capacity:\n  cpu:  8", "Allocatable:\n  cpu:  8",
        "CPU NODE\n0 0", "CPU SOCKET\n0 0", "CPU CORE\n0 0", "#CPU,Core\n0,0", "# The following is the parsable format",
        "0,0,0,0,,0", "Architecture: x86_64", "CPU op-mode(s): 64-bit", "CPU(s): 1", "NUMA node0 CPU(s): 0",
        "Model name: x", "Vendor ID: x", "L3 cache: 1 MiB", "available: 1 nodes (0)", "node 0 cpus: 0",
        "node 0 size: 1 MB", "node 0 free: 1 MB", "node distances:", "No NUMA available on this system",
        "Per-node system memory usage (in MBs):", "Node 0 Total", "GPU7\nGPU7 X", "GPU 0: x (UUID: GPU-12345678)",
        "GPU[0] : (Topology) Numa Node: 0", "detected CPU topology &{1 1 1 map[0:{0 0 0}]}", "Machine (1GB)",
        "Machine L#0",
        "{\"lscpu\": []}", "kind: Node", "apiVersion: v1\nkind: Node", "metadata:\n  name: n1\nkind: Node",
        "items:\n- kind: Node\nkind: List",
        "kind: Numatopology\nspec:\n  cpuDetail:\n    0: {numa: 0, socket: 0, core: 0}"})
    void output_ofOneLine_isFound(String text) {
        assertThat(told(text)).isNotEmpty();
        assertThat(told("numaNodes:\n\n > " + text.replace("\n", "\n > ") + "\n")).isNotEmpty();
    }

    @Test
    void node_severalInAList_areRefusedByName() {
        assertThatThrownBy(() -> told("""
                apiVersion: v1
                kind: List
                items:
                - {kind: Node, metadata: {name: n1}}
                - {kind: Node, metadata: {name: n2}}
                """)).isInstanceOf(BadInput.class)
                .hasMessageContaining("n1, n2");
    }

    private static final String ROCM = """
            ============================ ROCm System Management Interface ============================
            =============================== Link Type between two GPUs ===============================
                   GPU0         GPU1
            GPU0   0            XGMI
            GPU1   XGMI         0

            ======================================= Numa Nodes =======================================
            GPU[0]\t\t: (Topology) Numa Node: 0
            GPU[0]\t\t: (Topology) Numa Affinity: 0
            GPU[1]\t\t: (Topology) Numa Node: -1
            GPU[1]\t\t: (Topology) Numa Affinity: 1
            ================================== End of ROCm SMI Log ===================================
            """;

    @ParameterizedTest
    @ValueSource(strings = {ROCM, "GPU 0   : (Topology) Numa Node: 0\nGPU 1   : (Topology) Numa Node: 1\n",
        "{\"card0\": {\"(Topology) Numa Node\": \"0\", \"(Topology) Numa Affinity\": \"0\"},"
                + " \"card1\": {\"(Topology) Numa Node\": \"1\", \"(Topology) Numa Affinity\": \"1\"}}"})
    void rocm_tellsTheNumaNodesOfItsGpus(String text) {
        JoinedMachine joined = join(LSCPU, NUMACTL, text);

        assertThat(joined.machine().devices()).containsExactly(
                new Device("amd.com/gpu", "GPU0", Optional.of(List.of(0)), true),
                new Device("amd.com/gpu", "GPU1", Optional.of(List.of(1)), true));
        assertThat(kinds(joined)).doesNotContain("lines-unread", "devices-without-numa-node");
    }

    // `lscpu | grep -v NUMA.node`, or a paste that ends too early.
    @Test
    void lscpu_withoutTheListsOfItsNumaNodes_isRefused() {
        String cut = LSCPU.substring(0, LSCPU.indexOf("NUMA node1"));
        assertThatThrownBy(() -> join(cut)).isInstanceOf(BadInput.class)
                .hasMessageContaining(
                        "lscpu (a.txt, line 1) says that there are 2 NUMA nodes, and the CPUs of only 1 are");
        assertThatThrownBy(() -> join(LSCPU.substring(0, LSCPU.indexOf("NUMA node0")))).isInstanceOf(BadInput.class)
                .hasMessageContaining("the CPUs of none are shown");
        assertThat(join(cut, NUMACTL).machine().topology().numaNodes()).hasSize(2);
    }
}
