package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.mask.CpuSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent as an NRI plugin of a real containerd, whose real kubelet pins nothing; on this machine as it is.
class NriTest {
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

    private static final String ONE_CPU = "limits: {cpu: 1, memory: 32Mi}";
    private static final Pattern CONTAINER = Pattern.compile("containerd://([0-9a-f]+)");
    private static final int DEPTH = 8;

    private int agents;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one CPU is reserved, so there must be two");
    }

    private static String pod(String name, String limits) {
        return new Scenario.Pod(name,
                "containers: [{name: c, image: \"example.test/busybox:1\", imagePullPolicy: Never, resources: {"
                        + limits + "}}]")
                .manifest();
    }

    /// The CPUs in the cgroup of a pod's container; none while it does not run.
    private static CpuSet cpus(StandaloneKubelet kubelet, String pod) {
        Matcher container = CONTAINER.matcher(kubelet.described(pod));
        if (!container.find()) {
            return CpuSet.EMPTY;
        }
        try (Stream<Path> files = Files.walk(Path.of("/sys/fs/cgroup"), DEPTH)) {
            return files.filter(file -> file.endsWith(Path.of(container.group(1), "cpuset.cpus"))).map(NriTest::read)
                    .filter(text -> !text.isEmpty()).map(CpuSet::parseList).findFirst().orElse(CpuSet.EMPTY);
        } catch (IOException | UncheckedIOException changing) {
            return CpuSet.EMPTY;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private static void awaitCpus(StandaloneKubelet kubelet, String pod, String list)
            throws IOException, InterruptedException {
        kubelet.await("CPUs " + list + " of " + pod,
                () -> Optional.of(pod).filter(_ -> cpus(kubelet, pod).equals(CpuSet.parseList(list))));
    }

    private StandaloneKubelet kubelet(String minor) throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("k"));
        Files.writeString(work.resolve("config.yaml"), KUBELET);
        return StandaloneKubelet.start(minor, work, List.of());
    }

    private AgentProcess agent(StandaloneKubelet kubelet, String... more) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("alidade.yaml"), ALIDADE);
        List<String> options = new ArrayList<>(List.of("--mode", "nri", "--nri-socket",
                kubelet.nriSocket().toString(), "--kubelet-dir", kubelet.root().toString(), "--config",
                configuration.toString()));
        options.addAll(List.of(more));
        Path place = Files.createDirectories(folder.resolve("a" + agents++));
        AgentProcess agent = AgentProcess.start(place, folder.resolve("state"), options);
        agent.awaitLine("nri-synchronized");
        return agent;
    }

    private static String[] askingKubelet(StandaloneKubelet kubelet) throws IOException {
        return new String[] {"--kubelet-api", kubelet.address()};
    }

    @Test
    void nri_besideAKubeletThatPinsNothing_pinsItsContainers() throws IOException, InterruptedException {
        try (StandaloneKubelet kubelet = kubelet("1.36")) {
            kubelet.admit("early", pod("early", ""));
            try (AgentProcess agent = agent(kubelet, askingKubelet(kubelet))) {
                assertThat(cpus(kubelet, "early")).hasToString("0-1");

                kubelet.admit("own", pod("own", ONE_CPU));
                assertThat(cpus(kubelet, "own")).hasToString("1");
                assertThat(cpus(kubelet, "early")).hasToString("0");

                kubelet.submit("second", pod("second", ONE_CPU));
                kubelet.await("a refusal of second", () -> Optional.of(kubelet.described("second")).filter(
                        text -> text.contains("TopologyAffinityError: Resources cannot be allocated with Topology")));
                assertThat(cpus(kubelet, "own")).hasToString("1");

                kubelet.remove("own");
                awaitCpus(kubelet, "second", "1");
                assertThat(cpus(kubelet, "early")).hasToString("0");
                agent.kill();
            }
            // Nobody is asked: it runs anywhere.
            kubelet.admit("late", pod("late", ""));
            assertThat(cpus(kubelet, "late")).hasToString("0-1");
            try (AgentProcess agent = agent(kubelet, askingKubelet(kubelet))) {
                awaitCpus(kubelet, "late", "0");
                assertThat(cpus(kubelet, "second")).hasToString("1");
                assertPolicyChangesWithoutARestart(kubelet, agent);
                assertResizesInPlace(kubelet, agent);

                Finished released = Finished.alidade("agent", "release", "--node-socket",
                        folder.resolve("state/agent.sock").toString());
                assertThat(released.out()).contains("3 containers may run on all CPUs now");
                for (String name : List.of("early", "second", "late")) {
                    assertThat(cpus(kubelet, name)).hasToString("0-1");
                }
            }
            kubelet.admit("after", pod("after", ""));
            assertThat(cpus(kubelet, "after")).hasToString("0-1");
        }
    }

    private void assertPolicyChangesWithoutARestart(StandaloneKubelet kubelet, AgentProcess agent)
            throws IOException, InterruptedException {
        String before = kubelet.described("second");
        String other = ALIDADE.replace("reservedSystemCPUs: \"0\"", "reservedSystemCPUs: \"1\"");
        Path draft = Files.writeString(folder.resolve("other.yaml"), other);
        Finished plan = Finished.alidade("agent", "plan", "--node-socket",
                folder.resolve("state/agent.sock").toString(), draft.toString());
        assertThat(plan.out()).contains("default/second-n1").contains("CPUs 1").contains("CPUs 0");
        assertThat(cpus(kubelet, "second")).hasToString("1");

        Files.move(draft, folder.resolve("alidade.yaml"), StandardCopyOption.ATOMIC_MOVE);

        awaitCpus(kubelet, "second", "0");
        awaitCpus(kubelet, "late", "1");
        agent.awaitLine("configuration-changed");
        assertThat(kubelet.described("second")).contains(containerOf(before));

        String none = other.replace("reservedSystemCPUs: \"1\"", "reservedSystemCPUs: \"0-1\"");
        Files.writeString(draft, none);
        Files.move(draft, folder.resolve("alidade.yaml"), StandardCopyOption.ATOMIC_MOVE);
        agent.awaitLine("configuration-refused");
        assertThat(cpus(kubelet, "second")).hasToString("0");
    }

    /// As a kubelet resizes a container: by its runtime.
    private static void assertResizesInPlace(StandaloneKubelet kubelet, AgentProcess agent)
            throws IOException, InterruptedException {
        try (RuntimePods runtime = new RuntimePods(kubelet.containerdSocket())) {
            String id = containerOf(kubelet.described("second")).substring("containerd://".length());

            assertThatThrownBy(() -> runtime.resize(id, 2)).hasMessageContaining("TopologyAffinityError");
            agent.awaitLine("resize-refused");
            assertThat(cpus(kubelet, "second")).hasToString("0");
            assertThat(cpus(kubelet, "late")).hasToString("1");
        }
    }

    private static String containerOf(String described) {
        Matcher container = CONTAINER.matcher(described);
        assertThat(container.find()).isTrue();
        return container.group();
    }

    /// The agent and containerd end at any moment, here while containers are being created; afterwards all is as it should be.
    @Test
    void nri_whoseRuntimeAndAgentAreKilled_isWhereItShouldBeAfterwards() throws IOException, InterruptedException {
        try (StandaloneKubelet kubelet = kubelet("1.36")) {
            List<String> names = IntStream.range(0, 6).mapToObj(i -> "p" + i).toList();
            try (AgentProcess agent = agent(kubelet, askingKubelet(kubelet))) {
                kubelet.admit("own", pod("own", ONE_CPU));
                for (String name : names) {
                    kubelet.submit(name, pod(name, ""));
                }
                kubelet.await("a container", () -> Optional.of(names)
                        .filter(all -> all.stream().anyMatch(name -> !cpus(kubelet, name).isEmpty())));
                agent.kill();
            }
            try (AgentProcess agent = agent(kubelet, askingKubelet(kubelet))) {
                for (String name : names) {
                    awaitCpus(kubelet, name, "0");
                }
                kubelet.containerd().forEach(ProcessHandle::destroyForcibly);
                agent.awaitLine("nri-lost");
                agent.awaitLines("nri-synchronized", 2);
                kubelet.submit("late", pod("late", ""));
                awaitCpus(kubelet, "late", "0");
                assertThat(cpus(kubelet, "own")).hasToString("1");
            }
        }
    }

    @Test
    void nri_thatTheRuntimeRequires_letsNothingStartWithoutIt() throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("k"));
        // As they are shipped.
        Path settings = Files.createDirectories(work.resolve("conf.d"));
        for (String file : List.of("alidade-nri.toml", "alidade-required.toml")) {
            Files.copy(Peers.checkout().resolve("deploy/containerd").resolve(file), settings.resolve(file));
        }
        try (StandaloneKubelet kubelet = kubelet("1.36")) {
            kubelet.submit("own", pod("own", ONE_CPU));
            kubelet.await("a refusal of own", () -> Optional.of(kubelet.described("own"))
                    .filter(text -> text.contains("required plugin \\\"alidade\\\" not present")));

            try (AgentProcess agent = agent(kubelet, askingKubelet(kubelet))) {
                awaitCpus(kubelet, "own", "1");
                agent.kill();
                // Those that come now, one after the other, wait for the next agent.
                for (String name : List.of("a", "b", "c")) {
                    kubelet.submit(name, pod(name, ""));
                }
                kubelet.await("a refusal of c", () -> Optional.of(kubelet.described("c"))
                        .filter(text -> text.contains("required plugin \\\"alidade\\\" not present")));
                for (String name : List.of("a", "b", "c")) {
                    assertThat(cpus(kubelet, name)).isEqualTo(CpuSet.EMPTY);
                }
            }
            try (AgentProcess _ = agent(kubelet, askingKubelet(kubelet))) {
                for (String name : List.of("a", "b", "c")) {
                    awaitCpus(kubelet, name, "0");
                }
                assertThat(cpus(kubelet, "own")).hasToString("1");
            }
        }
    }

    @Test
    void nri_withoutAKubeletToAsk_goesByTheValuesOfCgroups() throws IOException, InterruptedException {
        try (StandaloneKubelet kubelet = kubelet("1.37")) {
            try (AgentProcess _ = agent(kubelet)) {
                kubelet.admit("own", pod("own", ONE_CPU));
                kubelet.admit("part", pod("part", "requests: {memory: 16Mi}"));

                assertThat(cpus(kubelet, "own")).hasToString("1");
                assertThat(cpus(kubelet, "part")).hasToString("0");
            }
        }
    }
}
