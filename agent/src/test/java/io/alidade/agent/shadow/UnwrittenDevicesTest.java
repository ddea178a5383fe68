package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.shadow.ShadowVerdict.Agreed;
import io.alidade.agent.shadow.ShadowVerdict.Disagreed;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// As the file of a kubelet 1.36.3 was seen (`findings/kubelet-device-checkpoint-overtaken.sh`).
class UnwrittenDevicesTest {
    /// Of three GPUs.
    private static final String TWO = "cpu: 1, memory: 1Gi, example.test/gpu: 2";
    private static final PodDevices GPU = new PodDevices("uid-a", "c", "example.test/gpu", Map.of(0, List.of("g0")),
            "");

    private final List<String> lines = new ArrayList<>();
    private final ShadowMetrics metrics = new ShadowMetrics();
    private final UnwrittenDevices watch = new UnwrittenDevices(metrics,
            new AgentLog(lines::add, LogFormat.TEXT, InstantSource.system()));

    private String metric() {
        return new String(metrics.answer("text/plain").body(), StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("alidade_shadow_unwritten_devices ")).findFirst().orElseThrow();
    }

    /// The file as it was before a pod got its devices.
    private static Checkpoints overtaken(Checkpoints checkpoints, String uid) {
        return new Checkpoints(checkpoints.cpu(), checkpoints.memory(),
                checkpoints.devices().map(state -> new DeviceState(
                        state.podEntries().stream().filter(entry -> !entry.podUid().equals(uid)).toList(),
                        state.registeredDevices())));
    }

    private static KubeletTruth told(PlayedKubelet kubelet, Checkpoints checkpoints) {
        KubeletTruth truth = kubelet.truth();
        return new KubeletTruth(truth.pods(), checkpoints, truth.devices(), truth.held());
    }

    @Test
    void state_isCompletedByWhatPodsHold() {
        PlayedKubelet kubelet = new PlayedKubelet();
        ShadowJudge judge = new ShadowJudge(kubelet.found());
        ShadowJudge misled = new ShadowJudge(kubelet.found());
        assertThat(judge.see(kubelet.truth())).isEmpty();
        assertThat(misled.see(kubelet.truth())).isEmpty();
        AgentPod first = PlayedKubelet.pod("first", TWO);
        kubelet.decide(first);
        Checkpoints whole = kubelet.truth().checkpoints();
        Checkpoints written = overtaken(whole, first.uid());
        List<PodDevices> unwritten = UnwrittenDevices.of(written, kubelet.held());
        Checkpoints completed = UnwrittenDevices.completed(written, unwritten);

        assertThat(UnwrittenDevices.of(whole, kubelet.held())).isEmpty();
        assertThat(UnwrittenDevices.completed(whole, List.of())).isSameAs(whole);
        assertThat(unwritten).extracting(PodDevices::podUid).containsExactly(first.uid());
        assertThat(completed.devices().orElseThrow().podEntries()).extracting(PodDevices::ids)
                .containsExactly(kubelet.held().getFirst().ids());
        assertThat(judge.see(told(kubelet, completed))).singleElement().isInstanceOf(Agreed.class);
        assertThat(misled.see(told(kubelet, written))).hasSize(1);
        AgentPod second = PlayedKubelet.pod("second", TWO);
        kubelet.decide(second);
        assertThat(judge.see(told(kubelet, completed))).singleElement().isInstanceOf(Agreed.class);
        assertThat(misled.see(told(kubelet, written))).singleElement().isInstanceOf(Disagreed.class);
    }

    @Test
    void fileThatIsNotThere_lacksNothing() {
        assertThat(UnwrittenDevices.of(Checkpoints.NONE, List.of(GPU))).isEmpty();
        assertThat(UnwrittenDevices.completed(Checkpoints.NONE, List.of(GPU)).devices()).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsLackingTwice_isToldOnce_untilItIsWritten() {
        assertThat(metric()).endsWith(" 0.0");
        watch.seen(List.of(GPU));
        assertThat(metric()).endsWith(" 0.0");
        assertThat(lines).isEmpty();
        watch.seen(List.of(GPU));
        watch.seen(List.of(GPU));
        assertThat(metric()).endsWith(" 1.0");
        assertThat(lines).singleElement().asString().contains("devices-not-written", "uid-a", "example.test/gpu", "g0");
        watch.seen(List.of());
        assertThat(metric()).endsWith(" 0.0");
        watch.seen(List.of(GPU));
        watch.seen(List.of(GPU));
        assertThat(lines).hasSize(2);
    }
}
