package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent and a real containerd: containers on the CPUs of this machine, of which CPU 0 is reserved. One containerd for all
/// tests, and an agent for each; its pods are called like none of another test.
class ContainerdTest {
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            memoryManagerPolicy: Static
            topologyManagerPolicy: restricted
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """;
    private static final String OWN = "resources: {limits: {cpu: 1, memory: 64Mi}}";
    private static final String SHARED = "resources: {requests: {memory: 16Mi}}";
    /// From the look that finds it to the next: a second, and what the cure takes.
    private static final Duration CURE = Duration.ofMillis(1_200);
    /// A busy machine takes longer.
    private static final int SLACK = 10;

    @TempDir
    static Path shared = Path.of("");
    private static Optional<StandaloneContainerd> started = Optional.empty();

    @TempDir
    Path folder = Path.of("");
    private Optional<AgentProcess> agent = Optional.empty();

    @BeforeAll
    static void peers() throws IOException, InterruptedException {
        assumeTrue(Peers.areThere());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "a machine with two CPUs is needed");
        started = Optional.of(StandaloneContainerd.start(shared));
    }

    @AfterAll
    static void end() {
        started.ifPresent(StandaloneContainerd::close);
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("config.yaml"), CONFIGURATION);
        agent = Optional.of(startAgent());
    }

    @AfterEach
    void stop() {
        agent.ifPresent(AgentProcess::close);
    }

    private static StandaloneContainerd containerd() {
        return started.orElseThrow();
    }

    private AgentProcess agent() {
        return agent.orElseThrow();
    }

    private AgentProcess startAgent() throws IOException, InterruptedException {
        return AgentProcess.start(folder, containerd().prefix(), "--runtime", "cri", "--runtime-endpoint",
                containerd().endpoint(), "--cgroup-parents", containerd().cgroup(), "--device-plugins",
                "/var/lib/kubelet/device-plugins", "--config", folder.resolve("config.yaml").toString());
    }

    /// Hands in a pod of one container.
    private void admit(String name, String more, String container) throws IOException, InterruptedException {
        agent().admit(new Scenario.Pod(name, more + "containers: [{name: c, image: \"example.test/busybox:1\","
                + " imagePullPolicy: Never, " + container + "}]"));
    }

    private static String read(String controller, long pid, String file) throws IOException {
        return Files.readString(containerd().cgroupOf(controller, pid).resolve(file)).strip();
    }

    private void awaitCpus(long pid, String cpus) throws InterruptedException {
        agent().await("CPUs " + cpus + " of process " + pid, () -> {
            try {
                return read("cpuset", pid, "cpuset.cpus").equals(cpus);
            } catch (IOException gone) {
                return false;
            }
        });
    }

    private void removeAll(String... pods) throws IOException, InterruptedException {
        for (String pod : pods) {
            agent().remove(pod);
        }
        for (String pod : pods) {
            agent().await("an end of all of " + pod, () -> containerd()
                    .ctr("containers", "ls", "-q", "labels.\"io.kubernetes.pod.name\"==" + pod).isEmpty());
        }
    }

    @Test
    void pod_withItsOwnCpu_runsThereAndTheOthersMoveAway() throws IOException, InterruptedException {
        admit("shared", "", SHARED);
        long shared = agent().running("shared");
        assertThat(read("cpuset", shared, "cpuset.cpus")).isEqualTo("0-1");

        admit("own", "", OWN);
        long own = agent().running("own");
        assertThat(read("cpuset", shared, "cpuset.cpus")).isEqualTo("0");
        assertThat(read("cpuset", own, "cpuset.cpus")).isEqualTo("1");
        assertThat(read("cpuset", own, "cpuset.mems")).isEqualTo("0");
        assertThat(read("cpu", own, "cpu.shares")).isEqualTo("1024");
        assertThat(read("cpu", own, "cpu.cfs_quota_us")).isEqualTo("-1");
        assertThat(read("memory", own, "memory.limit_in_bytes")).isEqualTo("67108864");
        assertThat(read("cpu", shared, "cpu.shares")).isEqualTo("2");

        Files.writeString(containerd().cgroupOf("cpuset", own).resolve("cpuset.cpus"), "0");
        long drifted = System.nanoTime();
        awaitCpus(own, "1");
        assertThat(Duration.ofNanos(System.nanoTime() - drifted)).isLessThan(CURE.multipliedBy(SLACK));
        agent().await("the report", () -> agent().log().contains("warn drift-cured pod=default/own container=c"));
        assertThat(agent().log()).contains("resource=cpus observed=0 assigned=1");

        agent().remove("own");
        awaitCpus(shared, "0-1");
        removeAll("shared");
    }

    @Test
    void containers_whileThereIsNoAgent_runOnAndTheNextOneKnowsThem() throws IOException, InterruptedException {
        admit("kept", "", OWN);
        admit("job", "restartPolicy: Never\n", SHARED + ", command: [/bin/sh, -c, \"sleep 4; exit 3\"]");
        long own = agent().running("kept");
        long _ = agent().running("job");
        agent().close();
        agent = Optional.of(startAgent());
        // What the last one wrote of it stands until something changes.
        agent().await("the container", () -> agent().log()
                .contains("container-found pod=default/kept container=c pid=" + own));
        assertThat(agent().running("kept")).isEqualTo(own);
        assertThat(read("cpuset", own, "cpuset.cpus")).isEqualTo("1");
        agent().await("the end of the job", () -> agent().podStatus("job").flatMap(pod -> pod.string("phase"))
                .filter("Failed"::equals).isPresent());
        assertThat(agent().containerState("job").orElseThrow().integer("exitCode", 0, 255)).hasValue(3);
        assertThat(agent().log()).doesNotContain("container-started");
        removeAll("kept", "job");
    }

    @Test
    void runtime_thatIsKilled_isWaitedForAndNothingElseEnds() throws IOException, InterruptedException {
        admit("early", "", SHARED);
        long shared = agent().running("early");
        containerd().kill();
        agent().await("the word of it", () -> agent().log().contains("warn runtime-gone "));
        admit("late", "", OWN);
        long own = agent().running("late");
        assertThat(agent().log().lines().filter(line -> line.contains(" info runtime-connected "))).hasSize(2);
        assertThat(agent().running("early")).isEqualTo(shared);
        assertThat(read("cpuset", shared, "cpuset.cpus")).isEqualTo("0");
        assertThat(read("cpuset", own, "cpuset.cpus")).isEqualTo("1");
        removeAll("late", "early");
    }

    @Test
    void container_thatEnds_isStartedAgainAfterItsBackOffAndThoseWithoutImageWait()
            throws IOException, InterruptedException {
        admit("loop", "", SHARED + ", command: [/bin/sh, -c, \"echo once; exit 7\"]");
        agent().admit(
                new Scenario.Pod("none", "restartPolicy: Never\ncontainers: [{name: c, image: \"example.test/no:1\","
                        + " imagePullPolicy: Never}]"));
        // Nobody serves a registry there.
        agent().admit(new Scenario.Pod("far", "containers: [{name: c, image: \"localhost:1/no:1\","
                + " imagePullPolicy: IfNotPresent}]"));
        agent().await("its back-off", () -> reason("loop").equals("CrashLoopBackOff"));
        agent().await("its image", () -> reason("none").equals("ErrImageNeverPull"));
        agent().await("its registry", () -> reason("far").equals("ImagePullBackOff"));
        assertThat(agent().containerState("far").flatMap(state -> state.string("message")).orElse(""))
                .startsWith("Back-off pulling image \"localhost:1/no:1\": ErrImagePull: ")
                .contains("connection refused");
        agent().await("its second end",
                () -> agent().log().lines().filter(line -> line.contains("container-ended pod=default/loop")
                        && line.contains("exitCode=7")).count() > 1);
        assertThat(folder.resolve("state/containers/uid-loop/c/1.log")).content().contains("once");
        assertThat(agent().podStatus("none").flatMap(pod -> pod.string("phase"))).contains("Running");
        removeAll("loop", "none", "far");
        assertThat(folder.resolve("state/containers/uid-loop")).doesNotExist();
    }

    private String reason(String pod) {
        return agent().containerState(pod).flatMap(state -> state.string("reason")).orElse("");
    }

    @Test
    void container_withDevices_hasWhatTheSamplePluginAnswers() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(containerd().prefix());
        command.addAll(List.of("env", "CDI_ENABLED=1", Peers.bin().resolve("sample-device-plugin").toString()));
        Process plugin = agent().startPlugin("example.com/resource", command.toArray(String[]::new));
        try {
            admit("device", "", "command: [/bin/sh, -c, \"ls /tmp; env; sleep 1000\"],"
                    + " resources: {limits: {cpu: 1, memory: 64Mi, example.com/resource: 1}}");
            long _ = agent().running("device");
            Path log = folder.resolve("state/containers/uid-device/c/0.log");
            agent().await("its words", () -> Files.exists(log) && content(log).contains("Dev-")
                    && content(log).contains("CDI_DEV"));
            removeAll("device");
        } finally {
            plugin.descendants().forEach(ProcessHandle::destroy);
            Files.deleteIfExists(Path.of("/tmp/Dev-1"));
            Files.deleteIfExists(Path.of("/tmp/Dev-2"));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
