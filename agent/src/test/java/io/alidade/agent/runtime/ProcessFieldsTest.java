package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a pod says of volumes, users and messages, as real processes see it.
class ProcessFieldsTest {
    @TempDir
    Path state = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Agent> agents = new ArrayList<>();

    @BeforeEach
    void start() {
        agents.add(Samples.agent(Samples.processes(state),
                Samples.thisMachine(MachineDiscovery.discover(Path.of("/")), ""), log));
    }

    @AfterEach
    void stop() {
        for (Agent agent : agents) {
            agent.snapshot().records().forEach(pod -> assertThat(agent.pods().remove(pod.pod().uid()).join()).isTrue());
            agent.close();
        }
    }

    /// Root, with the right to mount, which a sandbox may not give.
    private void assumeRoot() throws InterruptedException {
        AtomicBoolean mounts = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                Mounts.separate();
                mounts.set(true);
            } catch (RuntimeException notAllowed) {
                mounts.set(false);
            }
        });
        thread.join();
        assumeTrue(mounts.get(), "only root may mount");
    }

    private PodRecord run(String spec) throws InterruptedException {
        Agent agent = agents.getFirst();
        PodRecord pod = agent.pods().submit(AgentPod.read(Samples.document(
                "{apiVersion: v1, kind: Pod, metadata: {name: job}, spec: {restartPolicy: Never, " + spec + "}}"),
                new PodOrigin.Api())).join();
        assertThat(pod.isActive()).as(pod.message()).isTrue();
        await(() -> !agent.snapshot().find("default", "job").orElseThrow().isActive());
        return agent.snapshot().find("default", "job").orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 1_000 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private String printed(PodRecord pod, String container) throws IOException {
        return Files.readString(state.resolve("containers/" + pod.pod().uid() + "/" + container + "/log"));
    }

    private ContainerState ended(PodRecord pod) {
        return agents.getFirst().snapshot().containers().orElse(pod.pod().uid(), Map.of()).getOrDefault("c",
                ContainerState.waiting(0, "", ""));
    }

    private static String container(String name, String script, String more) {
        return "{name: " + name + ", command: [/bin/sh, -c, \"" + script + "\"]" + more + "}";
    }

    @Test
    void volumes_ofAPod_areSeenByItsContainersAlone() throws Exception {
        assumeRoot();
        Path shared = Files.createDirectory(state.resolve("shared"));
        Files.writeString(shared.resolve("f"), "host");
        PodRecord pod = run(
                "volumes: [{name: own, emptyDir: {medium: Memory, sizeLimit: 1Mi}}, {name: host, hostPath: {path: "
                        + shared + ", type: Directory}}], initContainers: ["
                        + container("i", "echo hello >/mnt/word", ", volumeMounts: [{name: own, mountPath: /mnt}]")
                        + "], containers: ["
                        + container("c", "cat /srv/word /media/f; touch /media/g || echo read-only;"
                                + " grep -c ' /mnt ' /proc/self/mountinfo",
                                ", volumeMounts: [{name: own, mountPath: /srv},"
                                        + " {name: host, mountPath: /media, readOnly: true}]")
                        + "]");
        assertThat(printed(pod, "c")).startsWith("hello\nhost").contains("read-only\n").endsWith("0\n");
        assertThat(shared.resolve("g")).doesNotExist();
        assertThat(Path.of("/mnt/word")).doesNotExist();
        await(() -> Files.notExists(state.resolve("volumes/" + pod.pod().uid() + "/volumes")));
    }

    @Test
    void user_groupsAndRights_areThoseOfThePod() throws Exception {
        assumeRoot();
        PodRecord pod = run(
                "securityContext: {runAsUser: 12345, runAsGroup: 23456, supplementalGroups: [7], fsGroup: 8},"
                        + " containers: ["
                        + container("c", "id -u; id -g; id -G; grep NoNewPrivs /proc/self/status", ", "
                                + "securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}")
                        + ", "
                        + container("d", "grep -E 'CapBnd|CapEff' /proc/self/status",
                                ", securityContext: {runAsUser: 0,"
                                        + " capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}")
                        + "]");
        assertThat(printed(pod, "c")).isEqualTo("12345\n23456\n23456 7 8\nNoNewPrivs:\t1\n");
        // CAP_NET_BIND_SERVICE is 10.
        assertThat(printed(pod, "d")).isEqualTo("CapEff:\t0000000000000400\nCapBnd:\t0000000000000400\n");
    }

    @Test
    void message_thatAContainerLeaves_isThatOfItsEnd() throws Exception {
        assumeRoot();
        Path file = Files.createFile(state.resolve("message"));
        PodRecord pod = run("containers: [" + container("c", "echo -n bye >" + file + "; exit 3",
                ", terminationMessagePath: " + file) + "]");
        assertThat(pod.phase()).isEqualTo(PodPhase.FAILED);
        assertThat(ended(pod).message()).isEqualTo("bye");
        assertThat(file).isEmptyFile();
    }

    @Test
    void memory_beyondTheLimit_endsTheContainerWhereItCanBeKeptToIt() throws Exception {
        PodRecord pod = run("containers: [" + container("c",
                "grep memory /proc/self/cgroup; head -c 100m /dev/zero | tail >/dev/null; exit $?",
                ", resources: {limits: {memory: 16Mi, cpu: 100m}}") + "]");
        assumeTrue(printed(pod, "c").contains("alidade-" + pod.pod().uid()), "no cgroup of version 1 can be made here");
        assertThat(ended(pod).exitCode()).hasValue(137);
        assertThat(ended(pod).reason()).isEqualTo("OOMKilled");
    }

    @Test
    void log_ofAContainerThatFails_standsForItsMessageIfThePodSaysSo() throws Exception {
        PodRecord pod = run("containers: [" + container("c", "echo one; echo two; exit 3",
                ", terminationMessagePolicy: FallbackToLogsOnError") + "]");
        assertThat(ended(pod).message()).isEqualTo("one\ntwo");
        assertThat(ended(pod).exitCode()).hasValue(3);
    }

    @Test
    void hostPath_atItsOwnPlace_needsNoMount() throws Exception {
        Path shared = Files.createDirectory(state.resolve("shared"));
        PodRecord _ = run("volumes: [{name: v, hostPath: {path: " + shared + "}}], containers: [" + container("c",
                "echo -n x >" + shared + "/f", ", volumeMounts: [{name: v, mountPath: " + shared + "}]") + "]");
        assertThat(shared.resolve("f")).content().isEqualTo("x");
    }

    @Test
    void volume_thatIsNotAsItIsSaid_keepsItsContainersWaiting() throws Exception {
        Agent agent = agents.getFirst();
        PodRecord pod = agent.pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: job},"
                        + " spec: {restartPolicy: Never, volumes: [{name: v, hostPath: {path: /dev/null, type: Directory}}], containers: ["
                        + container("c", "true", "") + "]}}"), new PodOrigin.Api()))
                .join();
        await(() -> !ended(pod).message().isEmpty());
        assertThat(ended(pod).name()).isEqualTo("waiting");
        assertThat(ended(pod).message()).isEqualTo("hostPath type check failed: /dev/null is not a directory");
    }
}
