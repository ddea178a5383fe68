package io.alidade.agent.nri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.nri.NriContainers.Identity;
import io.alidade.agent.nri.NriContainers.Move;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.store.AllocationStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Moves that go out by themselves, and a runtime that asks for something meanwhile. The node is that of [NriPluginTest].
class QuietMovesTest {
    private static final long NOT_SOON_MILLIS = 400;
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    Path folder = Path.of("");

    private final BlockingQueue<List<Move>> sent = new LinkedBlockingQueue<>();
    private final RuntimeQuiet quiet = new RuntimeQuiet();

    @Test
    void move_whileTheRuntimeAsks_waitsUntilItIsQuiet_orGoesWithAnAnswer() throws Exception {
        KubeletNode start = Samples.started(Samples.node());
        AgentLog log = new AgentLog(_ -> {}, LogFormat.TEXT, InstantSource.system());
        try (AllocationStore store = AllocationStore.open(folder)) {
            NodeDesk desk = new NodeDesk(start, store, new PodRecords(folder.resolve("pods")), Profile.SAFE, log,
                    InstantSource.system(), Runnable::run, _ -> {});
            NriContainers containers = new NriContainers(desk, AgentSnapshot.of(start), log, ContainerCgroups.unseen(),
                    moves -> {
                        sent.add(moves);
                        return CompletableFuture.completedFuture(true);
                    }, quiet, Runnable::run);
            desk.run(containers);
            assertThat(containers.created(new Identity("any", "c", "", "any", "sandbox"), "").cpus().toListString())
                    .isEqualTo("0-15");

            quiet.begins();
            assertThat(desk.submit(Samples.pod("own", "cpu: 2, memory: 1Gi")).join().isActive()).isTrue();
            assertThat(sent.poll(NOT_SOON_MILLIS, TimeUnit.MILLISECONDS)).isNull();
            quiet.ends();
            assertMoved(sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "0,2-8,10-15");

            quiet.begins();
            containers.due().hold();
            assertThat(desk.submit(Samples.pod("other", "cpu: 2, memory: 1Gi")).join().isActive()).isTrue();
            assertMoved(containers.due().take(), "0,3-8,11-15");
            quiet.ends();
            assertThat(sent.poll(NOT_SOON_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    private static void assertMoved(List<Move> moves, String cpus) {
        assertThat(moves).extracting(Move::id, move -> move.place().cpus().toListString())
                .containsExactly(tuple("any", cpus));
    }
}
