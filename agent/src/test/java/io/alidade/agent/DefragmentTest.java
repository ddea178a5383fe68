package io.alidade.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two NUMA nodes of four cores of two threads; CPUs 0 and 8 are reserved. `alone` has two CPUs of NUMA node 1, and three cores of
/// NUMA node 0 are free.
class DefragmentTest {
    private static final String WIDE = "/v1/defragment?shape=cpu%3D8&apply=";

    @TempDir
    Path folder = Path.of("");

    private static String cpus(Agent agent, PodRecord pod) {
        return agent.snapshot().placements(pod).getFirst().cpus().toListString();
    }

    private static PodRecord fragmented(Agent agent) {
        PodRecord gone = agent.pods().submit(Samples.pod("gone", "cpu: 6, memory: 1Gi")).join();
        PodRecord alone = agent.pods().submit(Samples.pod("alone", "cpu: 2, memory: 1Gi")).join();
        assertThat(agent.pods().remove(gone.pod().uid()).join()).isTrue();
        assertThat(cpus(agent, alone)).isEqualTo("4,12");
        return alone;
    }

    private static Fields ask(AgentSettings settings, String target, String body) {
        HttpResponse response = SocketClient.call(settings.api(), "POST", target, "application/json",
                body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(HttpResponse.OK);
        return Fields.of(DocumentReader.mapping(DocumentReader.readOne("answer", response.body())));
    }

    @Test
    void question_forAShape_namesTheMoveAndMovesNothing() {
        AgentSettings settings = Samples.settings(folder);
        try (Agent agent = Samples.agent(settings, Samples.node())) {
            PodRecord alone = fragmented(agent);
            Fields answer = ask(settings, WIDE + "false", "");

            assertThat(answer.bool("possible")).contains(true);
            assertThat(answer.objects("moves")).singleElement().satisfies(move -> {
                assertThat(move.string("pod")).contains("default/alone");
                assertThat(move.object("from").orElseThrow().string("exclusiveCpus")).contains("4,12");
                assertThat(move.object("to").orElseThrow().string("exclusiveCpus")).contains("1,9");
                assertThat(move.has("done")).isFalse();
            });
            assertThat(cpus(agent, alone)).isEqualTo("4,12");
        }
    }

    @Test
    void move_thatIsMade_isOnDiskAndKeptByTheNextAgentAndThePodFits() throws Exception {
        AgentSettings settings = Samples.settings(folder);
        PodRecord alone;
        try (Agent agent = Samples.agent(settings, Samples.node())) {
            alone = fragmented(agent);
            Fields answer = ask(settings, WIDE + "true", "");

            assertThat(answer.objects("moves").getFirst().bool("done")).contains(true);
            assertThat(cpus(agent, alone)).isEqualTo("1,9");
            assertThat(Files.readString(folder.resolve("cpu_manager_state"))).contains("\"c\":\"1,9\"");
            assertThat(Files.readString(folder.resolve("pods/" + alone.pod().uid() + ".json"))).contains("1,9");
        }
        try (Agent agent = Samples.agent(settings, Samples.node())) {
            assertThat(cpus(agent, alone)).isEqualTo("1,9");
            assertThat(agent.pods().submit(Samples.pod("wide", "cpu: 8, memory: 1Gi")).join().isAdmitted()).isTrue();
        }
    }

    @Test
    void question_withAManifest_isOfThatPod() {
        AgentSettings settings = Samples.settings(folder);
        try (Agent agent = Samples.agent(settings, Samples.node())) {
            fragmented(agent);

            assertThat(ask(settings, "/v1/defragment", Samples.manifest("w", "cpu: 8, memory: 1Gi")).objects("moves"))
                    .hasSize(1);
            Fields never = ask(settings, "/v1/defragment?apply=true", Samples.manifest("w", "cpu: 9, memory: 1Gi"));
            assertThat(never.bool("possible")).contains(false);
            assertThat(never.stringList("reasons")).isNotEmpty();
        }
    }
}
