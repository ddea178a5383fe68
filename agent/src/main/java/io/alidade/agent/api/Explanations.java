package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Why pods were decided on as they were: what `alidade explain` says of the node as it was when the pod came.
///
/// The search for what would make a pod fit takes time, so one explanation is made at once.
public final class Explanations {
    private final Supplier<FoundNode> node;
    private final DecisionHistory history;

    /// @param node machine and configuration of the node, as they are now
    public Explanations(Supplier<FoundNode> node, DecisionHistory history) {
        this.node = node;
        this.history = history;
    }

    /// What the machine is called.
    public String machine() {
        return node.get().found().title();
    }

    /// Explains one pod.
    public Explanation of(PodRecord record, AgentSnapshot snapshot) {
        Optional<KubeletNode> then = history.before(record.pod().uid());
        KubeletNode before = then.orElseGet(() -> snapshot.node().remove(record.pod().uid()));
        List<String> warnings = then.isPresent() ? List.of()
                : List.of("this agent was started after the pod came: the node is taken as it is now, without the pod");
        return of(record.pod().manifest(), before, warnings);
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
