package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole of containerd, NRI and agent on a machine with two NUMA nodes and cgroup version 2: containers of a real runtime and
/// their memory are where the agent has said, as the kernel itself says it. There is no kubelet, so that what pods asked for is
/// told by the values of their cgroups.
class NumaNriTest {
    private static final System.Logger LOG = System.getLogger(NumaNriTest.class.getName());
    /// No more CPUs than are needed, for each of them is emulated: two of NUMA node 0 and three of NUMA node 1.
    private static final String[] MACHINE = {"-m", "2048M", "-smp", "5,sockets=5,cores=1,threads=1", "-object",
        "memory-backend-ram,id=m0,size=1024M", "-object", "memory-backend-ram,id=m1,size=1024M", "-numa",
        "node,nodeid=0,cpus=0-1,memdev=m0", "-numa", "node,nodeid=1,cpus=2-4,memdev=m1"};
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            kubeReserved: {memory: 200Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 300Mi}}]
            """;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void machine() {
        assumeTrue("all".equals(System.getProperty("alidade.e2e")),
                "it takes minutes, and runs with -Dalidade.e2e=all alone");
        assumeTrue(VirtualMachine.isThere());
    }

    @Test
    void containers_ofARuntimeOnTwoNumaNodes_areWhereTheAgentSaysFromTheirStartToItsEnd()
            throws IOException, InterruptedException {
        VirtualMachine machine = new VirtualMachine(folder);
        machine.file("kubelet.yaml", CONFIGURATION);
        machine.addContainerd();

        Map<String, String> said = machine.run("nri", "", MACHINE);

        said.forEach((section, words) -> {
            if (section.startsWith("seconds until ")) {
                LOG.log(System.Logger.Level.INFO, "{0}: {1}", section, words.strip());
            }
        });
        assertThat(said.get("agent")).as(said.toString()).isNotNull();
        // CPUs and memory of one NUMA node; what is left over is everybody's.
        Described.of(said, "first").assertIsOn("1", 0).assertGroup("memory.max", "314572800");
        Described.of(said, "second").assertIsOn("2-3", 1);
        assertCpus(said, "shared before the agent", "0-4");
        assertCpus(said, "shared beside both", "0,4");
        // A third CPU of its NUMA node; a fourth one would be of the other.
        assertCpus(said, "second with a third CPU", "2-4");
        assertCpus(said, "shared beside a third CPU", "0");
        assertCpus(said, "second refused a fourth CPU", "2-4");
        assertCpus(said, "second with two CPUs again", "2-3");
        assertCpus(said, "shared beside two CPUs again", "0,4");
        // A container moves with its memory, so that three CPUs of one NUMA node are free for the next.
        Described.of(said, "third").assertIsOn("4", 1);
        assertCpus(said, "shared without the first", "0-1");
        assertThat(said.get("defragment")).contains("default/third.c").contains("The pod fits now.");
        Described.of(said, "third after its move").assertIsOn("1", 0);
        assertThat(said.get("agent")).containsPattern("container-relocated .*leftBehind=0");
        assertCpus(said, "shared beside the third", "0,2-4");
        Described.of(said, "fourth").assertIsOn("2-4", 1);
        assertCpus(said, "third released", "0-4").contains("cpuset.mems.effective:0-1");
        assertCpus(said, "shared released", "0-4").contains("cpuset.mems.effective:0-1");
        assertThat(said.get("release")).contains("3 containers may run on all CPUs now");
        assertThat(said.get("answers")).containsOnlyOnce("is refused: ").contains("TopologyAffinityError");
    }

    /// What a container may run on, by its cgroup and by the kernel.
    private static ListAssert<String> assertCpus(Map<String, String> said, String section,
            String cpus) {
        List<String> lines = said.getOrDefault(section, "").lines().map(String::strip).toList();
        return assertThat(lines).as(section).contains("cpuset.cpus.effective:" + cpus);
    }
}
