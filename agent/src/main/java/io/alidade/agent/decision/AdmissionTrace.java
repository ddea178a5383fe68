package io.alidade.agent.decision;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the resource managers did on one walk over a pod, in order. For the decision thread.
///
/// A kubelet asks a plugin for its devices in the middle of the walk, the agent after it
/// ([NodeDesk]). So a walk on which a plugin fails is cut where a kubelet would have stopped.
public final class AdmissionTrace implements HintObserver {
    private final List<Step> steps = new ArrayList<>();

    /// One thing that was done.
    public sealed interface Step {
        /// The container that it was done for; absent for a pod as a whole.
        Optional<String> container();
    }

    /// The Topology Manager has merged hints.
    public record Merged(Optional<String> container, boolean isAdmitted) implements Step {}

    /// A manager has given something, or failed to, or had nothing to do.
    public record Allocated(Optional<String> container, Provider provider, Allocations before, Allocations after,
            boolean succeeded) implements Step {}

    @Override
    public void merged(Optional<String> container, PolicyDecision decision) {
        steps.add(new Merged(container, decision.admitted()));
    }

    @Override
    public void allocated(Optional<String> container, Provider provider, Allocations before, Allocations after,
            boolean succeeded) {
        steps.add(new Allocated(container, provider, before, after, succeeded));
    }

    /// All steps, in order.
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /// The plugin did not answer for the devices of a container: what came after that has not happened.
    void pluginFailed(String container) {
        cut(step -> step.container().filter(container::equals).isPresent());
    }

    /// A plugin did not say what it prefers, of the first devices that were taken.
    void preferenceFailed() {
        cut(step -> !step.before().devices().heldIds().equals(step.after().devices().heldIds()));
    }

    private void cut(Predicate<Allocated> failed) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Allocated step && step.provider() == Provider.DEVICE && failed.test(step)) {
                steps.subList(i, steps.size()).clear();
                steps.add(new Allocated(step.container(), Provider.DEVICE, step.before(), step.before(), false));
                return;
            }
        }
    }
}
