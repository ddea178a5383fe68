package io.alidade.bench;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A node on which pods come and go at 80 % of its CPUs, from a seed: mostly small pods with exclusive CPUs, some that share, a
/// few with a GPU, a NIC and hugepages.
///
/// A pod that has left comes back later under a new uid, behind the few that wait already, so the node stays as full as it is and
/// its free CPUs are never just those of one pod. A pod that is refused waits again,
/// and while more wait than usual a second one is tried.
final class Churn {
    private static final int WAITING = 8;

    private final SplittableRandom random;
    private final List<PodRequest> active = new ArrayList<>();
    private final Deque<PodRequest> waiting = new ArrayDeque<>();
    private Node node;
    private int uids;

    Churn(MachineSize size, String policy, long seed) {
        random = new SplittableRandom(seed);
        node = Situation.start(size, policy, Map.of());
        int tries = 0;
        for (int cpus = 0; cpus < size.cpus() * 8 / 10; tries++) {
            if (tries == size.cpus() * 10) {
                throw new IllegalStateException(size + " " + policy + " does not fill up: " + active.size() + " pods.");
            }
            PodRequest pod = draw();
            if (admit(pod)) {
                cpus += exclusiveCpus(pod);
            }
        }
        for (int i = 0; i < WAITING; i++) {
            waiting.add(draw());
        }
    }

    Node node() {
        return node;
    }

    /// Removes one pod and admits the next; a second one when that is refused or the queue has grown. Returns how many were
    /// refused.
    int step() {
        PodRequest leaving = active.remove(random.nextInt(active.size()));
        node = node.remove(leaving.uid());
        waiting.add(renamed(leaving));
        int refused = 0;
        for (int i = 0; i < 2 && waiting.size() > WAITING; i++) {
            PodRequest next = waiting.remove();
            if (!admit(next)) {
                waiting.add(next);
                refused++;
            }
        }
        return refused;
    }

    private boolean admit(PodRequest pod) {
        Admission admission = node.admit(pod);
        node = admission.node();
        return switch (admission) {
            case Admission.Admitted _ -> active.add(pod);
            case Admission.Rejected rejected when rejected.reason().equals(AllocationError.UNBOUNDED) ->
                throw new IllegalStateException(rejected.message());
            case Admission.Rejected _ -> false;
        };
    }

    private PodRequest draw() {
        int kind = random.nextInt(100);
        return switch (kind / 5) {
            case 0 -> pod(Map.of("cpu", Quantity.of(8), "memory", gib(8), MachineSize.GPU, Quantity.of(1),
                    MachineSize.NIC, Quantity.of(1), "hugepages-1Gi", gib(1)));
            case 1, 2 -> pod(Map.of("cpu", Quantity.ofMillis(500), "memory", gib(1)));
            case 3, 4, 5, 6 -> pod(Map.of("cpu", Quantity.of(4), "memory", gib(4)));
            case 7, 8, 9, 10, 11, 12 -> pod(Map.of("cpu", Quantity.of(2), "memory", gib(2)));
            default -> pod(Map.of("cpu", Quantity.of(1), "memory", gib(1)));
        };
    }

    private static Quantity gib(long count) {
        return Quantity.ofBytes(count * MachineSize.GIB);
    }

    private PodRequest pod(Map<String, Quantity> amounts) {
        return Request.pod("pod-" + uids++, amounts);
    }

    private PodRequest renamed(PodRequest pod) {
        return pod(pod.containers().getFirst().resources().requests());
    }

    private static int exclusiveCpus(PodRequest pod) {
        Quantity cpus = pod.containers().getFirst().resources().requests().getOrDefault("cpu", Quantity.ZERO);
        return cpus.ceilMillis() % 1000 == 0 ? Math.toIntExact(cpus.ceilUnits()) : 0;
    }
}
