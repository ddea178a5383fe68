package io.alidade.kube.admission;

import io.alidade.kube.pod.PodManifest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What was found out about refused pods, kept for as long as the kubelet stays as it is: the next pod that asks for the same
/// gets the same answer. Most of a long list of refused pods are replicas of a few.
///
/// @param <T> the answer, which must not name the pod
public final class EqualPods<T> {
    private final Map<PodManifest, T> answers = new HashMap<>();
    private Optional<KubeletNode> asked = Optional.empty();

    /// The answer that was found for a pod that asks for the same, or else the one that is found now.
    ///
    /// @param before the kubelet when the pod came
    public T answer(KubeletNode before, PodManifest pod, Supplier<T> found) {
        if (!before.node().holders().isEmpty()) {
            return found.get();
        }
        if (asked.filter(before::decidesAs).isEmpty()) {
            answers.clear();
            asked = Optional.of(before);
        }
        return answers.computeIfAbsent(pod.nameless(), _ -> found.get());
    }
}
