package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.journal.Recollection;
import io.alidade.agent.pod.PodRecord;
import io.alidade.conformance.RecordedMoment;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Why pods were decided on as they were: what `alidade explain` says of the node as it was when the pod came.
///
/// The search for what would make a pod fit takes time, so one explanation is made at once.
public final class Explanations {
    private final Supplier<FoundNode> node;
    private final DecisionHistory history;
    private final Recollection recollection;

    /// @param node         machine and configuration of the node, as they are now
    /// @param recollection of decisions that the history does not have
    public Explanations(Supplier<FoundNode> node, DecisionHistory history, Recollection recollection) {
        this.node = node;
        this.history = history;
        this.recollection = recollection;
    }

    /// What the machine is called.
    public String machine() {
        return node.get().found().title();
    }

    /// Explains one pod. One that the agent has refused itself is refused, whatever room there was.
    public Explanation of(PodRecord record, AgentSnapshot snapshot) {
        Explanation ofTheNode = ofTheNode(record, snapshot);
        boolean isRefused = PodRecord.UNSUPPORTED_FIELD.equals(record.reason())
                || ("UnexpectedAdmissionError".equals(record.reason()) && ofTheNode.isPositive());
        return isRefused ? ofTheNode.refusing(Map.of(record.pod().fullName(),
                new Explanation.Refusal(record.reason(), record.message()))) : ofTheNode;
    }

    private Explanation ofTheNode(PodRecord record, AgentSnapshot snapshot) {
        String uid = record.pod().uid();
        return history.before(uid).map(before -> of(record.pod().manifest(), before))
                .or(() -> recollection.decision(uid).flatMap(recollection::moment).map(this::of))
                .orElseGet(() -> of(record.pod().manifest(), snapshot.node().remove(uid), List.of(
                        "this agent was started after the pod came: the node is taken as it is now, without the pod")));
    }

    /// Explains the last decision on a pod that is gone.
    ///
    /// @param decision as the journal has it
    public Optional<Explanation> ofGone(JournalRecord decision) {
        return recollection.moment(decision).map(moment -> explained(moment,
                List.of("the pod is gone: this is about its last decision, of " + decision.at())));
    }

    /// The last decision on a pod that is gone, as the journal has it.
    ///
    /// @param pod NAMESPACE/NAME
    public Optional<JournalRecord> decision(String pod) {
        return recollection.decision(pod);
    }

    /// Explains a decision as it was written down.
    public Explanation of(RecordedMoment moment) {
        return explained(moment, List.of());
    }

    private synchronized Explanation explained(RecordedMoment moment, List<String> warnings) {
        return Explainer.of(new KubeletStart.Started(moment.before(), List.of()),
                moment.machine().withDevices(AskPaths.devices(moment.before())), moment.configuration(),
                moment.version(), Optional.empty(), List.of(moment.pod()), warnings, false);
    }

    /// Explains one pod on the node as it was when it came.
    public Explanation of(PodManifest pod, KubeletNode before) {
        return of(pod, before, List.of());
    }

    private synchronized Explanation of(PodManifest pod, KubeletNode before, List<String> warnings) {
        FoundNode found = node.get();
        return Explainer.of(new KubeletStart.Started(before, List.of()),
                found.machine().withDevices(AskPaths.devices(before)),
                found.configuration(), found.version(), Optional.empty(), List.of(pod), warnings, false);
    }
}
