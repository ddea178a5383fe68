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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    private static final String TWO_CPUS = "cpu: 2, memory: 1Gi";

    @TempDir
    Path folder = Path.of("");

    private Agent agent() {
        return Samples.agent(Samples.settings(folder.resolve("state")), Samples.node());
    }

    private static String cpus(Agent agent, PodRecord pod) {
        return agent.snapshot().placements(pod).getFirst().cpus().toListString();
    }

    @Test
    void pod_thatFits_isAdmittedAndOnDiskBeforeTheAnswer() throws IOException {
        try (Agent agent = agent()) {
            PodRecord record = agent.pods().submit(Samples.pod("web", TWO_CPUS)).join();
            assertThat(record.phase()).isEqualTo(PodPhase.RUNNING);
            assertThat(cpus(agent, record)).isEqualTo("1,9");
            assertThat(folder.resolve("state/cpu_manager_state")).content().contains(record.pod().uid(),
                    "\"c\":\"1,9\"");
            assertThat(folder.resolve("state/pods/" + record.pod().uid() + ".json")).content()
                    .contains("\"phase\": \"Running\"");
        }
    }

    @Test
    void pod_thatFitsNoNumaNode_isRefusedInTheWordsOfTheKubelet() {
        try (Agent agent = agent()) {
            PodRecord record = agent.pods().submit(Samples.pod("wide", "cpu: 9, memory: 1Gi")).join();
            assertThat(record.phase()).isEqualTo(PodPhase.FAILED);
            assertThat(record.reason()).isEqualTo("TopologyAffinityError");
            assertThat(record.message()).isEqualTo("Resources cannot be allocated with Topology locality");
        }
    }

    @Test
    void pod_thatIsRemoved_givesBackWhatItHeld() {
        try (Agent agent = agent()) {
            PodRecord first = agent.pods().submit(Samples.pod("first", TWO_CPUS)).join();
            assertThat(agent.pods().remove(first.pod().uid()).join()).isTrue();
            assertThat(agent.pods().remove(first.pod().uid()).join()).isFalse();
            assertThat(cpus(agent, agent.pods().submit(Samples.pod("second", TWO_CPUS)).join())).isEqualTo("1,9");
            assertThat(folder.resolve("state/pods/" + first.pod().uid() + ".json")).doesNotExist();
        }
    }

    @Test
    void restart_ofAnAgent_keepsPodsAndWhatTheyHold() {
        PodRecord first;
        PodRecord second;
        PodRecord refused;
        try (Agent agent = agent()) {
            first = agent.pods().submit(Samples.pod("first", TWO_CPUS)).join();
            second = agent.pods().submit(Samples.pod("second", TWO_CPUS)).join();
            refused = agent.pods().submit(Samples.pod("wide", "cpu: 9, memory: 1Gi")).join();
            agent.pods().remove(first.pod().uid()).join();
        }
        try (Agent agent = agent()) {
            assertThat(agent.snapshot().records()).extracting(record -> record.pod().fullName())
                    .containsExactly("default/second", "default/wide");
            assertThat(cpus(agent, second)).isEqualTo("2,10");
            assertThat(agent.snapshot().find("default", "wide").orElseThrow()).usingRecursiveComparison()
                    .ignoringFields("pod.manifest.position").isEqualTo(refused);
            assertThat(cpus(agent, agent.pods().submit(Samples.pod("third", TWO_CPUS)).join())).isEqualTo("1,9");
        }
    }

    @Test
    void state_thatIsNotThere_isMadeForOwnerAndGroup() throws IOException {
        Path made = folder.resolve("above/state");
        Samples.agent(Samples.settings(made), Samples.node()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwxr-x---");
    }

    @Test
    void state_ofAnotherAgent_isRefusedWithItsProcess() {
        try (Agent _ = agent()) {
            assertThatThrownBy(this::agent).isInstanceOf(BadInput.class)
                    .hasMessageContaining(" is in use by process " + ProcessHandle.current().pid() + ".");
        }
    }

    @Test
    void checkpoint_thatIsDamaged_isSetAsideAndItsPodsAdmittedAgain() throws IOException {
        try (Agent agent = agent()) {
            agent.pods().submit(Samples.pod("web", TWO_CPUS)).join();
        }
        Path checkpoint = folder.resolve("state/cpu_manager_state");
        Files.writeString(checkpoint, "{\"policyName\":\"static\",\"defaultCpuSet\":\"0\",\"checksum\":1}");
        List<String> log = new ArrayList<>();
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state")), Samples.node(), log);
                Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(cpus(agent, agent.snapshot().find("default", "web").orElseThrow())).isEqualTo("1,9");
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("cpu_manager_state.set-aside-"));
            assertThat(log).anyMatch(line -> line.contains("warn checkpoint-set-aside"));
        }
    }

    @Test
    void checkpoint_ofAConfigurationThatNoKubeletTakes_staysWhereItIs() throws IOException {
        try (Agent agent = agent()) {
            assertThat(agent.pods().submit(Samples.pod("web", TWO_CPUS)).join().isActive()).isTrue();
        }
        FoundNode wrong = Samples.node("memoryManagerPolicy: Static\n",
                "reservedMemory: [{numaNode: 7, limits: {memory: 100Mi}}]\n");
        assertThatThrownBy(() -> Samples.agent(Samples.settings(folder.resolve("state")), wrong))
                .isInstanceOf(BadInput.class).hasMessageContaining("does not start");
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("cpu_manager_state")
                    .noneMatch(name -> name.contains("set-aside"));
        }
    }

    @Test
    void status_thatCannotBeWrittenForAWhile_isWrittenLater() throws Exception {
        Path status = folder.resolve("state/status");
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state")), Samples.node(), log)) {
            Path inTheWay = Files.writeString(status, "");
            assertThat(agent.pods().submit(Samples.pod("web", TWO_CPUS)).join().isActive()).isTrue();
            await(() -> List.copyOf(log).stream().anyMatch(line -> line.contains("warn status-files")));
            Files.delete(inTheWay);
            await(() -> Files.exists(status.resolve("default_web.json")));
            assertThat(List.copyOf(log)).filteredOn(line -> line.contains("warn status-files")).hasSize(1);
        }
    }

    /// Whoever cannot write a checkpoint finds a folder in its place.
    private PodRecord submitWithoutACheckpoint(Profile profile) throws IOException {
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve(profile.name()), profile), Samples.node())) {
            Path checkpoint = folder.resolve(profile.name()).resolve("cpu_manager_state");
            Files.delete(checkpoint);
            Files.createDirectory(checkpoint);
            PodRecord record = agent.pods().submit(Samples.pod("web", TWO_CPUS)).join();
            Files.delete(checkpoint);
            return record;
        }
    }

    @Test
    void pod_thatCannotBeWrittenDown_isRefusedInSafeAndRunsInExact() throws IOException {
        PodRecord safe = submitWithoutACheckpoint(Profile.SAFE);
        assertThat(safe.reason()).isEqualTo("UnexpectedAdmissionError");
        assertThat(safe.message()).contains("cpu_manager_state cannot be written: it is a folder.");
        // Not even the next agent takes it for one that runs.
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve(Profile.SAFE.name())), Samples.node())) {
            assertThat(agent.snapshot().find("default", "web")).map(PodRecord::phase).contains(PodPhase.FAILED);
        }
        assertThat(submitWithoutACheckpoint(Profile.EXACT).phase()).isEqualTo(PodPhase.RUNNING);
    }

    @Test
    void restart_withAnotherPolicy_keepsThePodsInSafeAndIsRefusedInExact() {
        try (Agent agent = agent()) {
            assertThat(agent.pods().submit(Samples.pod("web", TWO_CPUS)).join().isActive()).isTrue();
        }
        FoundNode none = Samples.nodeOf("cpuManagerPolicy: none\n");
        assertThatThrownBy(
                () -> Samples.agent(Samples.settings(folder.resolve("state"), Profile.EXACT), none))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("configured policy \"none\" differs from state checkpoint policy \"static\"");
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state")), none)) {
            assertThat(agent.snapshot().find("default", "web").orElseThrow().phase()).isEqualTo(PodPhase.RUNNING);
        }
    }

    @Test
    void manifests_ofAFolder_comeAndGoWithTheirFiles() throws Exception {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        Path file = manifests.resolve("web.yaml");
        Path written = Files.writeString(folder.resolve("written"), Samples.manifest("web", TWO_CPUS));
        Files.move(written, file);
        List<String> log = new ArrayList<>();
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state"), manifests), Samples.node(), log)) {
            await(() -> agent.snapshot().find("default", "web").filter(pod -> pod.phase() == PodPhase.RUNNING)
                    .isPresent());
        }
        Files.delete(file);
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state"), manifests), Samples.node(), log)) {
            await(() -> agent.snapshot().find("default", "web").isEmpty());
        }
    }

    @Test
    void pod_whoseFileIsGone_isRemovedAsSoonAsThatCanBeWritten() throws Exception {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        List<String> log = new ArrayList<>();
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state"), manifests), Samples.node(), log)) {
            put(manifests, "web", TWO_CPUS);
            await(() -> phase(agent, "web") == PodPhase.RUNNING);
            Path checkpoint = folder.resolve("state/cpu_manager_state");
            Files.delete(checkpoint);
            Files.createDirectory(checkpoint);
            Files.delete(manifests.resolve("web.yaml"));
            await(() -> List.copyOf(log).stream().anyMatch(line -> line.contains("warn not-stored")));
            assertThat(phase(agent, "web")).isEqualTo(PodPhase.RUNNING);
            Files.delete(checkpoint);
            await(() -> agent.snapshot().find("default", "web").isEmpty());
            assertThat(List.copyOf(log)).filteredOn(line -> line.contains("warn not-stored")).hasSize(1);
        }
    }

    @Test
    void pod_ofAFile_evictsPodsThatAreNotCritical() throws Exception {
        Path manifests = Files.createDirectory(folder.resolve("manifests"));
        try (Agent agent = Samples.agent(Samples.settings(folder.resolve("state"), manifests), Samples.node())) {
            PodRecord small = agent.pods().submit(Samples.pod("small", "cpu: 1500m, memory: 1Gi")).join();
            PodRecord large = agent.pods().submit(Samples.pod("large", "cpu: 9500m, memory: 1Gi")).join();
            assertThat(List.of(small, large)).allMatch(PodRecord::isActive);
            put(manifests, "static", "cpu: 12500m, memory: 1Gi");
            await(() -> agent.snapshot().find("default", "static").filter(PodRecord::isActive).isPresent()
                    && phase(agent, "large") == PodPhase.FAILED);
            PodRecord gone = agent.snapshot().find("default", "large").orElseThrow();
            assertThat(gone.reason()).isEqualTo("Preempting");
            assertThat(gone.message()).isEqualTo("Preempted in order to admit critical pod");
            assertThat(phase(agent, "small")).isEqualTo(PodPhase.RUNNING);
            assertThat(agent.snapshot().node().manifests()).extracting(pod -> pod.request().name())
                    .containsExactly("small", "static");
            put(manifests, "other", "cpu: 14500m, memory: 1Gi");
            await(() -> phase(agent, "other") == PodPhase.FAILED);
            assertThat(agent.snapshot().find("default", "other").orElseThrow().message())
                    .endsWith("no set of running pods found to reclaim resources: [(res: cpu, q: 13000), ]");
        }
    }

    private void put(Path manifests, String name, String limits) throws IOException {
        Files.move(Files.writeString(folder.resolve("draft"), Samples.manifest(name, limits)),
                manifests.resolve(name + ".yaml"));
    }

    private static PodPhase phase(Agent agent, String name) {
        return agent.snapshot().find("default", name).map(PodRecord::phase).orElse(PodPhase.PENDING);
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 500 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
