package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.mask.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent as a plugin of a real containerd whose real kubelet gives devices and pins nothing. The machine of the agent has two
/// sockets and is only described: NUMA node 0 has the CPUs 0-4 and 10-14, of which CPU 0 is reserved, NUMA node 1 the others. What
/// the runtime was told is seen in what it keeps of a container; cgroups of such CPUs there are none.
class NriMachineTest {
    private static final String KUBELET = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
            """;
    private static final String ALIDADE = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            topologyManagerPolicy: single-numa-node
            """;
    private static final StandaloneKubelet.Plugin GPU = new StandaloneKubelet.Plugin("example.test/gpu", "far=1");

    private static final CpuSet FIRST = CpuSet.parseList("0-4,10-14");
    private static final CpuSet SECOND = CpuSet.parseList("5-9,15-19");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
    }

    private AgentProcess agent(StandaloneKubelet kubelet, Path machine) throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve("a"));
        AgentProcess agent = AgentProcess.start(place, folder.resolve("state"), List.of("--mode", "nri", "--nri-socket",
                kubelet.nriSocket().toString(), "--kubelet-dir", kubelet.root().toString(), "--kubelet-api",
                kubelet.address(), "--pod-resources",
                kubelet.root().resolve("pod-resources/kubelet.sock").toString(), "--node", machine.toString(), "--root",
                place.toString(), "--config",
                Files.writeString(folder.resolve("alidade.yaml"), ALIDADE).toString()));
        agent.awaitLine("nri-synchronized");
        return agent;
    }

    private static String admit(StandaloneKubelet kubelet, String name, String limits)
            throws IOException, InterruptedException {
        assertThat(kubelet.admit(name, new Scenario.Pod(name,
                "containers: [{name: c, image: \"example.test/busybox:1\", imagePullPolicy: Never, resources: {limits: {"
                        + limits + "}}}]")
                .manifest()).isRefused()).isFalse();
        return kubelet.await("the container of " + name, () -> Optional.ofNullable(kubelet.containers(name).get("c"))
                .filter(id -> id.startsWith("containerd://"))).substring("containerd://".length());
    }

    @Test
    void podWithADevice_hasItsCpusWhereTheKubeletTookIt_andGrowsAndStaysThere()
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("k"));
        Files.writeString(work.resolve("config.yaml"), KUBELET);
        Files.createFile(work.resolve("without-cpus"));
        Path machine = folder.resolve("machine");
        Scenario.MACHINES.get(1).write(machine);
        try (StandaloneKubelet kubelet = StandaloneKubelet.start("1.36", work, List.of(GPU));
                AgentProcess agent = agent(kubelet, machine);
                RuntimePods runtime = new RuntimePods(kubelet.containerdSocket())) {
            String plain = admit(kubelet, "plain", "cpu: 1, memory: 32Mi");
            String gpu = admit(kubelet, "gpu", "cpu: 1, memory: 32Mi, example.test/gpu: 1");
            assertThat(cpus(runtime, plain).isSubsetOf(FIRST)).as(agent.log()).isTrue();
            CpuSet began = cpus(runtime, gpu);
            assertThat(began.isSubsetOf(SECOND)).as(agent.log()).isTrue();
            assertThat(began.size()).isEqualTo(1);

            runtime.resize(gpu, 4);
            CpuSet grown = cpus(runtime, gpu);
            assertThat(grown.size()).isEqualTo(4);
            assertThat(began.isSubsetOf(grown)).isTrue();
            assertThat(grown.isSubsetOf(SECOND)).isTrue();
            assertThatThrownBy(() -> runtime.resize(gpu, 12)).hasMessageContaining("TopologyAffinityError");
            assertThat(cpus(runtime, gpu)).isEqualTo(grown);

            // Nine CPUs of one NUMA node are there when plain has left the first.
            Finished moved = Finished.alidade("agent", "defragment", "--shape", "cpu=9,memory=1Gi", "--apply",
                    "--node-socket", folder.resolve("state/agent.sock").toString());
            assertThat(moved.out()).as(moved.err() + agent.log()).contains("default/plain-n1")
                    .contains("The pod fits now.");
            assertThat(cpus(runtime, plain).isSubsetOf(SECOND)).isTrue();
            assertThat(cpus(runtime, gpu)).isEqualTo(grown);

            runtime.resize(gpu, 1);
            assertThat(cpus(runtime, gpu)).isEqualTo(began);
        }
    }

    private static CpuSet cpus(RuntimePods runtime, String id) {
        return CpuSet.parseList(runtime.cpus(id));
    }
}
