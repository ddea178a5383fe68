package io.alidade.agent.runtime;

import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.Stray;
import io.alidade.agent.log.AgentLog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/// Tells and counts what was found where it does not belong. What could not be brought back is told once, and again only when it
/// is elsewhere. For the decision thread.
final class DriftLog {
    private final NodeDesk desk;
    private final AgentLog log;
    private final Map<ContainerRun, Set<Drift>> uncured = new WeakHashMap<>();

    DriftLog(NodeDesk desk, AgentLog log) {
        this.desk = desk;
        this.log = log;
    }

    /// @param drifts all that one look at a container has found
    void found(ContainerRun container, PodRun pod, List<Drift> drifts) {
        Set<Drift> before = uncured.getOrDefault(container, Set.of());
        Set<Drift> now = new HashSet<>();
        for (Drift drift : drifts) {
            if (!drift.isCured()) {
                now.add(drift);
            }
            if (drift.isCured() || !before.contains(drift)) {
                tell(container, pod, drift, drift.isCured() ? Stray.Fate.CURED : Stray.Fate.NOT_CURED);
                log.warn(drift.isCured() ? "drift-cured" : "drift-not-cured",
                        PodRunner.named(pod, container).with("pid", drift.pid()).with("thread", drift.thread())
                                .with("resource", drift.resource()).with("observed", drift.observed())
                                .with("assigned", drift.assigned()));
            }
        }
        before.stream().filter(drift -> !now.contains(drift))
                .forEach(drift -> tell(container, pod, drift, Stray.Fate.GONE));
        if (now.isEmpty()) {
            uncured.remove(container);
        } else {
            uncured.put(container, now);
        }
    }

    private void tell(ContainerRun container, PodRun pod, Drift drift, Stray.Fate fate) {
        desk.drifted(new Stray(pod.record().pod().fullName(), container.spec().name(),
                "process " + drift.pid() + " was allowed on " + drift.resource() + " " + drift.observed()
                        + ", and belongs on " + drift.assigned(),
                fate));
    }
}
