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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Why pods were decided on as they were: what `alidade explain` says of the node as it was when the pod came.
///
/// The search for what would make a pod fit takes time, so one explanation is made at once.
public final class Explanations {
    private static final int MOST_KEPT = 64;

    private final Supplier<FoundNode> node;
    private final DecisionHistory history;
    private final SequencedMap<Subject, Explanation> last = new LinkedHashMap<>();

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

    /// The last ones are kept: several ask for the same.
    private synchronized Explanation of(PodManifest pod, KubeletNode before, List<String> warnings) {
        Subject subject = new Subject(pod, before, node.get());
        Explanation known = last.get(subject);
        if (known != null) {
            return known;
        }
        FoundNode found = subject.found();
        Explanation explanation = Explainer.of(new KubeletStart.Started(before, List.of()),
                found.machine().withDevices(AskPaths.devices(before)),
                found.configuration(), found.version(), Optional.empty(), List.of(pod), warnings, false);
        last.put(subject, explanation);
        if (last.size() > MOST_KEPT) {
            last.pollFirstEntry();
        }
        return explanation;
    }

    /// What is explained, the same if each part is the same object.
    private record Subject(PodManifest pod, KubeletNode before, FoundNode found) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Subject(var itsPod, var itsBefore, var itsFound) && itsPod == pod
                    && itsBefore == before && itsFound == found;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(pod) * 31 + System.identityHashCode(before);
        }
    }
}
