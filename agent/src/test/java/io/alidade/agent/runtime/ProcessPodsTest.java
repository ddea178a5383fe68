package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.process.CpuAffinity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes on the CPUs of the machine that runs the test: CPU 0 is reserved, the others can be given.
class ProcessPodsTest {
    private static final String CONFIGURATION = """
            cpuManagerPolicy: static
            topologyManagerPolicy: best-effort
            reservedSystemCPUs: "0"
            """;

    @TempDir
    Path state = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final DiscoveredMachine machine = MachineDiscovery.discover(Path.of("/"));
    private Optional<Agent> running = Optional.empty();

    @BeforeEach
    void start() {
        assumeTrue(machine.topology().cpus().size() > 1 && CpuAffinity.current().contains(0)
                && CpuAffinity.current().size() > 1, "a machine with two CPUs is needed");
        running = Optional.of(begin());
    }

    @AfterEach
    void stop() {
        running.ifPresent(agent -> {
            for (PodRecord pod : agent.snapshot().records()) {
                assertThat(agent.pods().remove(pod.pod().uid()).join()).isTrue();
            }
            agent.close();
        });
    }

    private Agent agent() {
        return running.orElseThrow();
    }

    private Agent begin() {
        AgentSettings settings = new AgentSettings(state, Optional.empty(), state.resolve("device-plugins"),
                state.resolve("agent.sock"), Optional.empty(), Optional.of(new PodRuntime.Processes()),
                Optional.empty(),
                Profile.SAFE,
                LogFormat.TEXT, Optional.empty());
        return Samples.agent(settings, Samples.thisMachine(machine, CONFIGURATION), log);
    }

    private PodRecord submit(String name, String resources, String more, String script) {
        return agent().pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: " + name
                        + "}, spec: {" + more + " containers: [{name: c, command: [/bin/sh, -c, \"" + script
                        + "\"], resources: {" + resources + "}}]}}"), new PodOrigin.Api()))
                .join();
    }

    private static String own(String cpus) {
        return "limits: {cpu: " + cpus + ", memory: 32Mi}";
    }

    private ContainerState state(String name) {
        PodRecord pod = agent().snapshot().find("default", name).orElseThrow();
        return agent().snapshot().containers().orElse(pod.pod().uid(), Map.of()).getOrDefault("c",
                ContainerState.waiting(0, "", ""));
    }

    private long running(String name) throws InterruptedException {
        await(() -> state(name).pid().isPresent());
        return state(name).pid().orElseThrow();
    }

    private static CpuSet allowed(long pid) throws IOException {
        return allowed(Path.of("/proc/" + pid + "/status"));
    }

    private static CpuSet allowed(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> CpuSet.parseList(line.substring(line.indexOf(':') + 1).strip())).findFirst().orElseThrow();
    }

    private CpuSet given(String name) {
        return agent().snapshot().placements(agent().snapshot().find("default", name).orElseThrow()).getFirst().cpus();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 1_000 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private boolean isAllowed(long pid, CpuSet cpus) {
        try {
            return allowed(pid).equals(cpus);
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void pod_withItsOwnCpu_runsThereAndTheOthersMoveAway() throws Exception {
        PodRecord first = submit("shared", "requests: {memory: 16Mi}", "", "sleep 1000");
        assertThat(first.isActive()).as(first.message()).isTrue();
        long shared = running("shared");
        assertThat(allowed(shared)).isEqualTo(given("shared"));
        CpuSet before = given("shared");
        PodRecord second = submit("own", own("1"), "", "sleep 1000");
        assertThat(second.isActive()).as(second.message()).isTrue();
        long own = running("own");
        assertThat(given("own").size()).isEqualTo(1);
        assertThat(allowed(own)).isEqualTo(given("own"));
        assertThat(allowed(shared)).isEqualTo(before.andNot(given("own"))).isEqualTo(given("shared"));
        assertThat(agent().pods().remove(agent().snapshot().find("default", "own").orElseThrow().pod().uid()).join())
                .isTrue();
        assertThat(allowed(shared)).isEqualTo(before);
        assertThat(Files.exists(Path.of("/proc/" + own))).isFalse();
    }

    @Test
    void container_thatRuns_isKeptByTheNextAgent() throws Exception {
        PodRecord _ = submit("own", own("1"), "", "sleep 1000");
        long pid = running("own");
        agent().close();
        assertThat(Files.exists(Path.of("/proc/" + pid))).isTrue();
        running = Optional.of(begin());
        assertThat(running("own")).isEqualTo(pid);
        assertThat(allowed(pid)).isEqualTo(given("own"));
    }

    @Test
    void container_thatRuns_staysWhereItIsAlsoWithoutACheckpoint() throws Exception {
        PodRecord _ = submit("own", own("1"), "", "sleep 1000");
        long pid = running("own");
        CpuSet before = given("own");
        agent().close();
        Files.writeString(state.resolve("cpu_manager_state"), "{}");
        running = Optional.of(begin());
        assertThat(running("own")).isEqualTo(pid);
        assertThat(given("own")).isEqualTo(before).isEqualTo(allowed(pid));
        assertThat(log).anyMatch(line -> line.contains("checkpoint-set-aside"))
                .noneMatch(line -> line.contains("pod-moved"));
    }

    @Test
    void container_thatEndsWhileThereIsNoAgent_isTakenNoteOf() throws Exception {
        PodRecord _ = submit("job", own("1"), "restartPolicy: Never,", "sleep 1; exit 3");
        long pid = running("job");
        agent().close();
        await(() -> Files.notExists(Path.of("/proc/" + pid)));
        running = Optional.of(begin());
        await(() -> agent().snapshot().find("default", "job").orElseThrow().phase() == PodPhase.FAILED);
        assertThat(state("job").exitCode()).hasValue(3);
    }

    @Test
    void thread_thatIsMovedElsewhere_isBroughtBack() throws Exception {
        PodRecord pod = submit("own", own("1"), "", "sleep 1000");
        long pid = running("own");
        // A cgroup that confines it, where one could be made, must be opened first.
        String cgroup = Files.readAllLines(state.resolve("containers/" + pod.pod().uid() + "/c/process")).get(3);
        if (!cgroup.isEmpty()) {
            Files.writeString(Path.of(cgroup, "cpuset.cpus"), "0\n");
        }
        CpuAffinity.confine((int) pid, CpuSet.of(0));
        await(() -> isAllowed(pid, given("own")));
        await(() -> List.copyOf(log).stream()
                .anyMatch(line -> line.contains("warn drift-cured") && line.contains("observed=0 ")));
    }

    @Test
    void container_thatDoesNotEndWhenAsked_isKilledAfterItsGrace() throws Exception {
        PodRecord pod = submit("stubborn", own("1"), "terminationGracePeriodSeconds: 1,",
                "trap '' TERM; while true; do sleep 1; done");
        long pid = running("stubborn");
        assertThat(agent().pods().remove(pod.pod().uid()).join()).isTrue();
        assertThat(Files.exists(Path.of("/proc/" + pid))).isFalse();
    }

    @Test
    void processes_thatACommandLeavesBehind_endWithIt() throws Exception {
        PodRecord pod = submit("leaves", own("1"), "restartPolicy: Never,",
                "sleep 1000 & echo $! >left; sleep 1000 & echo $! >>left; exit 0".replace("left", state.resolve("left")
                        .toString()));
        await(() -> agent().snapshot().find("default", "leaves").orElseThrow().phase() == PodPhase.SUCCEEDED);
        assertThat(pod.isActive()).isTrue();
        for (String pid : Files.readAllLines(state.resolve("left"))) {
            await(() -> Files.notExists(Path.of("/proc/" + pid)));
        }
    }

    @Test
    void pod_withItsOwnCpu_leavesTheThreadsOfTheAgentWhereTheyAre() throws Exception {
        PodRecord _ = submit("own", own("1"), "", "sleep 1000");
        assertThat(allowed(running("own"))).isEqualTo(given("own"));
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                assertThat(allowed(thread.resolve("status"))).as(thread.toString()).isEqualTo(CpuAffinity.current());
            }
        }
    }

    @Test
    void container_ofAnAgentAtATerminal_isInASessionOfItsOwn() throws Exception {
        PodRecord _ = submit("own", own("1"), "", "sleep 1000");
        long shell = running("own");
        await(() -> session(shell) == shell);
        assertThat(session(ProcessHandle.current().pid())).isNotEqualTo(shell);
    }

    /// The fourth word after the name.
    private static long session(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void daemon_thatHasLeftItsContainer_makesWayForAnExclusiveCpuAndEndsWithItsPod() throws Exception {
        Path left = state.resolve("left");
        PodRecord shared = submit("shared", "requests: {memory: 16Mi}", "",
                "(setsid sleep 1000 & echo $! >left.new; mv left.new left); sleep 1000".replace("left",
                        left.toString()));
        await(() -> Files.exists(left));
        long daemon = Long.parseLong(Files.readString(left).strip());
        assertThat(ProcessHandle.of(daemon).flatMap(ProcessHandle::parent).map(ProcessHandle::pid))
                .isNotEqualTo(Optional.of(running("shared")));

        PodRecord own = submit("own", own("1"), "", "sleep 1000");
        assertThat(own.isActive()).as(own.message()).isTrue();
        assertThat(allowed(running("own"))).isEqualTo(given("own"));
        assertThat(allowed(daemon).intersects(given("own"))).isFalse();

        assertThat(agent().pods().remove(shared.pod().uid()).join()).isTrue();
        await(() -> Files.notExists(Path.of("/proc/" + daemon)));
    }

    @Test
    void command_withItsVariables_endsWithItsCodeAndItsWordsAreInTheLog() throws Exception {
        PodRecord pod = submit("job", own("1"), "restartPolicy: Never,", "echo hello; exit 0");
        await(() -> agent().snapshot().find("default", "job").orElseThrow().phase() == PodPhase.SUCCEEDED);
        assertThat(state.resolve("containers/" + pod.pod().uid() + "/c/log")).content().contains("hello");
        assertThat(agent().snapshot().node().node().pods()).isEmpty();
    }

    @Test
    void command_withAWorkingFolder_runsThereAndElseInTheRoot() throws Exception {
        for (String folder : new String[] {"/tmp", "/"}) {
            PodRecord pod = agent().pods().submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata:"
                    + " {name: job}, spec: {restartPolicy: Never, containers: [{name: c, command: [pwd]"
                    + (folder.equals("/") ? "" : ", workingDir: " + folder) + "}]}}"), new PodOrigin.Api())).join();
            await(() -> agent().snapshot().find("default", "job").orElseThrow().phase() == PodPhase.SUCCEEDED);
            assertThat(state.resolve("containers/" + pod.pod().uid() + "/c/log")).content().isEqualTo(folder + "\n");
            assertThat(agent().pods().remove(pod.pod().uid()).join()).isTrue();
        }
    }

    @Test
    void command_thatIsNotThere_isToldWithItsWords() throws Exception {
        PodRecord pod = agent().pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name:"
                        + " none}, spec: {restartPolicy: Never, containers: [{name: c, command: [/no/such/program]}]}}"),
                        new PodOrigin.Api()))
                .join();
        await(() -> agent().snapshot().find("default", "none").orElseThrow().phase() == PodPhase.FAILED);
        assertThat(state("none").exitCode()).hasValue(127);
        assertThat(state.resolve("containers/" + pod.pod().uid() + "/c/log")).content().contains("/no/such/program");
    }

    @Test
    void end_thatCannotBeWrittenDown_isWrittenDownLater() throws Exception {
        Path go = state.resolve("go");
        PodRecord _ = submit("job", own("1"), "restartPolicy: Never,",
                "until [ -e go ]; do sleep 0.1; done".replace("go", go.toString()));
        long _ = running("job");
        Path checkpoint = state.resolve("cpu_manager_state");
        Files.delete(checkpoint);
        Files.createDirectory(checkpoint);
        Files.createFile(go);
        await(() -> List.copyOf(log).stream().anyMatch(line -> line.contains("warn not-stored")));
        assertThat(agent().snapshot().find("default", "job").orElseThrow().phase()).isEqualTo(PodPhase.RUNNING);
        Files.delete(checkpoint);
        await(() -> agent().snapshot().find("default", "job").orElseThrow().phase() == PodPhase.SUCCEEDED);
        assertThat(agent().snapshot().node().node().pods()).isEmpty();
    }

    @Test
    void pod_withAFieldThatIsNotFollowed_isRefusedByItsName() {
        PodRecord pod = agent().pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name:"
                        + " web}, spec: {containers: [{name: c, command: [a], livenessProbe: {}}]}}"),
                        new PodOrigin.Api()))
                .join();
        assertThat(pod.phase()).isEqualTo(PodPhase.FAILED);
        assertThat(pod.reason()).isEqualTo("UnsupportedField");
        assertThat(pod.message()).contains("spec.containers[0].livenessProbe is not followed.");
    }
}
