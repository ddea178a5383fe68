package io.alidade.kube.refusal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A pod that a kubelet refused, as it was written down.
///
/// @param at     when; of a log without a time zone, its own time taken for UTC
/// @param node   where, if that is told
/// @param reason the kubelet's word, such as `TopologyAffinityError`
/// @param owner  the controller that made the pod; that of its name where nothing better is told
/// @param times  how often, if that was counted and not told one by one
/// @param offers what the resource managers offered before, if that is told
/// @param causes why, a sentence each, if that is told
public record Refusal(Instant at, Optional<String> node, String namespace, String name, String reason, String message,
        PodOwner owner, long times, List<Offer> offers, List<String> causes) {
    public Refusal {
        offers = List.copyOf(offers);
        causes = List.copyOf(causes);
    }

    /// Without causes.
    public Refusal(Instant at, Optional<String> node, String namespace, String name, String reason, String message,
            PodOwner owner, long times, List<Offer> offers) {
        this(at, node, namespace, name, reason, message, owner, times, offers, List.of());
    }

    /// `NAMESPACE/NAME` of the pod.
    public String pod() {
        return namespace + "/" + name;
    }

    /// What a resource manager offered of a resource.
    ///
    /// @param container absent with scope `pod`
    /// @param choices   sets of NUMA nodes, each of which would do; none if nothing would
    public record Offer(String resource, Optional<String> container, List<List<Integer>> choices) {
        public Offer {
            choices = choices.stream().map(List::copyOf).toList();
        }
    }
}
