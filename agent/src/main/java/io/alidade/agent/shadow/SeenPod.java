package io.alidade.agent.shadow;

import io.alidade.agent.pod.AgentPod;
import io.alidade.kube.pod.PodManifest;

/// A pod as a kubelet tells it.
///
/// @param seen  when the kubelet first saw it, in its own words, which are in order by text
/// @param stage where it is in its life
record SeenPod(AgentPod pod, String seen, Stage stage) {
    /// Where a pod is in its life.
    sealed interface Stage {
        /// The kubelet has said nothing about it yet.
        record Undecided() implements Stage {}

        /// The kubelet does not let it in.
        record Refused(String reason, String message) implements Stage {}

        /// The kubelet has let it in.
        record Active() implements Stage {}

        /// It was let in, and has ended.
        record Ended() implements Stage {}
    }

    String uid() {
        return pod.uid();
    }

    PodManifest manifest() {
        return pod.manifest();
    }

    boolean isActive() {
        return stage instanceof Stage.Active;
    }

    boolean isDecided() {
        return !(stage instanceof Stage.Undecided);
    }
}
