package io.alidade.agent.pod;

import io.alidade.engine.allocation.PodHoldings;
import java.time.Instant;
import java.util.List;

/// A pod and what became of it.
///
/// @param sequence pods are admitted again in this order after a restart
/// @param reason   why it is in its phase, as the kubelet calls it (`TopologyAffinityError`); empty if there is nothing to say
/// @param message  the kubelet's sentence for people; likewise
/// @param warnings what goes wrong without a word, or could not be judged
/// @param since    when it came into its phase
/// @param holdings what an active pod holds, beside the checkpoints that say so, too
public record PodRecord(long sequence, AgentPod pod, PodPhase phase, String reason, String message,
        List<String> warnings, Instant since, PodHoldings holdings) {
    /// The reason of a pod with a field that its runtime here cannot follow, whatever room there is on the node.
    public static final String UNSUPPORTED_FIELD = "UnsupportedField";

    public PodRecord {
        warnings = List.copyOf(warnings);
    }

    /// A pod that nobody has decided on.
    public static PodRecord pending(long sequence, AgentPod pod, Instant now) {
        return new PodRecord(sequence, pod, PodPhase.PENDING, "", "", List.of(), now, PodHoldings.NONE);
    }

    /// The pod after it was admitted, perhaps again.
    ///
    /// @param held what it was given
    public PodRecord admitted(List<String> why, Instant now, PodHoldings held) {
        return new PodRecord(sequence, pod, PodPhase.RUNNING, "", "", why, isAdmitted() ? since : now, held);
    }

    /// The pod after it was refused.
    public PodRecord refused(String why, String sentence, List<String> also, Instant now) {
        return new PodRecord(sequence, pod, PodPhase.FAILED, why, sentence, also, now, PodHoldings.NONE);
    }

    /// The pod after its containers have ended.
    public PodRecord finished(PodPhase end, String why, String sentence, Instant now) {
        return new PodRecord(sequence, pod, end, why, sentence, warnings, now, PodHoldings.NONE);
    }

    /// The pod with other resources.
    public PodRecord resized(AgentPod changed, PodHoldings now) {
        return new PodRecord(sequence, changed, phase, reason, message, warnings, since, now);
    }

    /// The pod that holds something else now.
    public PodRecord holding(PodHoldings now) {
        return new PodRecord(sequence, pod, phase, reason, message, warnings, since, now);
    }

    /// True if the other one says the same, but perhaps other warnings: those each start makes anew.
    public boolean equalsButForWarnings(PodRecord other) {
        return equals(new PodRecord(other.sequence, other.pod, other.phase, other.reason, other.message, warnings,
                other.since, other.holdings));
    }

    /// True if it was admitted, and not only came.
    public boolean isAdmitted() {
        return phase == PodPhase.RUNNING;
    }

    /// True if it has to be on disk. Of a pod that the container runtime tells of again after a restart, only what it holds has.
    public boolean isLasting() {
        return !(pod.origin() instanceof PodOrigin.ContainerRuntime) || !holdings.isEmpty();
    }

    /// True if it holds, or is about to be given, something.
    public boolean isActive() {
        return phase == PodPhase.PENDING || phase == PodPhase.RUNNING;
    }
}
