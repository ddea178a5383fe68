package io.alidade.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 500 && !condition.getAsBoolean(); tries++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
