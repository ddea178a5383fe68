package io.alidade.agent.nri;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.Place;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.nri.NriContainers.Move;
import io.alidade.agent.pod.AgentPod;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainer;
import io.alidade.wire.nri.LinuxMemory;
import io.alidade.wire.nri.LinuxPodSandbox;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.OptionalInt64;
import io.alidade.wire.nri.OptionalUInt64;
import io.alidade.wire.nri.PodSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides on containers that are not there, on a copy of the node, before a runtime waits for a decision. Code that runs for the
/// first time is many times slower, and a runtime gives up a plugin that takes two seconds.
final class NriRehearsal {
    private static final int ROUND = 100;
    private static final int MAX_ROUNDS = 30;
    private static final int PINNED_EVERY = 4;
    private static final long MILLIS = 1_000;
    private static final long MEMORY_BYTES = 1 << 20;

    private final AgentSnapshot start;
    private final PodRequests requests;

    NriRehearsal(AgentSnapshot start, AgentLog log) {
        this.start = start;
        this.requests = new PodRequests(log);
    }

    /// Rehearses for so long, or until nothing is to be gained by more.
    ///
    /// @return how many containers were decided on
    int run(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        int rounds = 0;
        while (rounds < MAX_ROUNDS && System.nanoTime() - end < 0) {
            round();
            rounds++;
        }
        return rounds * ROUND;
    }

    private void round() {
        KubeletNode node = start.node();
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            Optional<AgentPod> pod = requests.alone(sandbox(i), container(i), Map.of());
            if (pod.isPresent() && node.admit(pod.get().manifest()) instanceof PodDecision.Admitted admitted) {
                node = admitted.node();
                for (var placement : admitted.containers()) {
                    moves.add(new Move(pod.get().uid(), Place.of(node, placement)));
                }
            }
        }
        int bytes = NriMessages.updates(moves).stream().mapToInt(update -> update.toByteString().size()).sum();
        if (bytes > 0) {
            var _ = node.checkpointTexts();
        }
    }

    private static boolean isPinned(int number) {
        return number % PINNED_EVERY == 0;
    }

    private static PodSandbox sandbox(int number) {
        return PodSandbox.newBuilder().setName("rehearsal-" + number).setUid("rehearsal-" + number)
                .setNamespace("alidade").setLinux(LinuxPodSandbox.newBuilder()
                        .setCgroupParent(isPinned(number) ? "/kubepods" : "/kubepods/burstable"))
                .build();
    }

    private static Container container(int number) {
        long millis = isPinned(number) ? MILLIS : 1;
        return Container.newBuilder().setId("rehearsal-" + number).setName("c")
                .setLinux(LinuxContainer.newBuilder().setResources(LinuxResources.newBuilder()
                        .setCpu(LinuxCPU.newBuilder()
                                .setShares(OptionalUInt64.newBuilder().setValue(CgroupFigures.shares(millis)))
                                .setQuota(OptionalInt64.newBuilder().setValue(CgroupFigures.quota(millis)))
                                .setPeriod(OptionalUInt64.newBuilder().setValue(CgroupFigures.PERIOD_MICROS)))
                        .setMemory(LinuxMemory.newBuilder()
                                .setLimit(OptionalInt64.newBuilder().setValue(MEMORY_BYTES)))))
                .build();
    }
}
