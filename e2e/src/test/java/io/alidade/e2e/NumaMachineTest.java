package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a machine with three NUMA nodes, of which the last one has no CPUs, and cgroup version 2: the kernel itself says where the
/// processes of pods are, and their memory.
class NumaMachineTest {
    /// Of NUMA node 0 and 1 two CPUs each; memory so that each pod finds room on one NUMA node only.
    private static final String[] MACHINE = {"-m", "2560M", "-smp", "4,sockets=2,cores=2,threads=1", "-object",
        "memory-backend-ram,id=m0,size=1024M", "-object", "memory-backend-ram,id=m1,size=768M", "-object",
        "memory-backend-ram,id=m2,size=768M", "-numa", "node,nodeid=0,cpus=0-1,memdev=m0", "-numa",
        "node,nodeid=1,cpus=2-3,memdev=m1", "-numa", "node,nodeid=2,memdev=m2"};
    private static final String HUGEPAGES = "hugepagesz=2M hugepages=0:4,1:32,2:4";
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
    /// Holds 64 MiB that it has written to.
    private static final String TOUCH = "[/bin/sh, -c, \"dd if=/dev/zero bs=64M count=1 | sleep 1000\"]";
    private static final String TOUCH_HUGEPAGES = "[/jre/bin/java, \"@/java.options\", -XX:+UseLargePages,"
            + " -XX:+AlwaysPreTouch, -Xms16m, -Xmx16m, io.alidade.e2e.Asleep]";
    /// Writes to more than it may have.
    private static final String TOO_MUCH = "[/bin/sh, -c, \"dd if=/dev/zero bs=64M count=1 of=/dev/null\"]";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void machine() {
        assumeTrue(VirtualMachine.isThere());
    }

    private static String pod(String name, String command, String limits) {
        return String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: host, command: %s, resources: {limits: {%s}}}]
                """, name, command, limits);
    }

    private static List<String> lines(Map<String, String> said, String section) {
        assertThat(said).containsKey(section);
        return said.getOrDefault(section, "").lines().map(String::strip).toList();
    }

    @Test
    void podsAndCommands_onAMachineWithNumaNodes_haveTheirMemoryWhereItWasAssigned()
            throws IOException, InterruptedException {
        VirtualMachine machine = new VirtualMachine(folder);
        machine.file("kubelet.yaml", CONFIGURATION);
        machine.file("manifests/1.yaml", pod("first", TOUCH, "cpu: 1, memory: 500Mi"));
        machine.file("manifests/2.yaml", pod("second", TOUCH, "cpu: 1, memory: 500Mi"));
        machine.file("manifests/3.yaml", pod("far", TOUCH, "cpu: 400m, memory: 400Mi"));
        machine.file("manifests/4.yaml", pod("huge", TOUCH_HUGEPAGES, "cpu: 500m, memory: 100Mi, hugepages-2Mi: 16Mi"));
        machine.file("manifests/5.yaml", pod("over", TOO_MUCH, "cpu: 100m, memory: 32Mi"));

        Map<String, String> said = machine.run("numa", HUGEPAGES, MACHINE);

        assertThat(said.get("agent")).as(said.toString()).isNotNull();
        Described.of(said, "first").assertIsOn("1", 0).assertGroup("memory.max", "524288000")
                .assertGroup("cpu.weight", "39").assertGroup("cpu.max", "max 100000");
        Described.of(said, "second").assertIsOn("2", 1);
        Described.of(said, "far").assertIsOn("0,3", 2).assertGroup("cpu.weight", "16")
                .assertGroup("cpu.max", "40000 100000");
        Described huge = Described.of(said, "huge").assertIsOn("0,3", 1).assertGroup("memory.max", "104857600")
                .assertGroup("hugetlb.2MB.max", "16777216");
        assertThat(huge.places()).contains(" huge ");
        assertThat(lines(said, "cured group")).containsExactly("cpuset.cpus:2", "cpuset.mems:1");
        assertThat(said.get("agent")).contains("drift-cured").contains("container-ended pod=default/over")
                .doesNotContain("step-failed");
        assertThat(lines(said, "run allowed")).containsExactly("Cpus_allowed_list:\t2-3", "Mems_allowed_list:\t1");
        assertThat(Described.pages(said.getOrDefault("run places", "")).keySet()).containsExactly(1);
        assertThat(said.get("run places")).contains(" huge ");
        assertThat(lines(said, "run code")).containsExactly("143");
    }
}
