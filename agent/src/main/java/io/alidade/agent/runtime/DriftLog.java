package io.alidade.agent.runtime;

import io.alidade.agent.decision.NodeDesk;
import io.alidade.agent.decision.Stray;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Tells and counts what was found where it does not belong. What could not be brought back is told once, and again only when it
/// is elsewhere or gone. For the decision thread.
///
/// @param <C> containers; what was told of one is forgotten with it
public final class DriftLog<C> {
    private final NodeDesk desk;
    private final AgentLog log;
    private final Map<C, Uncured> uncured = new HashMap<>();

    /// Whose threads and memory were elsewhere.
    ///
    /// @param pod       NAMESPACE/NAME; empty where it is not known
    /// @param container its name
    /// @param line      begins a line of the log
    public record Whose(String pod, String container, Supplier<Value.Builder> line) {}

    /// What could not be brought back.
    private record Uncured(Whose whose, Set<Drift> drifts) {
        private Uncured {
            drifts = Set.copyOf(drifts);
        }
    }

    public DriftLog(NodeDesk desk, AgentLog log) {
        this.desk = desk;
        this.log = log;
    }

    /// These are where they should be, or gone.
    public void forget(Predicate<C> isThere) {
        List.copyOf(uncured.keySet()).stream().filter(isThere).forEach(this::forget);
    }

    /// One look at a container has found this.
    public void found(C container, Whose whose, List<Drift> drifts) {
        Uncured known = uncured.get(container);
        Set<Drift> before = known == null ? Set.of() : known.drifts();
        Set<Drift> now = new HashSet<>();
        for (Drift drift : drifts) {
            if (!drift.isCured()) {
                now.add(drift);
            }
            if (drift.isCured() || !before.contains(drift)) {
                tell(whose, drift, drift.isCured() ? Stray.Fate.CURED : Stray.Fate.NOT_CURED);
                Value.Builder line = whose.line().get();
                if (drift.pid() != 0) {
                    line.with("pid", drift.pid()).with("thread", drift.thread());
                }
                log.warn(drift.isCured() ? "drift-cured" : "drift-not-cured",
                        line.with("resource", drift.resource()).with("observed", drift.observed())
                                .with("assigned", drift.assigned()));
            }
        }
        put(container, new Uncured(whose, now));
    }

    /// CPUs that are not its own.
    private static CpuSet strayed(Drift drift) {
        return drift.resource().equals("cpus")
                ? CpuSet.parseList(drift.observed()).andNot(CpuSet.parseList(drift.assigned())) : CpuSet.EMPTY;
    }

    /// A container does not run any more.
    void forget(C container) {
        Uncured before = uncured.get(container);
        if (before != null) {
            put(container, new Uncured(before.whose(), Set.of()));
        }
    }

    private void put(C container, Uncured now) {
        Uncured known = uncured.get(container);
        Set<Drift> before = known == null ? Set.of() : known.drifts();
        before.stream().filter(drift -> !now.drifts().contains(drift))
                .forEach(drift -> tell(now.whose(), drift, Stray.Fate.GONE));
        if (now.drifts().isEmpty()) {
            uncured.remove(container);
        } else {
            uncured.put(container, now);
        }
        if (now.drifts().size() != before.size()) {
            desk.astray(uncured.values().stream().mapToInt(own -> own.drifts().size()).sum());
        }
    }

    private void tell(Whose whose, Drift drift, Stray.Fate fate) {
        String who = drift.pid() == 0 ? "all of it" : "process " + drift.pid();
        desk.drifted(new Stray(whose.pod(), whose.container(), who + " was allowed on " + drift.resource() + " "
                + drift.observed() + ", and belongs on " + drift.assigned(), fate), strayed(drift));
    }
}
