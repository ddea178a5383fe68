package io.alidade.kube.fit;

import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Optional;

/// What the predicates say to one pod.
///
/// @param rejection empty if nothing that could be judged refuses the pod
/// @param evicted   pods that must go for a critical pod, which is not refused then
/// @param unchecked what could not be judged
public record FitOutcome(Optional<Rejection> rejection, List<PodManifest> evicted, List<Unchecked> unchecked) {
    public FitOutcome {
        evicted = List.copyOf(evicted);
        unchecked = List.copyOf(unchecked);
    }

    /// A refusal with the kubelet's reason (`OutOfcpu`) and message.
    public record Rejection(String reason, String message) {}

    /// What a pod asks for and the description of the node does not let be judged.
    ///
    /// @param predicate the kubelet's name of the check, `NodeAffinity`
    /// @param why       a sentence for people
    public record Unchecked(String predicate, String why) {}
}
