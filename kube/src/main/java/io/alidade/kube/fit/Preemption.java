package io.alidade.kube.fit;

import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.fit.FitOutcome.Rejection;
import io.alidade.kube.pod.PodManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Whom a kubelet evicts for a critical pod that only lacks resources (node-config 9.2a): as few pods as it needs, of the
/// lowest quality of service. Static pods are critical; so, where none may go, one that does not fit is refused in other
/// words than other pods.
///
/// Where the kubelet takes any of several pods that are as good (it has them in the order of a Go map), the last of them
/// in the given order is taken.
public sealed interface Preemption {
    /// The reason of a pod that was evicted, in the kubelet's words.
    String REASON = "Preempting";
    /// The sentence about it, likewise.
    String MESSAGE = "Preempted in order to admit critical pod";

    /// These pods go, and the critical pod is admitted.
    record Evicts(List<PodManifest> pods) implements Preemption {
        public Evicts {
            pods = List.copyOf(pods);
        }
    }

    /// No pods that may go would do.
    record Impossible(Rejection rejection) implements Preemption {}

    /// True for static pods, and for those with the priority of the system.
    static boolean isCritical(PodManifest pod) {
        return pod.isStatic() || priority(pod).orElse(0) >= Victims.CRITICAL_PRIORITY;
    }

    private static OptionalInt priority(PodManifest pod) {
        if (pod.priority().isPresent()) {
            return OptionalInt.of(pod.priority().get());
        }
        return switch (pod.priorityClassName().orElse("")) {
            case "system-cluster-critical" -> OptionalInt.of(Victims.CRITICAL_PRIORITY);
            case "system-node-critical" -> OptionalInt.of(Victims.CRITICAL_PRIORITY + 1_000);
            default -> OptionalInt.empty();
        };
    }

    /// The first resource that a refusal for want of pods to evict names; nothing of any other refusal.
    static Optional<String> shortResource(String message) {
        return Victims.shortResource(message);
    }

    /// Chooses among the other active pods.
    static Preemption of(PodManifest pod, List<Shortage> shortages, List<PodManifest> others, FeatureGates gates) {
        Map<String, Long> missing = new LinkedHashMap<>();
        shortages.forEach(shortage -> missing.put(shortage.resource(), shortage.missing()));
        Map<QosClass, List<Victims.Candidate>> candidates = others.stream().filter(other -> mayEvict(pod, other))
                .map(other -> Victims.Candidate.of(other, gates))
                .collect(Collectors.groupingBy(candidate -> Qos.of(candidate.pod().request(), gates)));
        return Victims.choose(missing, candidates);
    }

    private static boolean mayEvict(PodManifest pod, PodManifest other) {
        OptionalInt own = priority(pod);
        OptionalInt others = priority(other);
        return !isCritical(other)
                || (own.isPresent() && others.isPresent() && own.getAsInt() > others.getAsInt());
    }
}
