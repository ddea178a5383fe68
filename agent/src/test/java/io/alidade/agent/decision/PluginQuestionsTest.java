package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.PendingAdmission.Grant;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PluginQuestionsTest {
    private static final Grant FIRST = new Grant("a", "example.com/gpu", List.of("gpu0"));
    private static final Grant SECOND = new Grant("a", "example.com/nic", List.of("nic0"));
    private static final Grant SAME_PLUGIN = new Grant("b", "example.com/gpu", List.of("gpu1"));

    private final Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private final PluginQuestions questions = new PluginQuestions(Runnable::run);
    private final PendingAdmission admission = new PendingAdmission(
            PodRecord.pending(0, Samples.pod("p", "cpu: 1, memory: 1Gi"), Instant.EPOCH),
            ((KubeletStart.Started) Samples.node().start()).node(), Instant.EPOCH, new CompletableFuture<>());

    /// Plugins that answer when the test does.
    private final class Plugins implements QuietPlugins {
        @Override
        public CompletableFuture<String> allocate(String resource, List<String> ids) {
            return asked.computeIfAbsent(ids.getFirst(), _ -> new CompletableFuture<>());
        }
    }

    @BeforeEach
    void givePlugins() {
        questions.ask(new Plugins());
        admission.unasked().addAll(List.of(FIRST, SECOND, SAME_PLUGIN));
    }

    private void allocate(boolean atOnce) {
        questions.allocate(admission, atOnce, (grant, response) -> told.add(grant.ids().getFirst() + " " + response),
                () -> told.add("answered"), error -> told.add("failed: " + error));
    }

    private void answer(String device) {
        boolean _ = asked.getOrDefault(device, new CompletableFuture<>()).complete("yes");
    }

    @Test
    void plugins_atOnce_areAskedBeforeTheFirstHasAnswered_eachOnceAtATime() {
        allocate(true);
        assertThat(asked).containsOnlyKeys("gpu0", "nic0");
        answer("nic0");
        assertThat(told).isEmpty();
        answer("gpu0");
        assertThat(asked).containsOnlyKeys("gpu0", "nic0", "gpu1");
        assertThat(told).containsExactly("gpu0 yes", "nic0 yes");
        answer("gpu1");
        assertThat(told).containsExactly("gpu0 yes", "nic0 yes", "gpu1 yes", "answered");
    }

    @Test
    void plugins_oneAfterTheOther_areAskedWhenTheOneBeforeHasAnswered() {
        allocate(false);
        assertThat(asked).containsOnlyKeys("gpu0");
        answer("gpu0");
        assertThat(asked).containsOnlyKeys("gpu0", "nic0");
        boolean _ = asked.getOrDefault("nic0", new CompletableFuture<>())
                .completeExceptionally(new PluginFailure("no power"));
        assertThat(asked).containsOnlyKeys("gpu0", "nic0");
        assertThat(told).containsExactly("gpu0 yes", "failed: no power");
    }

    @Test
    void failure_ofAPlugin_isToldOnceAndBeforeOthersHaveAnswered() {
        allocate(true);
        boolean _ = asked.getOrDefault("gpu0", new CompletableFuture<>())
                .completeExceptionally(new PluginFailure("no power"));
        assertThat(told).containsExactly("failed: no power");
        answer("nic0");
        assertThat(told).containsExactly("failed: no power");
    }
}
