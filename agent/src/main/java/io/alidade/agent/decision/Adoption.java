package io.alidade.agent.decision;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.fit.Preemption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Pods that ran already when they became known: each is decided on as if it came alone, in their order. None goes for another,
/// since all of them run.
///
/// @param node with what they hold
/// @param pods in the same order
record Adoption(KubeletNode node, List<Adopted> pods) {
    Adoption {
        pods = List.copyOf(pods);
    }

    /// One of them.
    ///
    /// @param record what became of it
    /// @param before the node when it came
    /// @param after  the node with what became of it
    /// @param trace  what the managers did
    record Adopted(PodRecord record, KubeletNode before, KubeletNode after, AdmissionTrace trace) {}

    /// Decides.
    ///
    /// @param sequence of the first
    static Adoption of(KubeletNode start, Collection<AgentPod> arriving, long sequence, Instant now) {
        KubeletNode node = start;
        List<Adopted> adopted = new ArrayList<>();
        for (AgentPod pod : arriving) {
            PodRecord record = PodRecord.pending(sequence + adopted.size(), pod, now);
            AdmissionTrace trace = new AdmissionTrace();
            KubeletNode before = node;
            switch (node.admit(pod.manifest(), trace)) {
                case PodDecision.Admitted admitted when admitted.evicted().isEmpty() -> {
                    node = admitted.node();
                    record = record.admitted(admitted.warnings(), now, node.node().holdings(pod.uid()));
                }
                case PodDecision.Admitted _ -> record = record.refused(Preemption.REASON,
                        "other pods would have to go for it", List.of(), now);
                case PodDecision.Refused refused -> {
                    node = refused.node();
                    record = record.refused(refused.reason(), refused.message(), refused.warnings(), now);
                }
            }
            adopted.add(new Adopted(record, before, node, trace));
        }
        return new Adoption(node, adopted);
    }

    List<PodRecord> records() {
        return pods.stream().map(Adopted::record).toList();
    }
}
