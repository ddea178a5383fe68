package io.alidade.agent.runtime;

import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.log.AgentLog;
import io.alidade.kube.document.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/// Tells and counts what was found where it does not belong. What could not be brought back is told once, and again only when it
/// is elsewhere. For the decision thread.
///
/// @param <C> containers; what was told of one is forgotten with it
public final class DriftLog<C> {
    private final NodeDesk desk;
    private final AgentLog log;
    private final Map<C, Set<Drift>> uncured = new WeakHashMap<>();

    public DriftLog(NodeDesk desk, AgentLog log) {
        this.desk = desk;
        this.log = log;
    }

    /// All others were where they should be.
    public void forgetOthers(Collection<C> found) {
        uncured.keySet().retainAll(found);
    }

    /// One look at a container has found this.
    ///
    /// @param named begins a line on the container
    public void found(C container, List<Drift> drifts, Supplier<Value.Builder> named) {
        Set<Drift> before = uncured.getOrDefault(container, Set.of());
        Set<Drift> now = new HashSet<>();
        for (Drift drift : drifts) {
            if (!drift.isCured()) {
                now.add(drift);
            }
            if (drift.isCured() || !before.contains(drift)) {
                desk.drifted(drift.isCured());
                Value.Builder line = named.get();
                if (drift.pid() != 0) {
                    line.with("pid", drift.pid()).with("thread", drift.thread());
                }
                log.warn(drift.isCured() ? "drift-cured" : "drift-not-cured",
                        line.with("resource", drift.resource()).with("observed", drift.observed())
                                .with("assigned", drift.assigned()));
            }
        }
        if (now.isEmpty()) {
            uncured.remove(container);
        } else {
            uncured.put(container, now);
        }
    }
}
