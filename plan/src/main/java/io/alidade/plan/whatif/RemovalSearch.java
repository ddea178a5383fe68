package io.alidade.plan.whatif;

import io.alidade.engine.Node;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for one running pod, or two, without which the pod reaches the target; the cheapest first: of low priority, then of
/// few devices, few exclusive CPUs, little memory. Two are tried only where one is not enough.
final class RemovalSearch {
    private static final int MAX_ANSWERS = 3;
    private static final int MAX_PODS = 128;

    private final KubeletNode node;
    private final PodManifest pod;
    private final Target target;
    private final Trials trials;

    RemovalSearch(KubeletNode node, PodManifest pod, Target target, Trials trials) {
        this.node = node;
        this.pod = pod;
        this.target = target;
        this.trials = trials;
    }

    private record Running(String uid, String name, int priority, long devices, long cpus, long memoryBytes) {
        static final Comparator<Running> CHEAPEST = Comparator.comparingInt(Running::priority)
                .thenComparingLong(Running::devices).thenComparingLong(Running::cpus)
                .thenComparingLong(Running::memoryBytes);
    }

    List<WhatIf> find() {
        List<Running> running = running();
        if (running.size() > MAX_PODS) {
            trials.cut();
            running = running.subList(0, MAX_PODS);
        }
        List<KubeletNode> without = new ArrayList<>();
        List<WhatIf> found = new ArrayList<>();
        for (Running one : running) {
            KubeletNode next = node.remove(one.uid());
            without.add(next);
            if (found.size() < MAX_ANSWERS) {
                tried(next, List.of(one)).ifPresent(found::add);
            }
        }
        return found.isEmpty() ? pairs(running, without) : found;
    }

    private List<WhatIf> pairs(List<Running> running, List<KubeletNode> without) {
        List<WhatIf> found = new ArrayList<>();
        for (int second = 1; second < running.size(); second++) {
            for (int first = 0; first < second && found.size() < MAX_ANSWERS && !trials.isExhausted(); first++) {
                tried(without.get(first).remove(running.get(second).uid()),
                        List.of(running.get(first), running.get(second))).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<WhatIf> tried(KubeletNode next, List<Running> gone) {
        return trials.admission() ? target.reachedBy(next, pod).map(admitted -> answer(gone, admitted))
                : Optional.empty();
    }

    private static WhatIf answer(List<Running> gone, PodDecision.Admitted admitted) {
        Change.Removal removal = removal(gone);
        return WhatIf.of(removal, admitted, text(removal));
    }

    private static Change.Removal removal(List<Running> gone) {
        return new Change.Removal(gone.stream().map(Running::uid).toList(),
                gone.stream().map(Running::name).toList());
    }

    /// `without the running pod NAMESPACE/NAME`.
    static String text(Change.Removal removal) {
        return "without the running " + (removal.names().size() == 1 ? "pod " : "pods ")
                + String.join(" and ", removal.names());
    }

    /// The removals of single pods that are tried first.
    List<Change.Removal> cheapest(int max) {
        return running().stream().limit(max).map(one -> removal(List.of(one))).toList();
    }

    /// Pods of files on the node (static pods) come back at once, so they stay.
    private List<Running> running() {
        List<Running> running = new ArrayList<>();
        for (PodManifest manifest : node.manifests()) {
            PodRequest request = manifest.request();
            if (!manifest.isStatic() && !request.uid().equals(pod.request().uid())) {
                running.add(running(request.uid(), request.namespace() + "/" + request.name(),
                        manifest.priority().orElse(0)));
            }
        }
        for (String uid : node.node().holders()) {
            if (!uid.equals(pod.request().uid())) {
                running.add(running(uid, uid, 0));
            }
        }
        running.sort(Running.CHEAPEST);
        return running;
    }

    private Running running(String uid, String name, int priority) {
        Node managers = node.node();
        long[] held = new long[3];
        managers.allocations().cpus().containers(uid)
                .forEach((container, cpus) -> held[1] += cpus.size());
        managers.allocations().memory().containers(uid)
                .forEach((container, blocks) -> blocks.forEach(block -> held[2] += block.size()));
        Map<String, Long> devices = new HashMap<>();
        managers.allocations().devices().toState().podEntries().stream().filter(entry -> entry.podUid().equals(uid))
                .forEach(entry -> entry.deviceIds().values()
                        .forEach(ids -> devices.merge(entry.resource(), (long) ids.size(), Long::sum)));
        held[0] = devices.values().stream().mapToLong(Long::longValue).sum();
        return new Running(uid, name, priority, held[0], held[1], held[2]);
    }
}
