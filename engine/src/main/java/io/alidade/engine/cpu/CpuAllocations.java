package io.alidade.engine.cpu;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.provider.AllocationOutcome.Allocated;
import io.alidade.engine.provider.AllocationOutcome.Failed;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.CpuTopology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Which container has which CPUs on one node: the CPU Manager's state, as a value, with its rules (cpu-manager 5 to 8, 12 to
/// 14). Every operation returns the state after it.
///
/// Invariant "pool": with policy `none` the shared pool is empty and nobody has anything; with `static` every managed CPU is
/// in the shared pool or assigned, but for the harm that offline CPUs do (cpu-manager 10.5a).
public final class CpuAllocations {
    private final CpuPolicy policy;
    private final CpuSet sharedCpus;
    private final NamedTable<NamedTable<CpuSet>> exclusive;
    private final NamedTable<CpuSet> podCpus;
    private final ReusableCpus reusable;

    private CpuAllocations(CpuPolicy policy, CpuSet sharedCpus, NamedTable<NamedTable<CpuSet>> exclusive,
            NamedTable<CpuSet> podCpus, ReusableCpus reusable) {
        this.policy = policy;
        this.sharedCpus = sharedCpus;
        this.exclusive = exclusive;
        this.podCpus = podCpus;
        this.reusable = reusable;
    }

    /// Nothing assigned, under the configured policy (cpu-manager 4.1 to 4.3).
    ///
    /// @throws StartRefusal with the kubelet's text
    public static CpuAllocations start(CpuTopology topology, NodeSettings settings) throws StartRefusal {
        return empty(CpuPolicy.start(topology, settings));
    }

    /// Nothing assigned (cpu-manager 5.2, first case).
    static CpuAllocations empty(CpuPolicy policy) {
        CpuSet shared = policy instanceof StaticCpuPolicy fixed ? fixed.managedCpus() : CpuSet.empty();
        return new CpuAllocations(policy, shared, NamedTable.empty(), NamedTable.empty(), ReusableCpus.NONE);
    }

    /// The state that a checkpoint holds, under the same policy, checked as at the kubelet's start (cpu-manager 5.2, 16.5).
    ///
    /// @throws StartRefusal with the kubelet's text
    public CpuAllocations restored(CpuState state) throws StartRefusal {
        return restore(policy, state);
    }

    /// The state of a manager that runs, as its checkpoint tells it: a start over it, which has more conditions, is not asked
    /// for.
    ///
    /// @throws StartRefusal if the checkpoint is of another policy
    public CpuAllocations observed(CpuState state) throws StartRefusal {
        checkPolicy(policy, state);
        return policy instanceof StaticCpuPolicy && !(state.defaultCpuSet().isEmpty() && state.entries().isEmpty())
                ? held(policy, state) : empty(policy);
    }

    static CpuAllocations restore(CpuPolicy policy, CpuState state) throws StartRefusal {
        checkPolicy(policy, state);
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return empty(policy);
        }
        CpuStateCheck.check(fixed, state);
        return state.defaultCpuSet().isEmpty() ? empty(policy) : held(policy, state);
    }

    private static void checkPolicy(CpuPolicy policy, CpuState state) throws StartRefusal {
        if (!state.policyName().equals(policy.wireName())) {
            throw new StartRefusal("could not restore state from checkpoint: configured policy \"" + policy.wireName()
                    + "\" differs from state checkpoint policy \"" + state.policyName()
                    + "\", please drain this node and"
                    + " delete the CPU manager checkpoint file \"/var/lib/kubelet/cpu_manager_state\" before restarting"
                    + " Kubelet");
        }
    }

    private static CpuAllocations held(CpuPolicy policy, CpuState state) {
        NamedTable<NamedTable<CpuSet>> exclusive = NamedTable.empty();
        for (Map.Entry<String, Map<String, CpuSet>> pod : state.entries().entrySet()) {
            NamedTable<CpuSet> containers = NamedTable.empty();
            for (Map.Entry<String, CpuSet> container : pod.getValue().entrySet()) {
                containers = containers.with(container.getKey(), container.getValue());
            }
            exclusive = exclusive.with(pod.getKey(), containers);
        }
        NamedTable<CpuSet> podCpus = NamedTable.empty();
        for (Map.Entry<String, CpuSet> pod : state.podEntries().entrySet()) {
            podCpus = podCpus.with(pod.getKey(), pod.getValue());
        }
        return new CpuAllocations(policy, state.defaultCpuSet(), exclusive, podCpus, ReusableCpus.NONE);
    }

    /// The policy as checkpoints name it: `none` or `static`.
    public String policyName() {
        return policy.wireName();
    }

    /// What the checkpoint holds.
    public CpuState toState() {
        Map<String, Map<String, CpuSet>> entries = new java.util.TreeMap<>();
        exclusive.forEach((pod, containers) -> {
            Map<String, CpuSet> sets = new java.util.TreeMap<>();
            containers.forEach(sets::put);
            entries.put(pod, sets);
        });
        Map<String, CpuSet> podEntries = new java.util.TreeMap<>();
        podCpus.forEach(podEntries::put);
        return new CpuState(policy.wireName(), sharedCpus, entries, podEntries);
    }

    /// CPUs that no container is given exclusively (cpu-manager 4.3); empty with policy `none`.
    public CpuSet reservedCpus() {
        return policy.reservedCpus();
    }

    /// CPUs that containers may be given exclusively: all but the reserved; none with policy `none` (cpu-manager 4.5).
    public CpuSet allocatableCpus() {
        return policy.allocatableCpus();
    }

    /// The pool for containers without exclusive CPUs (cpu-manager 8.1).
    public CpuSet sharedCpus() {
        return sharedCpus;
    }

    /// CPUs that the next container could be given exclusively (cpu-manager 4.5).
    public CpuSet availableCpus() {
        return sharedCpus.andNot(policy.reservedCpus());
    }

    /// What is assigned to the container, if anything (cpu-manager 8.3). Containers of a pod with a pod set may have a
    /// share of it.
    public Optional<CpuSet> assigned(String podUid, String container) {
        return exclusive.orElse(podUid, NamedTable.empty()).find(container);
    }

    /// Pods that hold CPUs.
    public List<String> pods() {
        return exclusive.names();
    }

    /// All pods that hold CPUs, with their containers as of [#containers].
    public void forEachPod(BiConsumer<String, NamedTable<CpuSet>> action) {
        exclusive.forEach(action);
    }

    /// The containers of a pod that have a set, with it.
    public NamedTable<CpuSet> containers(String podUid) {
        return exclusive.orElse(podUid, NamedTable.empty());
    }

    /// Why a rule cannot hold on this node, a sentence; nothing if it can.
    public Optional<String> conflict(PlacementRule rule) {
        return policy instanceof StaticCpuPolicy fixed ? fixed.conflict(rule) : Optional.empty();
    }

    /// How many exclusive CPUs the container is to get; 0 for the shared pool.
    public int exclusiveCount(PodRequest pod, ContainerRequest container) {
        return policy instanceof StaticCpuPolicy fixed ? fixed.demand().exclusiveCount(pod, container) : 0;
    }

    /// True if containers get whole cores or nothing: `full-pcpus-only` (cpu-manager 7.3).
    public boolean givesWholeCoresOnly() {
        return policy instanceof StaticCpuPolicy fixed && fixed.givesWholeCoresOnly();
    }

    /// The CPU Manager's hints for a container (cpu-manager 13.1).
    public ProviderHints hints(PodRequest pod, ContainerRequest container) {
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return ProviderHints.NO_ANSWER;
        }
        int count = fixed.demand().exclusiveCount(pod, container);
        if (count == 0) {
            return ProviderHints.NO_ANSWER;
        }
        Optional<CpuSet> own = assigned(pod.uid(), container.name());
        if (own.isEmpty()) {
            CpuChoices choices = fixed.choices(pod.placement().of(container.name()));
            return reusable.resized(pod.uid(), container.name())
                    .map(resized -> resized.hints(choices, availableCpus(), count))
                    .orElseGet(() -> choices.hints(availableCpus(), reusable.of(pod.uid()), count));
        }
        return own.get().size() == count
                ? fixed.hints(own.get(), CpuSet.empty(), count)
                : ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE);
    }

    /// The CPU Manager's hints for a pod as a whole (cpu-manager 13.2).
    public ProviderHints podHints(PodRequest pod) {
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return ProviderHints.NO_ANSWER;
        }
        CpuDemand demand = fixed.demand();
        int count = demand.podCount(pod);
        if (count == 0) {
            return ProviderHints.NO_ANSWER;
        }
        PodHolding holding = holding(fixed, pod);
        CpuSet podSet = podCpus.orElse(pod.uid(), CpuSet.empty());
        if (holding == PodHolding.CURRENT) {
            return podSet.size() == count
                    ? fixed.hints(podSet, CpuSet.empty(), count)
                    : ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE);
        }
        if (demand.isPodLevel(pod) && demand.podScopeError(pod).isPresent()) {
            return ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE);
        }
        if (holding != PodHolding.NOTHING) {
            CpuSet available = sharedCpus.or(podSet).andNot(policy.reservedCpus());
            return podChoices(fixed, pod).hints(available, reusable.of(pod.uid()), count);
        }
        CpuSet own = CpuSet.empty();
        for (ContainerRequest container : pod.containers()) {
            Optional<CpuSet> assigned = assigned(pod.uid(), container.name());
            if (assigned.isPresent()) {
                if (assigned.get().size() != demand.exclusiveCount(pod, container)) {
                    return ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE);
                }
                own = own.or(assigned.get());
            }
        }
        Optional<ResizedCpus> resized = reusable.resized().filter(_ -> reusable.podUid().equals(pod.uid()));
        if (resized.isPresent()) {
            CpuSet all = own.or(resized.get().own());
            return new ResizedCpus(resized.get().container(), all, all).hints(podChoices(fixed, pod), availableCpus(),
                    count);
        }
        return own.size() == count
                ? fixed.hints(own, CpuSet.empty(), count)
                : podChoices(fixed, pod).hints(availableCpus(), reusable.of(pod.uid()).or(own), count);
    }

    /// How the CPUs of a pod as a whole are chosen: of one that has several containers with CPUs of their own, they are not.
    private static CpuChoices podChoices(StaticCpuPolicy fixed, PodRequest pod) {
        CpuDemand demand = fixed.demand();
        if (demand.isPodLevel(pod)) {
            return fixed.choices(pod.placement().pod());
        }
        List<ContainerRequest> own = pod.containers().stream()
                .filter(container -> demand.exclusiveCount(pod, container) > 0).toList();
        return own.size() == 1 ? fixed.choices(pod.placement().of(own.getFirst().name())) : fixed;
    }

    /// Gives the container its exclusive CPUs, if it is to have any (cpu-manager 7.2).
    public AllocationOutcome<CpuAllocations> allocate(PodRequest pod, ContainerRequest container,
            Optional<NumaMask> affinity) {
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return new Allocated<>(this);
        }
        int count = fixed.demand().exclusiveCount(pod, container);
        if (count == 0) {
            return new Allocated<>(this);
        }
        Optional<CpuSet> own = assigned(pod.uid(), container.name());
        if (own.isEmpty() || !fixed.version().keepsCpusWithoutSmtCheck()) {
            Optional<AllocationError> smtError = fixed.smtError(count, reusable.resized(pod.uid(), container.name())
                    .map(resized -> sharedCpus.or(resized.own())).orElse(sharedCpus));
            if (smtError.isPresent()) {
                return new Failed<>(this, smtError.get());
            }
        }
        if (own.isPresent()) {
            return new Allocated<>(withReusable(reusable.after(pod.uid(), container, own.get())));
        }
        CpuChoices choices = fixed.choices(pod.placement().of(container.name()));
        CpuSet pool = availableCpus().or(reusable.of(pod.uid()));
        CpuSelection chosen = reusable.resized(pod.uid(), container.name())
                .map(resized -> resized.choose(choices, pool, count, affinity))
                .orElseGet(() -> choices.choose(pool, count, affinity));
        return chosen.fold(
                cpus -> new Allocated<>(new CpuAllocations(policy, sharedCpus.andNot(cpus),
                        exclusive.with(pod.uid(), containers(pod.uid()).with(container.name(), cpus)), podCpus,
                        reusable.after(pod.uid(), container, cpus))),
                error -> new Failed<>(this, error));
    }

    /// The state in which a container is to be given another number of CPUs: what it has is offered to it alone, for
    /// [#allocate]; [#resized] ends that.
    ///
    /// @param startedWith CPUs that it is to keep before others
    public CpuAllocations resizing(String podUid, String container, CpuSet startedWith) {
        return assigned(podUid, container).map(own -> new CpuAllocations(policy, sharedCpus,
                exclusive.with(podUid, containers(podUid).without(container)), podCpus,
                new ReusableCpus(podUid, reusable.of(podUid),
                        Optional.of(new ResizedCpus(container, own, startedWith.and(own))))))
                .orElse(this);
    }

    /// The state after [#resizing]: what nobody in the pod has now of the CPUs that the container had is in the shared pool.
    public CpuAllocations resized(String podUid) {
        if (reusable.resized().isEmpty()) {
            return this;
        }
        CpuSet left = reusable.resized().get().own();
        NamedTable<CpuSet> containers = containers(podUid);
        for (String container : containers.names()) {
            left = left.andNot(containers.orElse(container, CpuSet.EMPTY));
        }
        return new CpuAllocations(policy, sharedCpus.or(left),
                containers.isEmpty() ? exclusive.without(podUid) : exclusive, podCpus,
                new ReusableCpus(reusable.podUid(), reusable.cpus(), Optional.empty()));
    }

    /// Gives a pod with `spec.resources` one set of CPUs and divides it among its containers (cpu-manager 14.2).
    ///
    /// @param affinity of the first container
    public AllocationOutcome<CpuAllocations> allocatePod(PodRequest pod, Optional<NumaMask> affinity) {
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return new Allocated<>(this);
        }
        int count = fixed.demand().podCount(pod);
        if (count == 0) {
            return new Allocated<>(this);
        }
        return switch (holding(fixed, pod)) {
            case NOTHING -> allocateNewPod(fixed, pod, count, affinity);
            case CURRENT -> divide(fixed, pod, containers(pod.uid()), affinity);
            case IN_SHARED_POOL -> withPodCpus(podCpus.without(pod.uid())).allocateNewPod(fixed, pod, count, affinity);
            case OF_ANOTHER_POD -> withoutPod(pod.uid()).allocateNewPod(fixed, pod, count, affinity);
        };
    }

    /// What the kubelet looks at of what the pod holds: up to 1.37 nothing.
    private PodHolding holding(StaticCpuPolicy fixed, PodRequest pod) {
        return fixed.version().keepsPodCpus() && fixed.demand().isPodLevel(pod)
                ? PodHolding.of(pod, podCpus.orElse(pod.uid(), CpuSet.empty()), containers(pod.uid()), sharedCpus)
                : PodHolding.NOTHING;
    }

    private AllocationOutcome<CpuAllocations> allocateNewPod(StaticCpuPolicy fixed, PodRequest pod, int count,
            Optional<NumaMask> affinity) {
        Optional<AllocationError> error = fixed.demand().podScopeError(pod).or(() -> fixed.smtError(count, sharedCpus));
        if (error.isPresent()) {
            return new Failed<>(this, error.get());
        }
        return fixed.choices(pod.placement().pod()).choose(availableCpus(), count, affinity).fold(
                cpus -> new CpuAllocations(policy, sharedCpus.andNot(cpus), exclusive, podCpus.with(pod.uid(), cpus),
                        reusable).divide(fixed, pod, NamedTable.empty(), affinity),
                refused -> new Failed<>(this, refused));
    }

    // Up to 1.37 a failure on the way leaves the pod's CPUs outside the shared pool.
    private AllocationOutcome<CpuAllocations> divide(StaticCpuPolicy fixed, PodRequest pod, NamedTable<CpuSet> kept,
            Optional<NumaMask> affinity) {
        PodDivision division = new PodDivision(fixed.demand(), fixed.choices(pod.placement().pod()),
                podCpus.orElse(pod.uid(), CpuSet.empty()), affinity);
        return switch (division.divide(pod, kept)) {
            case PodDivision.Outcome.Divided(NamedTable<CpuSet> shares) -> new Allocated<>(new CpuAllocations(policy,
                    sharedCpus, exclusive.with(pod.uid(), shares), podCpus, reusable));
            case PodDivision.Outcome.Failed(AllocationError error) ->
                new Failed<>(fixed.version().returnsUndividedPodCpus() ? withoutPod(pod.uid()) : this, error);
        };
    }

    /// Without all that a pod with a set of its own holds, which is in the shared pool again.
    private CpuAllocations withoutPod(String podUid) {
        return new CpuAllocations(policy, sharedCpus.or(podCpus.orElse(podUid, CpuSet.empty())),
                exclusive.without(podUid), podCpus.without(podUid), reusable);
    }

    private CpuAllocations withPodCpus(NamedTable<CpuSet> sets) {
        return new CpuAllocations(policy, sharedCpus, exclusive, sets, reusable);
    }

    /// Releases a pod: the CPUs of all its containers come back to the shared pool (cpu-manager 12.1).
    public CpuAllocations release(String podUid) {
        NamedTable<CpuSet> containers = containers(podUid);
        if (containers.isEmpty()) {
            return this;
        }
        CpuSet released = podCpus.orElse(podUid, CpuSet.empty());
        if (released.isEmpty()) {
            for (String container : containers.names()) {
                released = released.or(containers.orElse(container, CpuSet.empty()));
            }
        }
        return new CpuAllocations(policy, sharedCpus.or(released), exclusive.without(podUid), podCpus.without(podUid),
                reusable);
    }

    /// The CPUs of a whole pod; empty for none (cpu-manager 14).
    public CpuSet podCpus(String podUid) {
        return podCpus.orElse(podUid, CpuSet.EMPTY);
    }

    /// True if every container that is to have exclusive CPUs has as many, or the pod a set of its own.
    public boolean suffice(PodRequest pod) {
        return podCpus.contains(pod.uid()) || pod.containers().stream().allMatch(container -> {
            int count = exclusiveCount(pod, container);
            return count == 0 || assigned(pod.uid(), container.name()).filter(own -> own.size() == count).isPresent();
        });
    }

    /// Without the CPUs of one container, whose pod keeps the others'. The container may be one of those that [#isMovable] names.
    public CpuAllocations lifting(String podUid, String container) {
        NamedTable<CpuSet> own = containers(podUid);
        NamedTable<CpuSet> rest = own.without(container);
        return new CpuAllocations(policy, sharedCpus.or(own.orElse(container, CpuSet.EMPTY)),
                rest.isEmpty() ? exclusive.without(podUid) : exclusive.with(podUid, rest), podCpus, ReusableCpus.NONE);
    }

    /// True if the CPUs of a container are its own and no other container of its pod has a share in them: the pod has no set as a
    /// whole, and none of its init containers had CPUs.
    public boolean isMovable(PodRequest pod, ContainerRequest container) {
        return container.kind() != ContainerKind.INIT && assigned(pod.uid(), container.name()).isPresent()
                && !podCpus.contains(pod.uid()) && pod.containers().stream().noneMatch(
                        other -> other.kind() == ContainerKind.INIT && assigned(pod.uid(), other.name()).isPresent());
    }

    /// With these CPUs for a container that has none. Nothing if one of them is not available.
    public Optional<CpuAllocations> placing(String podUid, String container, CpuSet cpus) {
        return cpus.isSubsetOf(availableCpus())
                ? Optional.of(new CpuAllocations(policy, sharedCpus.andNot(cpus),
                        exclusive.with(podUid, containers(podUid).with(container, cpus)), podCpus, reusable))
                : Optional.empty();
    }

    /// The CPUs that a container would be given if only these were there; nothing if they are too few.
    public Optional<CpuSet> choice(PodRequest pod, ContainerRequest container, CpuSet among) {
        if (!(policy instanceof StaticCpuPolicy fixed)) {
            return Optional.empty();
        }
        CpuSet pool = among.and(availableCpus());
        int count = fixed.demand().exclusiveCount(pod, container);
        return count == 0 || pool.size() < count ? Optional.empty()
                : fixed.choices(pod.placement().of(container.name())).chooseWithin(pool, count, Optional.empty())
                        .fold(Optional::of, _ -> Optional.empty());
    }

    /// With these CPUs for a pod that has none, whatever would be chosen. Nothing if one of them is not available; with policy
    /// `none` the pod has none either way.
    ///
    /// @param whole the CPUs of the pod as a whole; empty for none
    public Optional<CpuAllocations> holding(String podUid, Map<String, CpuSet> containers, CpuSet whole) {
        CpuSet all = containers.values().stream().reduce(whole, CpuSet::or);
        if (!(policy instanceof StaticCpuPolicy) || all.isEmpty()) {
            return Optional.of(this);
        }
        if (!all.isSubsetOf(availableCpus())) {
            return Optional.empty();
        }
        NamedTable<CpuSet> own = NamedTable.empty();
        for (Map.Entry<String, CpuSet> container : containers.entrySet()) {
            own = own.with(container.getKey(), container.getValue());
        }
        return Optional.of(new CpuAllocations(policy, sharedCpus.andNot(all), exclusive.with(podUid, own),
                whole.isEmpty() ? podCpus : podCpus.with(podUid, whole), reusable));
    }

    private CpuAllocations withReusable(ReusableCpus changed) {
        return new CpuAllocations(policy, sharedCpus, exclusive, podCpus, changed);
    }

    /// The shared pool, then who has what: `static, shared 0-3,8-11; POD {main=4-5}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                policy.wireName() + ", shared " + (sharedCpus.isEmpty() ? "none" : sharedCpus.toListString()));
        exclusive.forEach((pod, containers) -> text.append("; ").append(pod).append(' ').append(containers));
        return text.toString();
    }
}
