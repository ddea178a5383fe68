package io.alidade.engine.scope;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.policy.TopologyPolicy;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.provider.Provider;
import io.alidade.engine.settings.FeatureGates;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// One pod's walk through the managers (topology-manager 9.2 to 9.6). Used once.
public final class AdmissionScope {
    private static final String REASON = "TopologyAffinityError";

    private final TopologyPolicy podPolicy;
    private final Function<ContainerRequest, TopologyPolicy> containerPolicies;
    private final boolean podScope;
    private final FeatureGates gates;
    private final HintObserver observer;
    private final Predicate<ContainerRequest> keepsRunning;
    private final PodRequest pod;
    private Allocations allocations;

    /// @param podPolicy         of the pod as a whole
    /// @param containerPolicies of each container, where they are aligned one by one
    /// @param keepsRunning containers that a restart found running and that keep their devices (device-manager 6.2 rule 3)
    public AdmissionScope(TopologyPolicy podPolicy, Function<ContainerRequest, TopologyPolicy> containerPolicies,
            boolean podScope, FeatureGates gates, HintObserver observer,
            Predicate<ContainerRequest> keepsRunning, PodRequest pod, Allocations allocations) {
        this.podPolicy = podPolicy;
        this.containerPolicies = containerPolicies;
        this.podScope = podScope;
        this.gates = gates;
        this.observer = observer;
        this.keepsRunning = keepsRunning;
        this.pod = pod;
        this.allocations = allocations;
    }

    public ScopeResult admit() {
        Optional<AllocationError> error = podScope && !(podPolicy instanceof TopologyPolicy.None) ? admitPod()
                : admitContainers();
        return error.isPresent()
                ? new ScopeResult.Refused(allocations, error.get())
                : new ScopeResult.Passed(allocations);
    }

    private boolean isPodLevel() {
        return gates.managesPodLevelResources() && Qos.hasPodLevelResources(pod);
    }

    /// Hints of a container are made after the containers before it were allocated (topology-manager 9.3). With policy `none`
    /// it is allocated without (topology-manager 9.2).
    private Optional<AllocationError> admitContainers() {
        for (ContainerRequest container : pod.containers()) {
            observer.reached(Optional.of(container.name()), allocations);
            TopologyPolicy policy = podScope ? podPolicy : containerPolicies.apply(container);
            Optional<AllocationError> error = policy instanceof TopologyPolicy.None ? Optional.empty()
                    : align(container, policy);
            error = error.or(() -> allocate(container));
            if (error.isPresent()) {
                return error;
            }
        }
        return Optional.empty();
    }

    private Optional<AllocationError> align(ContainerRequest container, TopologyPolicy policy) {
        Optional<String> name = Optional.of(container.name());
        PolicyDecision decision = merge(policy, name, List.of(
                heard(name, Provider.DEVICE, allocations.devices().hints(pod, container)),
                heard(name, Provider.CPU, allocations.cpus().hints(pod, container)),
                heard(name, Provider.MEMORY, allocations.memory().hints(pod, container))));
        if (!decision.admitted()) {
            return Optional.of(refusal(
                    "pod with pod-level resources failed admission with a container-level topology manager"));
        }
        allocations = allocations.withAffinity(pod, container.name(), decision.hint());
        return Optional.empty();
    }

    /// Pod scope: one set of hints for the whole pod, with or without `spec.resources` (topology-manager 9.4 and 9.5).
    private Optional<AllocationError> admitPod() {
        Optional<String> name = Optional.empty();
        observer.reached(name, allocations);
        PolicyDecision decision = merge(podPolicy, name, List.of(
                heard(name, Provider.DEVICE, allocations.devices().podHints(pod)),
                heard(name, Provider.CPU, allocations.cpus().podHints(pod)),
                heard(name, Provider.MEMORY, allocations.memory().podHints(pod))));
        if (!decision.admitted()) {
            return Optional.of(
                    refusal("pod with pod-level resources failed admission under pod-scope topology manager"));
        }
        if (isPodLevel()) {
            for (ContainerRequest container : pod.containers()) {
                allocations = allocations.withAffinity(pod, container.name(), decision.hint());
            }
            return allocatePod(decision.hint());
        }
        for (ContainerRequest container : pod.containers()) {
            allocations = allocations.withAffinity(pod, container.name(), decision.hint());
            Optional<AllocationError> error = allocate(container);
            if (error.isPresent()) {
                return error;
            }
        }
        return Optional.empty();
    }

    private ProviderHints heard(Optional<String> container, Provider provider, ProviderHints hints) {
        observer.answered(container, provider, hints);
        return hints;
    }

    private PolicyDecision merge(TopologyPolicy policy, Optional<String> container, List<ProviderHints> hints) {
        PolicyDecision decision = policy.decide(hints);
        observer.merged(container, decision);
        return decision;
    }

    private AllocationError refusal(String podLevelDetail) {
        return AllocationError.typed(REASON, isPodLevel()
                ? "Pod Scope " + podLevelDetail
                : "Resources cannot be allocated with Topology locality");
    }

    private Optional<AllocationError> allocate(ContainerRequest container) {
        Optional<String> name = Optional.of(container.name());
        TopologyHint hint = allocations.affinity(pod.uid(), container.name());
        var devices = allocations.devices().allocate(pod, container, hint, keepsRunning.test(container));
        if (isRefused(name, Provider.DEVICE, devices, allocations.withDevices(devices.state()))) {
            return errorOf(devices);
        }
        var cpus = allocations.cpus().allocate(pod, container, hint.affinity());
        if (isRefused(name, Provider.CPU, cpus, allocations.withCpus(cpus.state()))) {
            return errorOf(cpus);
        }
        var memory = allocations.memory().allocate(pod, container, hint);
        boolean _ = isRefused(name, Provider.MEMORY, memory, allocations.withMemory(memory.state()));
        return errorOf(memory);
    }

    // The device manager gives nothing on this path (device-manager 5).
    private Optional<AllocationError> allocatePod(TopologyHint hint) {
        Optional<String> whole = Optional.empty();
        var cpus = allocations.cpus().allocatePod(pod, hint.affinity());
        if (isRefused(whole, Provider.CPU, cpus, allocations.withCpus(cpus.state()))) {
            return errorOf(cpus);
        }
        var memory = allocations.memory().allocatePod(pod, hint);
        boolean _ = isRefused(whole, Provider.MEMORY, memory, allocations.withMemory(memory.state()));
        return errorOf(memory);
    }

    /// Takes in what a provider did.
    private boolean isRefused(Optional<String> container, Provider provider, AllocationOutcome<?> outcome,
            Allocations after) {
        boolean failed = outcome instanceof AllocationOutcome.Failed<?>;
        observer.allocated(container, provider, allocations, after, !failed);
        allocations = after;
        return failed;
    }

    private static Optional<AllocationError> errorOf(AllocationOutcome<?> outcome) {
        return outcome instanceof AllocationOutcome.Failed<?> failed ? Optional.of(failed.error()) : Optional.empty();
    }
}
