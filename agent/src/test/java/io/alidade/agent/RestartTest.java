package io.alidade.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.Profile;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.FoundNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of pods that ran when an agent comes back with other settings, on another machine, or over checkpoints that
/// cannot be used.
class RestartTest {
    private static final String STATIC = """
            cpuManagerPolicy: static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            """;
    private static final String MEMORY = """
            memoryManagerPolicy: Static
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]
            systemReserved: {memory: 1948Mi}
            """;

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = new ArrayList<>();

    private Agent agent(Profile profile, FoundNode node) {
        return Samples.agent(Samples.settings(folder.resolve("state"), profile), node, log);
    }

    private static String cpus(Agent agent, String name) {
        return agent.snapshot().placements(pod(agent, name)).getFirst().cpus().toListString();
    }

    private static PodRecord pod(Agent agent, String name) {
        return agent.snapshot().find("default", name).orElseThrow();
    }

    private static void submit(Agent agent, String name, String limits) {
        assertThat(agent.pods().submit(Samples.pod(name, limits)).join().phase()).isEqualTo(PodPhase.RUNNING);
    }

    private void runs(Profile profile, FoundNode node, String limits) {
        try (Agent agent = agent(profile, node)) {
            submit(agent, "first", "cpu: 2, memory: 1Gi");
            submit(agent, "web", limits);
            agent.pods().remove(pod(agent, "first").pod().uid()).join();
        }
    }

    private boolean hasLogged(String event, String... words) {
        return log.stream().anyMatch(line -> line.contains(event) && List.of(words).stream().allMatch(line::contains));
    }

    @Test
    void pods_thatComeBackAsTheyWere_areNotWrittenAgain() throws IOException {
        runs(Profile.SAFE, Samples.nodeOf(STATIC), "cpu: 2, memory: 1Gi");
        Map<String, Object> before = inodes();
        try (Agent agent = agent(Profile.SAFE, Samples.nodeOf(STATIC))) {
            assertThat(pod(agent, "web").warnings()).singleElement().asString().contains("admitted again");
            assertThat(inodes()).isEqualTo(before);
        }
    }

    /// A file that is written again is another file.
    private Map<String, Object> inodes() throws IOException {
        Map<String, Object> inodes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("state/pods"))) {
            for (Path file : files.toList()) {
                inodes.put(file.toString(), Files.getAttribute(file, "unix:ino"));
            }
        }
        return inodes;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void podOfHalfACore_afterFullPcpusOnlyCame_runsOnOnlyInSafe(Profile profile) {
        runs(profile, Samples.nodeOf(STATIC), "cpu: 1, memory: 1Gi");
        try (Agent agent = agent(profile,
                Samples.nodeOf(STATIC + "cpuManagerPolicyOptions: {full-pcpus-only: 'true'}"))) {
            PodRecord pod = pod(agent, "web");
            if (profile == Profile.EXACT) {
                assertThat(pod.reason()).isEqualTo("SMTAlignmentError");
                return;
            }
            assertThat(pod.phase()).isEqualTo(PodPhase.RUNNING);
            assertThat(cpus(agent, "web")).isEqualTo("2");
            assertThat(pod.warnings()).singleElement().asString().startsWith(
                    "it stays on what it holds, though it would be refused now: SMTAlignmentError: ");
            assertThat(hasLogged("warn pod-kept", "default/web", "SMTAlignmentError")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void podOfTwoNumaNodes_afterSingleNumaNodeCame_runsOnOnlyInSafe(Profile profile) {
        runs(profile, Samples.nodeOf(STATIC.replace("single-numa-node", "best-effort")), "cpu: 10, memory: 1Gi");
        try (Agent agent = agent(profile, Samples.nodeOf(STATIC))) {
            if (profile == Profile.EXACT) {
                assertThat(pod(agent, "web").reason()).isEqualTo("TopologyAffinityError");
            } else {
                assertThat(cpus(agent, "web")).isEqualTo("2,4-7,10,12-15");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void podsThatFilledTheNode_afterMoreWasReserved_runOnOnlyInSafe(Profile profile) {
        runs(profile, Samples.nodeOf(STATIC), "cpu: 2, memory: 30Gi");
        try (Agent agent = agent(profile, Samples.nodeOf(STATIC + "systemReserved: {memory: 4Gi}"))) {
            assertThat(pod(agent, "web").reason()).isEqualTo(profile == Profile.EXACT ? "OutOfmemory" : "");
        }
    }

    @Test
    void strictReservation_thatCame_leavesPodsWhereTheyAre() {
        runs(Profile.SAFE, Samples.nodeOf(STATIC), "cpu: 2, memory: 1Gi");
        FoundNode strict = Samples.nodeOf(STATIC + "cpuManagerPolicyOptions: {strict-cpu-reservation: 'true'}");
        try (Agent agent = agent(Profile.SAFE, strict)) {
            // In their old order the pod would be on 1,9.
            assertThat(cpus(agent, "web")).isEqualTo("2,10");
            assertThat(agent.snapshot().node().node().allocations().cpus().sharedCpus()).hasToString("1,3-7,9,11-15");
            assertThat(hasLogged("warn checkpoint-set-aside", "some of strictly reserved cpus")).isTrue();
        }
    }

    @Test
    void strictReservation_thatCame_endsTheStartInExact() {
        runs(Profile.EXACT, Samples.nodeOf(STATIC), "cpu: 2, memory: 1Gi");
        FoundNode strict = Samples.nodeOf(STATIC + "cpuManagerPolicyOptions: {strict-cpu-reservation: 'true'}");
        assertThatThrownBy(() -> agent(Profile.EXACT, strict)).isInstanceOf(BadInput.class)
                .hasMessageContaining("some of strictly reserved cpus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu_manager_state", "memory_manager_state"})
    void checkpoint_thatIsDamagedOrGone_leavesPodsWhereTheyAreInSafe(String name) throws IOException {
        FoundNode node = Samples.nodeOf(STATIC + MEMORY);
        runs(Profile.SAFE, node, "cpu: 2, memory: 1Gi");
        Path checkpoint = folder.resolve("state").resolve(name);
        String before = Files.readString(checkpoint);
        Files.writeString(checkpoint, before.replace("checksum\":", "checksum\":1"));
        try (Agent agent = agent(Profile.SAFE, node)) {
            assertThat(cpus(agent, "web")).isEqualTo("2,10");
            assertThat(hasLogged("warn checkpoint-set-aside", name)).isTrue();
            assertThat(checkpoint).hasContent(before);
        }
        Files.delete(checkpoint);
        try (Agent agent = agent(Profile.SAFE, node)) {
            assertThat(cpus(agent, "web")).isEqualTo("2,10");
            assertThat(checkpoint).hasContent(before);
        }
    }

    @Test
    void machine_whoseCpusWentAway_givesItsPodOthersAndSaysSo() {
        runs(Profile.SAFE, Samples.nodeOf(STATIC), "cpu: 2, memory: 1Gi");
        FoundNode smaller = Samples.withoutCpus(Samples.nodeOf(STATIC), "10");
        assertThatThrownBy(() -> agent(Profile.EXACT, smaller)).isInstanceOf(BadInput.class).hasMessageContaining(
                "current set of available CPUs \"0-9,11-15\" doesn't match with CPUs in state \"0-15\"");
        try (Agent agent = agent(Profile.SAFE, smaller)) {
            assertThat(cpus(agent, "web")).isEqualTo("1-2");
            assertThat(hasLogged("warn checkpoint-set-aside", "0-9,11-15")).isTrue();
            assertThat(hasLogged("warn pod-not-kept", "\"2,10\"", "not on this machine")).isTrue();
            assertThat(hasLogged("warn pod-moved", "\"2,10\"", "\"1-2\"")).isTrue();
        }
    }
}
