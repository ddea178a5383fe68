package io.alidade.live.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.live.Samples;
import io.alidade.live.store.AllocationStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLoopTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    private AllocationStore store;

    @BeforeEach
    void open() {
        store = AllocationStore.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private NodeLoop loop(PluginPreferences preferences) {
        return NodeLoop.start(Samples.node(), store, preferences, InstantSource.fixed(NOW));
    }

    private static NodeEvent arrival(String name) {
        return new NodeEvent.PodArrived(Samples.pod(name, "cpu: 2, memory: 1Gi, example.com/gpu: 1"));
    }

    @Test
    void send_podsInTurn_areDecidedInOrderAndOnDiskBeforeTheAnswer() {
        try (NodeLoop loop = loop(PluginPreferences.none())) {
            List<CompletableFuture<NodeAnswer>> answers = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                answers.add(loop.send(arrival(name)));
            }
            List<Boolean> admitted = answers.stream().map(CompletableFuture::join)
                    .map(answer -> ((NodeAnswer.Decided) answer).decision() instanceof PodDecision.Admitted).toList();
            assertThat(admitted).as("there are three GPUs").containsExactly(true, true, true, false);
            assertThat(answers.getFirst().join().at()).isEqualTo(NOW);
            assertThat(WrittenCheckpoints.read(store.files()).checkpoints().cpu().orElseThrow())
                    .isEqualTo(loop.node().node().checkpoints().cpu().orElseThrow());
        }
    }

    @Test
    void send_podGoneAndDevicesReported_changeWhatFits() {
        try (NodeLoop loop = loop(PluginPreferences.none())) {
            loop.send(new NodeEvent.PluginGone("example.com/gpu")).join();
            assertThat(decision(loop, "a")).isInstanceOf(PodDecision.Refused.class);
            loop.send(new NodeEvent.DevicesReported(
                    List.of(new Device("example.com/gpu", "new", Optional.of(List.of(1)), true)))).join();
            assertThat(decision(loop, "b")).isInstanceOf(PodDecision.Admitted.class);
            assertThat(decision(loop, "c")).isInstanceOf(PodDecision.Refused.class);
            loop.send(new NodeEvent.PodGone("b-uid")).join();
            assertThat(decision(loop, "c")).isInstanceOf(PodDecision.Admitted.class);
        }
    }

    private static PodDecision decision(NodeLoop loop, String name) {
        return ((NodeAnswer.Decided) loop.send(arrival(name)).join()).decision();
    }

    @Test
    void send_storeThatCannotWrite_leavesTheNodeAsItWas() throws IOException {
        try (NodeLoop loop = loop(PluginPreferences.none())) {
            Path cpu = store.files().path(CheckpointFile.CPU);
            Files.delete(cpu);
            Files.createDirectory(cpu);
            assertThat(loop.send(arrival("a")).join()).isInstanceOfSatisfying(NodeAnswer.NotStored.class,
                    answer -> assertThat(answer.problem()).contains("cpu_manager_state"));
            assertThat(loop.node().manifests()).isEmpty();
            Files.delete(cpu);
            assertThat(decision(loop, "a")).isInstanceOf(PodDecision.Admitted.class);
        }
    }

    @Test
    void close_eventsThatWait_fail() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        NodeLoop loop = loop(new PluginPreferences((resource, available, must, size) -> {
            asked.countDown();
            release.await();
            return List.of();
        }, Duration.ofMinutes(1)));
        CompletableFuture<NodeAnswer> first = loop.send(arrival("a"));
        CompletableFuture<NodeAnswer> second = loop.send(arrival("b"));
        asked.await();
        Thread closing = Thread.ofVirtual().start(loop::close);
        assertThatThrownBy(second::join).hasMessageContaining("no more events");
        release.countDown();
        closing.join();
        assertThat(first.join()).as("the event that it was at").isInstanceOf(NodeAnswer.Decided.class);
        assertThatThrownBy(() -> loop.send(arrival("c")).join()).hasMessageContaining("no more events");
    }
}
