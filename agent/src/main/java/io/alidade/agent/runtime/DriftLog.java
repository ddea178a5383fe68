package io.alidade.agent.runtime;

import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Tells and counts what was found where it does not belong. What could not be brought back is told once, and again only when it
/// is elsewhere. For the decision thread.
final class DriftLog {
    private final NodeDesk desk;
    private final AgentLog log;
    private final Map<ContainerRun, Set<Drift>> uncured = new HashMap<>();

    DriftLog(NodeDesk desk, AgentLog log) {
        this.desk = desk;
        this.log = log;
    }

    /// @param drifts    all that one look at a container has found
    /// @param exclusive CPUs that containers have for themselves
    /// @param named     begins a line on the container
    void found(ContainerRun container, List<Drift> drifts, CpuSet exclusive, Supplier<Value.Builder> named) {
        Set<Drift> before = uncured.getOrDefault(container, Set.of());
        Set<Drift> now = new HashSet<>();
        for (Drift drift : drifts) {
            if (!drift.isCured()) {
                now.add(drift);
            }
            if (drift.isCured() || !before.contains(drift)) {
                desk.drifted(drift.isCured(), trespasses(drift, exclusive));
                log.warn(drift.isCured() ? "drift-cured" : "drift-not-cured",
                        named.get().with("pid", drift.pid()).with("thread", drift.thread())
                                .with("resource", drift.resource()).with("observed", drift.observed())
                                .with("assigned", drift.assigned()));
            }
        }
        put(container, now);
    }

    private static boolean trespasses(Drift drift, CpuSet exclusive) {
        return drift.resource().equals("cpus") && CpuSet.parseList(drift.observed())
                .andNot(CpuSet.parseList(drift.assigned())).intersects(exclusive);
    }

    /// A container does not run any more.
    void forget(ContainerRun container) {
        put(container, Set.of());
    }

    private void put(ContainerRun container, Set<Drift> now) {
        Set<Drift> before = uncured.getOrDefault(container, Set.of());
        if (now.isEmpty()) {
            uncured.remove(container);
        } else {
            uncured.put(container, now);
        }
        if (now.size() != before.size()) {
            desk.astray(uncured.values().stream().mapToInt(Set::size).sum());
        }
    }
}
