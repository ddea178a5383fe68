package io.alidade.agent.nri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.wire.nri.PodSandbox;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodRequestsTest {
    private final List<String> log = new ArrayList<>();
    private final PodRequests requests = new PodRequests(
            new AgentLog(log::add, LogFormat.TEXT, InstantSource.system()));

    private Optional<AgentPod> alone(PodSandbox sandbox, int cpus, Map<String, Integer> devices) {
        return requests.alone(sandbox, NriSamples.container(sandbox.getName(), cpus), devices);
    }

    private static long milliCpus(AgentPod pod) {
        return pod.manifest().request().containers().getFirst().resources().requests()
                .getOrDefault("cpu", Quantity.ZERO).ceilMillis();
    }

    @Test
    void containersThatAskForTheSame_haveEachTheirName() {
        AgentPod one = alone(NriSamples.pod("own-one"), 2, Map.of()).orElseThrow();
        AgentPod two = alone(NriSamples.pod("own-two"), 2, Map.of()).orElseThrow();

        assertThat(one.fullName()).isEqualTo("default/own-one.c");
        assertThat(two.fullName()).isEqualTo("default/own-two.c");
        assertThat(two.uid()).isEqualTo("own-two_c");
        assertThat(DocumentWriter.toCompactJson(two.object()))
                .isEqualTo(DocumentWriter.toCompactJson(one.object()).replace("own-one", "own-two"))
                .contains("\"name\":\"own-two.c\"");
        assertThat(two.manifest().position()).hasToString("the runtime's container c-own-two:1:1");
    }

    @Test
    void containersThatAskForOtherThings_haveWhatTheyAskFor() {
        PodSandbox shared = NriSamples.pod("own-shared").toBuilder().putAnnotations("alidade.io/shared", "true")
                .build();

        assertThat(milliCpus(alone(NriSamples.pod("own-one"), 2, Map.of()).orElseThrow())).isEqualTo(2_000);
        assertThat(milliCpus(alone(NriSamples.pod("own-two"), 3, Map.of()).orElseThrow())).isEqualTo(3_000);
        assertThat(alone(NriSamples.pod("own-gpu"), 2, Map.of("example.test/gpu", 1)).orElseThrow().manifest()
                .request().containers().getFirst().resources().limits()).containsKey("example.test/gpu");
        assertThat(alone(shared, 2, Map.of()).orElseThrow().manifest().annotations())
                .containsEntry("alidade.io/shared", "true");
        PodSandbox seen = NriSamples.pod("own-seen").toBuilder().putAnnotations("kubernetes.io/config.source", "api")
                .build();
        assertThat(alone(seen, 2, Map.of()).orElseThrow().manifest().request().containers().getFirst().name())
                .isEqualTo("c");
        assertThat(alone(NriSamples.pod("own-last"), 2, Map.of()).orElseThrow().manifest().annotations()).isEmpty();
    }

    @Test
    void manyThingsThatAreAskedFor_areReadAllTheSame() {
        for (int cpus = 1; cpus < 600; cpus++) {
            assertThat(milliCpus(alone(NriSamples.pod("own-" + cpus), cpus, Map.of()).orElseThrow()))
                    .isEqualTo(1_000L * cpus);
        }
    }

    @Test
    void containerThatNoPodIsCalledLike_isLogged_alsoIfAnotherAskedForTheSame() {
        assertThat(alone(NriSamples.pod("own-one"), 2, Map.of())).isPresent();

        assertThat(alone(NriSamples.pod("own_By_Hand"), 2, Map.of())).isEmpty();

        assertThat(log).singleElement().asString().contains(" warn container-not-known container=c-own_By_Hand ");
    }
}
