package io.alidade.agent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.store.AllocationStore;
import io.alidade.plan.capacity.LiveDefragmentation;
import io.alidade.plan.capacity.LiveMoveSearch;
import io.alidade.plan.capacity.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A runtime that does not bring a container where it belongs.
class RelocationsTest {
    @TempDir
    Path folder = Path.of("");

    /// What runs here stays where it is.
    private static final class Stubborn implements PodRunning {
        private final List<String> asked = new ArrayList<>();

        @Override
        public void check(PodRecord pod) {}

        @Override
        public void moved(AgentSnapshot snapshot) {}

        @Override
        public CompletableFuture<Boolean> end(PodRecord pod) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletableFuture<Arrival> arrival(String uid, String container, boolean withMemory) {
            asked.add(container);
            return CompletableFuture.completedFuture(Arrival.of(false));
        }

        @Override
        public void decided(PodRecord pod, Course course) {}

        @Override
        public void removed(PodRecord pod) {}
    }

    @Test
    void container_thatDoesNotGo_isTakenBackAndTheRestIsNotBegun() throws Exception {
        KubeletNode start = Samples.started(Samples.node());
        List<String> log = new ArrayList<>();
        List<AgentSnapshot> seen = new ArrayList<>();
        Stubborn runtime = new Stubborn();
        try (AllocationStore store = AllocationStore.open(folder)) {
            NodeDesk desk = new NodeDesk(start, store, new PodRecords(folder.resolve("pods")), Profile.SAFE,
                    new AgentLog(log::add, LogFormat.TEXT, InstantSource.system()), InstantSource.system(),
                    Runnable::run,
                    seen::add);
            desk.run(runtime);
            PodRecord gone = desk.submit(Samples.pod("gone", "cpu: 6, memory: 1Gi")).join();
            PodRecord alone = desk.submit(Samples.pod("alone", "cpu: 2, memory: 1Gi")).join();
            assertThat(desk.remove(gone.pod().uid()).join()).isTrue();
            KubeletNode node = seen.getLast().node();
            PodManifest wanted = Shape.parse("cpu=8").pod();
            LiveDefragmentation.Found answer = (LiveDefragmentation.Found) LiveMoveSearch.of(start, node, wanted, false,
                    LiveMoveSearch.DEFAULT_DECISIONS);

            Relocation made = desk.relocate(List.of(answer.moves().getFirst(), answer.moves().getFirst())).join();

            assertThat(made.made()).isEmpty();
            assertThat(made.problem()).contains(
                    "container c of default/alone could not be brought to CPUs 1,9; it is where it was");
            assertThat(runtime.asked).containsExactly("c");
            assertThat(seen.getLast().placements(alone).getFirst().cpus().toListString()).isEqualTo("4,12");
            assertThat(Files.readString(folder.resolve("cpu_manager_state"))).contains("\"c\":\"4,12\"");
            assertThat(log).anyMatch(line -> line.contains("container-not-relocated"));
        }
    }
}
