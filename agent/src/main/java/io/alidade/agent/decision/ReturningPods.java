package io.alidade.agent.decision;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.Value;
import java.util.List;
import java.util.Optional;

/// What becomes of pods that ran when the agent comes back. A kubelet admits them again on what its checkpoints say, and ends
/// those that its present settings refuse. In the profile `safe` a pod that ran stays where it is: what its checkpoints have
/// lost is in its own file, and a refusal does not count as long as it holds all that it is to have.
final class ReturningPods {
    private final Profile profile;
    private final AgentLog log;

    ReturningPods(Profile profile, AgentLog log) {
        this.profile = profile;
        this.log = log;
    }

    /// The node that knows what the pods hold, before the first of them is admitted again. What is not free any more, or not on
    /// this machine, is not theirs: such a pod is decided on like a new one.
    KubeletNode holding(KubeletNode start, List<PodRecord> active) {
        KubeletNode node = start;
        if (!profile.keepsRunningPods()) {
            return node;
        }
        for (PodRecord record : active) {
            Optional<KubeletNode> held = node.holding(record.pod().uid(), record.holdings());
            if (held.isEmpty()) {
                log.warn("pod-not-kept", NodeLedger.named(record).with("holds", held(record.holdings())).with("problem",
                        "some of it is not free, or not on this machine"));
            }
            node = held.orElse(node);
        }
        return node;
    }

    /// The node after the last of them was admitted again. What checkpoints say of pods that the agent does not know is free with
    /// a kubelet (device-manager 4.5); in `safe` it stays theirs, for somebody may have started them.
    KubeletNode settled(KubeletNode node) {
        KubeletNode next = node;
        for (String uid : node.node().holders()) {
            if (!profile.keepsRunningPods()) {
                next = next.remove(uid);
            }
            log.warn("pod-unknown", Value.mapping().with("uid", uid).with("holds", held(node.node().holdings(uid)))
                    .with("instead", profile.keepsRunningPods()
                            ? "it keeps that; to free it, add a pod with this uid and remove it"
                            : "it is free, as with a kubelet"));
        }
        return next;
    }

    /// A pod stays without a decision.
    ///
    /// @param node    on which it does
    /// @param warning what would have become of it
    record Kept(KubeletNode node, String warning) {}

    /// Whether a pod stays whatever was decided, because it ran and holds all that it is to have: it is not refused, and no
    /// other goes for it.
    Optional<Kept> kept(KubeletNode node, PodRecord record, PodDecision decision) {
        if (!profile.keepsRunningPods() || !record.isAdmitted()) {
            return Optional.empty();
        }
        Optional<String> otherwise = switch (decision) {
            case PodDecision.Refused refused ->
                Optional.of("it would be refused now: " + refused.reason() + ": " + refused.message());
            case PodDecision.Admitted admitted -> admitted.evicted().isEmpty() ? Optional.empty()
                    : Optional.of("other pods would have to go for it now");
        };
        Optional<Kept> kept = otherwise.flatMap(why -> node.keeping(record.pod().manifest())
                .map(next -> new Kept(next, "it stays on what it holds, though " + why)));
        kept.ifPresent(stays -> log.warn("pod-kept", NodeLedger.named(record).with("problem", stays.warning())));
        return kept;
    }

    /// Tells of a pod that ran and now holds something else.
    void compare(PodRecord before, PodHoldings now) {
        if (before.isAdmitted() && !before.holdings().isEmpty() && !before.holdings().equals(now)) {
            log.warn("pod-moved",
                    NodeLedger.named(before).with("held", held(before.holdings())).with("holds", held(now)));
        }
    }

    private static Value held(PodHoldings holdings) {
        Value.Builder all = Value.mapping().with("cpus", holdings.allCpus().toListString());
        holdings.memory().forEach((container, blocks) -> all.with("memory of " + container, blocks.toString()));
        holdings.devices().forEach(devices -> all.with(devices.resource() + " of " + devices.containerName(),
                devices.deviceIds().toString()));
        return all.build();
    }
}
