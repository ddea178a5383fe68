package io.alidade.live.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PluginPreferencesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final PodManifest POD = Samples.pod("a", "cpu: 2, memory: 1Gi, example.com/gpu: 1");

    private static List<String> gpus(PluginPreferences preferences) {
        PodDecision decision = preferences.decide(preferred -> Samples.node().preferring(preferred).admit(POD));
        return decision.node().node().checkpoints().devices().orElseThrow().podEntries().stream()
                .flatMap(entry -> entry.deviceIds().values().stream()).flatMap(List::stream).toList();
    }

    @Test
    void decide_pluginThatPrefers_getsItsWay() {
        assertThat(gpus(PluginPreferences.none())).containsExactly("gpu0");
        assertThat(gpus(new PluginPreferences((resource, available, must, size) -> List.of(available.getLast()), LONG)))
                .containsExactly("gpu1");
    }

    @Test
    void decide_pluginThatFails_hasNoPreference() {
        assertThat(gpus(new PluginPreferences((resource, available, must, size) -> {
            throw new IllegalStateException("broken");
        }, LONG))).containsExactly("gpu0");
    }

    @Test
    void decide_pluginThatHangs_hasNoPreferenceAfterTheLimit() {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(gpus(new PluginPreferences((resource, available, must, size) -> {
            never.await();
            return List.of("gpu1");
        }, Duration.ofMillis(20)))).containsExactly("gpu0");
    }

    @Test
    void decide_sameQuestionTwice_isAskedOnce() {
        AtomicInteger asked = new AtomicInteger();
        PluginPreferences preferences = new PluginPreferences((resource, available, must, size) -> {
            asked.incrementAndGet();
            return available;
        }, LONG);
        AtomicInteger runs = new AtomicInteger();
        List<String> answer = preferences.decide(preferred -> {
            runs.incrementAndGet();
            preferred.choose("r", List.of("a"), List.of(), 1);
            return preferred.choose("r", List.of("a"), List.of(), 1);
        });
        assertThat(answer).containsExactly("a");
        assertThat(asked).hasValue(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void decide_decisionThatAsksForEver_ends() {
        AtomicInteger next = new AtomicInteger();
        String result = new PluginPreferences((resource, available, must, size) -> List.of(), LONG)
                .decide(preferred -> {
                    preferred.choose("r" + next.incrementAndGet(), List.of("a"), List.of(), 1);
                    return "done";
                });
        assertThat(result).isEqualTo("done");
    }
}
