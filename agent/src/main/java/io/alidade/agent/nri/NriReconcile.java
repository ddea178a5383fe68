package io.alidade.agent.nri;

import io.alidade.agent.decision.DecisionThread;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.nri.NriContainers.Settled;
import io.alidade.agent.runtime.Drift;
import io.alidade.agent.runtime.DriftLog;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Looks whether somebody else has moved a container, and has the runtime bring it back: what the runtime has written is its own,
/// so nobody else writes there. Cgroups are read beside the decision thread.
final class NriReconcile {
    private final NriContainers containers;
    private final ContainerCgroups cgroups;
    private final DecisionThread thread;
    private final DriftLog<String> drifts;
    private final AgentLog log;
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private volatile boolean isBlind;

    NriReconcile(NriContainers containers, ContainerCgroups cgroups, DecisionThread thread, DriftLog<String> drifts,
            AgentLog log) {
        this.containers = containers;
        this.cgroups = cgroups;
        this.thread = thread;
        this.drifts = drifts;
        this.log = log;
    }

    /// A container that is elsewhere.
    private record Stray(Settled container, List<Drift> drifts) {}

    /// One look.
    ///
    /// @param inPlace those that are where they belong; the others were not looked at, or not seen
    private record Look(Set<String> inPlace, List<Stray> strays) {}

    /// Looks once, unless the last look goes on.
    void look() {
        if (!isLooking.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?> _ = thread.call(containers::settled)
                .thenApplyAsync(this::look, ContainerCgroups.elsewhere()).thenCompose(this::bringBack)
                .whenComplete((_, _) -> isLooking.set(false));
    }

    private Look look(List<Settled> settled) {
        Set<String> inPlace = new HashSet<>();
        List<Stray> strays = new ArrayList<>();
        boolean isSeen = settled.isEmpty();
        for (Settled container : settled) {
            Optional<List<Drift>> found = cgroups.drifts(container.cgroup(), container.place());
            isSeen |= found.isPresent();
            found.ifPresent(some -> {
                if (some.isEmpty()) {
                    inPlace.add(container.id());
                } else {
                    strays.add(new Stray(container, some));
                }
            });
        }
        if (isBlind == isSeen) {
            isBlind = !isSeen;
            if (isBlind) {
                log.warn("containers-not-observed", Value.mapping().with("problem", "their cgroups are not seen here")
                        .with("instead", "what somebody else moves is not brought back"));
            }
        }
        return new Look(inPlace, strays);
    }

    private CompletableFuture<Boolean> bringBack(Look look) {
        List<Stray> strays = look.strays();
        List<String> ids = strays.stream().map(stray -> stray.container().id()).toList();
        CompletableFuture<Boolean> asked = strays.isEmpty() ? CompletableFuture.completedFuture(true)
                : thread.follow(() -> containers.move(ids));
        return asked.thenApplyAsync(_ -> strays.stream().map(this::again).toList(), ContainerCgroups.elsewhere())
                .thenCompose(looked -> thread.call(() -> {
                    // One that was just told where to run is not looked at, and not forgotten.
                    drifts.forget(id -> look.inPlace().contains(id) || !containers.has(id));
                    looked.forEach(stray -> drifts.found(stray.container().id(),
                            containers.whose(stray.container().id()), stray.drifts()));
                    return true;
                }));
    }

    /// The same after the runtime was asked; nothing of a container that is gone.
    private Stray again(Stray stray) {
        Optional<List<String>> left = cgroups.drifts(stray.container().cgroup(), stray.container().place())
                .map(some -> some.stream().map(Drift::resource).toList());
        return new Stray(stray.container(), left.isEmpty() ? List.of()
                : stray.drifts().stream().map(drift -> drift.after(!left.get().contains(drift.resource()))).toList());
    }
}
