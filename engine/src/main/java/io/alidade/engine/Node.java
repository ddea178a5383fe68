package io.alidade.engine;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceAllocations;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.hint.HintMerge;
import io.alidade.engine.hint.UnboundedSearch;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.policy.TopologyPolicy;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.scope.AdmissionScope;
import io.alidade.engine.scope.ScopeResult;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A Kubernetes node's resource managers as a value: machine, settings, devices, admitted pods and what they hold. Every
/// operation returns a new node and leaves this one as it is, so "what would happen" is the same call as "let it happen".
///
/// A node is made by [#start] (no pods, no checkpoints) or [#restore] (from checkpoints, as at a restart of the kubelet).
/// After [#restore] the pods are admitted again one by one, and [#podSourcesReady] ends the start: until then nothing is
/// cleaned up, so a pod that is refused keeps what it held (cpu-manager 12.3).
///
/// A pod may also be active as a *holder*: known by its uid and by what checkpoints say it holds, and by nothing else. At
/// [#restore] all pods of the checkpoints are.
public final class Node {
    /// The reason of a refusal of rules that cannot hold.
    public static final String INVALID_PLACEMENT = "InvalidPlacement";

    private final NodeTopology topology;
    private final NodeSettings settings;
    private final TopologyPolicy policy;
    private final Allocations allocations;
    private final NamedTable<PodRequest> pods;
    private final SortedSet<String> holders;
    private final boolean sourcesReady;

    private Node(NodeTopology topology, NodeSettings settings, TopologyPolicy policy, Allocations allocations,
            NamedTable<PodRequest> pods, SortedSet<String> holders, boolean sourcesReady) {
        this.topology = topology;
        this.settings = settings;
        this.policy = policy;
        this.allocations = allocations;
        this.pods = pods;
        this.holders = Collections.unmodifiableSortedSet(holders);
        this.sourcesReady = sourcesReady;
    }

    /// A node whose kubelet starts for the first time; its plugins have reported `devices`.
    public static NodeStart start(NodeTopology topology, NodeSettings settings, Device... devices) {
        return start(topology, settings, List.of(devices), PreferredAllocation.NONE);
    }

    /// A node whose kubelet starts for the first time; its plugins have reported `devices` and may be asked which of them
    /// they would like to be taken.
    public static NodeStart start(NodeTopology topology, NodeSettings settings, List<Device> devices,
            PreferredAllocation preferred) {
        NodeStart start = make(topology, settings, Checkpoints.NONE, preferred, true);
        return start instanceof NodeStart.Started(Node node) ? new NodeStart.Started(node.devicesReported(devices))
                : start;
    }

    /// A node whose kubelet starts over checkpoint files. No plugin has reported yet and no pod is active: call
    /// [#devicesReported], admit the pods again in their old order, then [#podSourcesReady].
    public static NodeStart restore(NodeTopology topology, NodeSettings settings, Checkpoints checkpoints,
            PreferredAllocation preferred) {
        return make(topology, settings, checkpoints, preferred, false);
    }

    /// This node, which has just started, as the checkpoint files of a kubelet that runs tell it: these pods are active on what
    /// the files say they hold, whatever would be chosen for them, and what other pods held is free. No plugin has reported yet.
    ///
    /// A kubelet need not be able to start over the files of one that runs, so this is no start: there is no check that the
    /// files agree with each other.
    ///
    /// @param pods in the order in which they came
    public NodeStart running(Checkpoints checkpoints, List<PodRequest> pods) {
        try {
            CpuAllocations cpus = allocations.cpus();
            MemoryAllocations memory = allocations.memory();
            if (checkpoints.cpu().isPresent()) {
                cpus = cpus.observed(checkpoints.cpu().get());
            }
            if (checkpoints.memory().isPresent()) {
                memory = memory.observed(checkpoints.memory().get());
            }
            DeviceAllocations fresh = DeviceAllocations.start(topology, PreferredAllocation.NONE,
                    settings.kubeletVersion());
            Allocations observed = new Allocations(checkpoints.devices().map(fresh::restored).orElse(fresh), cpus,
                    memory, NamedTable.empty());
            NamedTable<PodRequest> active = NamedTable.empty();
            for (PodRequest pod : pods) {
                active = active.with(pod.uid(), pod);
            }
            return new NodeStart.Started(new Node(topology, settings, policy, observed, active, new TreeSet<>(), false)
                    .podSourcesReady());
        } catch (StartRefusal refusal) {
            return new NodeStart.Refused(refusal.text());
        }
    }

    // The order in which the kubelet makes and starts its managers decides which error is reported.
    private static NodeStart make(NodeTopology topology, NodeSettings settings, Checkpoints checkpoints,
            PreferredAllocation preferred, boolean sourcesReady) {
        try {
            TopologyPolicy policy = TopologyPolicy.start(topology, settings);
            CpuAllocations cpus = CpuAllocations.start(new CpuTopology(topology), settings);
            MemoryAllocations memory = MemoryAllocations.start(topology, settings);
            if (checkpoints.cpu().isPresent()) {
                cpus = cpus.restored(checkpoints.cpu().get());
            }
            if (checkpoints.memory().isPresent()) {
                memory = memory.restored(checkpoints.memory().get());
            }
            DeviceAllocations fresh = DeviceAllocations.start(topology, preferred, settings.kubeletVersion());
            DeviceAllocations devices = checkpoints.devices().map(fresh::restored).orElse(fresh);
            Allocations allocations = new Allocations(devices, cpus, memory, NamedTable.empty());
            return new NodeStart.Started(new Node(topology, settings, policy, allocations, NamedTable.empty(),
                    new TreeSet<>(found(allocations)), sourcesReady));
        } catch (StartRefusal refusal) {
            return new NodeStart.Refused(refusal.text());
        }
    }

    public NodeTopology topology() {
        return topology;
    }

    public NodeSettings settings() {
        return settings;
    }

    /// What is allocated, manager by manager.
    public Allocations allocations() {
        return allocations;
    }

    /// The active pods in the order of their admission.
    public List<PodRequest> pods() {
        List<PodRequest> active = new ArrayList<>();
        pods.forEach((uid, pod) -> active.add(pod));
        return active;
    }

    public Optional<PodRequest> pod(String uid) {
        return pods.find(uid);
    }

    /// The uids of active pods of which only what they hold is known, in order.
    public Set<String> holders() {
        return holders;
    }

    /// True from [#restore] until [#podSourcesReady].
    public boolean isStarting() {
        return !sourcesReady;
    }

    /// True if a Topology Manager policy other than `none` stores hints.
    public boolean hasTopologyPolicy() {
        return !(policy instanceof TopologyPolicy.None);
    }

    /// What the checkpoint files of this node would hold if they were written now.
    public Checkpoints checkpoints() {
        return checkpoints(allocations.devices().toState());
    }

    /// What they hold: the kubelet does not write that of devices when some come back, so it may name pods that hold nothing
    /// any more (device-manager 9). A restart begins with these.
    public Checkpoints lastWritten() {
        return checkpoints(allocations.devices().lastWritten());
    }

    private Checkpoints checkpoints(DeviceState devices) {
        return new Checkpoints(Optional.of(allocations.cpus().toState()), Optional.of(allocations.memory().toState()),
                Optional.of(devices));
    }

    /// Decides on a pod as the kubelet's resource managers do. A pod that is already active is admitted again on what it
    /// holds; a holder as at the restart of a kubelet that finds its app containers running.
    public Admission admit(PodRequest pod) {
        return admit(pod, HintObserver.NONE);
    }

    /// [#admit(PodRequest)], with every answer of the providers told to the observer.
    public Admission admit(PodRequest pod, HintObserver observer) {
        Predicate<ContainerRequest> keepsRunning = container -> container.kind() == ContainerKind.APP
                && (!sourcesReady || holders.contains(pod.uid()));
        Optional<String> conflict = pod.placement().isEmpty() ? Optional.empty() : conflict(pod.placement());
        if (conflict.isPresent()) {
            return refused(pod, allocations, AllocationError.typed(INVALID_PLACEMENT, conflict.get()));
        }
        ScopeResult result;
        try {
            result = scope(pod, allocations, observer, keepsRunning).admit();
        } catch (UnboundedSearch search) {
            return refused(pod, allocations, AllocationError.unbounded(search.why()));
        }
        return result instanceof ScopeResult.Refused(Allocations after, AllocationError error)
                ? refused(pod, after, error) : admitted(pod, result.allocations());
    }

    private AdmissionScope scope(PodRequest pod, Allocations start, HintObserver observer,
            Predicate<ContainerRequest> keepsRunning) {
        return new AdmissionScope(policy(pod.placement().pod()),
                container -> policy(pod.placement().of(container.name())),
                settings.policies().scope() == TopologyScope.POD, settings.featureGates(), observer, keepsRunning, pod,
                start);
    }

    private TopologyPolicy policy(PlacementRule rule) {
        return rule.alignment().map(own -> TopologyPolicy.of(own, topology)).orElse(policy);
    }

    /// The policies that hold for a pod: the node's, but for what the pod has of its own.
    ///
    /// @param container by which hints are merged; absent for the pod as a whole
    public Policies policies(PodRequest pod, Optional<String> container) {
        return container.map(pod.placement()::of).orElse(pod.placement().pod()).alignment()
                .map(settings.policies()::with).orElse(settings.policies());
    }

    /// Why rules cannot hold on this node, a sentence; nothing if they can.
    public Optional<String> conflict(PodPlacement placement) {
        boolean isAlone = settings.policies().scope() == TopologyScope.POD
                && placement.containers().values().stream().anyMatch(rule -> rule.alignment().isPresent());
        return isAlone
                ? Optional.of("a container has a topology policy of its own, and this node aligns pods as a whole"
                        + " (topologyManagerScope pod).")
                : Stream.concat(Stream.of(placement.pod()), placement.containers().keySet().stream().map(placement::of))
                        .flatMap(rule -> allocations.cpus().conflict(rule).stream()).findFirst();
    }

    private Admission admitted(PodRequest pod, Allocations after) {
        Node node = new Node(topology, settings, policy, after, pods.with(pod.uid(), pod),
                holdersWithout(pod.uid()), sourcesReady);
        return new Admission.Admitted(node, node.placements(pod), CpuConflicts.warnings(allocations.cpus(), node, pod));
    }

    /// Decides on an active pod of which a container that runs is to have other resources: on its CPUs alone, since everything
    /// else stays where it is. A kubelet refuses that (cpu-manager 6.6); here the container keeps what it has, and of fewer CPUs
    /// those that it started with before the others. A refusal changes nothing: its node is this one.
    ///
    /// @param pod         with the resources that it is to have
    /// @param startedWith CPUs with which the container started
    public Admission resize(PodRequest pod, String container, CpuSet startedWith) {
        Allocations offered = allocations
                .withCpus(allocations.cpus().resizing(pod.uid(), container, startedWith));
        try {
            return switch (scope(pod, offered, HintObserver.NONE, _ -> true).admit()) {
                case ScopeResult.Refused(Allocations _, AllocationError error) ->
                    new Admission.Rejected(this, error.reason(), error.message());
                case ScopeResult.Passed(Allocations after) ->
                    admitted(pod, after.withCpus(after.cpus().resized(pod.uid())));
            };
        } catch (UnboundedSearch search) {
            AllocationError error = AllocationError.unbounded(search.why());
            return new Admission.Rejected(this, error.reason(), error.message());
        }
    }

    /// The same node whose hints are merged by another method.
    Node mergingBy(HintMerge.Method method) {
        return new Node(topology, settings, policy.mergingBy(method), allocations, pods, holders, sourcesReady);
    }

    private Admission refused(PodRequest pod, Allocations after, AllocationError error) {
        Allocations cleaned = sourcesReady ? after.release(pod.uid()) : after;
        return new Admission.Rejected(
                new Node(topology, settings, policy, cleaned, pods.without(pod.uid()), holdersWithout(pod.uid()),
                        sourcesReady),
                error.reason(), error.message());
    }

    /// What a pod holds.
    public PodHoldings holdings(String podUid) {
        Map<String, CpuSet> cpus = new TreeMap<>();
        allocations.cpus().containers(podUid).forEach(cpus::put);
        return new PodHoldings(cpus, allocations.cpus().podCpus(podUid), allocations.memory().heldBlocks(podUid),
                allocations.memory().heldPodBlocks(podUid), allocations.devices().held(podUid));
    }

    /// The node with a holder that is known to hold this, whatever would be chosen; what it holds here already stays as it is,
    /// manager by manager. For pods of which checkpoints have lost something. No plugin may have reported yet.
    ///
    /// @return nothing if some of it is not free, or not on this machine
    public Optional<Node> holding(String podUid, PodHoldings holdings) {
        if (isHeld(podUid, holdings)) {
            return Optional.of(this);
        }
        Optional<CpuAllocations> cpus = allocations.cpus().pods().contains(podUid) ? Optional.of(allocations.cpus())
                : allocations.cpus().holding(podUid, holdings.cpus(), holdings.podCpus());
        Optional<MemoryAllocations> memory = allocations.memory().pods().contains(podUid)
                ? Optional.of(allocations.memory())
                : allocations.memory().holding(podUid, holdings.memory(), holdings.podMemory());
        Optional<DeviceAllocations> devices = allocations.devices().pods().contains(podUid)
                ? Optional.of(allocations.devices())
                : allocations.devices().holding(holdings.devices());
        if (cpus.isEmpty() || memory.isEmpty() || devices.isEmpty()) {
            return Optional.empty();
        }
        Allocations held = new Allocations(devices.get(), cpus.get(), memory.get(), allocations.affinities());
        SortedSet<String> all = new TreeSet<>(holders);
        if (found(held).contains(podUid)) {
            all.add(podUid);
        }
        return Optional.of(new Node(topology, settings, policy, held, pods, all, sourcesReady));
    }

    /// The node on which somebody else has given devices to a pod, which is decided on next: its CPUs and memory follow them
    /// ([DeviceAllocations#given]).
    public Node given(String podUid, List<DeviceState.PodDevices> devices) {
        return with(allocations.withDevices(allocations.devices().given(podUid, devices)), pods);
    }

    /// True if each manager knows something of the pod, or there is nothing for it to know.
    private boolean isHeld(String podUid, PodHoldings holdings) {
        return (holdings.allCpus().isEmpty() || allocations.cpus().pods().contains(podUid))
                && ((holdings.memory().isEmpty() && holdings.podMemory().isEmpty())
                        || allocations.memory().pods().contains(podUid))
                && (holdings.devices().isEmpty() || allocations.devices().pods().contains(podUid));
    }

    /// The node with a pod that stays on what it holds without a decision: it runs already.
    ///
    /// @return nothing if it does not hold all that it is to have
    public Optional<Node> keeping(PodRequest pod) {
        return allocations.cpus().suffice(pod) && allocations.memory().suffice(pod)
                && allocations.devices().suffice(pod)
                        ? Optional.of(new Node(topology, settings, policy, allocations, pods.with(pod.uid(), pod),
                                holdersWithout(pod.uid()), sourcesReady))
                        : Optional.empty();
    }

    /// The node on which a running container has given up its CPUs, and its memory if that is to move, too. A step of a
    /// [#moving] in thought.
    public Node lifting(PodRequest pod, ContainerRequest container, boolean withMemory) {
        Allocations lifted = allocations.withCpus(allocations.cpus().lifting(pod.uid(), container.name()));
        return with(withMemory ? lifted.withMemory(allocations.memory().lifting(pod.uid(), container.name())) : lifted,
                pods);
    }

    /// The node after a running container was moved to other CPUs, as many as it has; with its memory, or without. Its devices
    /// stay. The pod is then admitted again on what it holds, so that its policy has its say.
    ///
    /// @param container one that [io.alidade.engine.cpu.CpuAllocations#isMovable] names
    /// @return nothing if CPUs are not available, if the pod would be refused, or if the container was aligned and is not any
    ///         more: its merged hint is no longer preferred, its CPUs are on more NUMA nodes, or they leave its pinned memory
    public Optional<Node> moving(PodRequest pod, ContainerRequest container, CpuSet to, boolean withMemory) {
        CpuSet from = allocations.cpus().assigned(pod.uid(), container.name()).orElse(CpuSet.EMPTY);
        NumaMask before = numaNodes(from);
        NumaMask now = numaNodes(to);
        if (from.size() != to.size() || now.size() > before.size()) {
            return Optional.empty();
        }
        Node lifted = lifting(pod, container, withMemory);
        Optional<CpuAllocations> cpus = lifted.allocations.cpus().placing(pod.uid(), container.name(), to);
        if (cpus.isEmpty()) {
            return Optional.empty();
        }
        Node placed = with(lifted.allocations.withCpus(cpus.get()), pods);
        if (!(placed
                .admit(pod) instanceof Admission.Admitted(Node after, List<ContainerPlacement> _, List<String> _))) {
            return Optional.empty();
        }
        Node node = after.started(pod.uid());
        boolean isAligned = !allocations.affinity(pod.uid(), container.name()).preferred()
                || node.allocations.affinity(pod.uid(), container.name()).preferred();
        NumaMask memory = NumaMask.EMPTY;
        for (MemoryBlock block : node.allocations.memory().blocks(pod.uid(), container.name()).orElse(List.of())) {
            memory = memory.or(block.affinity());
        }
        boolean isNear = memory.isEmpty() || now.isSubsetOf(memory.or(withMemory ? NumaMask.EMPTY : before));
        return isAligned && isNear ? Optional.of(node) : Optional.empty();
    }

    private NumaMask numaNodes(CpuSet cpus) {
        NumaMask mask = NumaMask.EMPTY;
        for (Cpu cpu : topology.cpus()) {
            if (cpus.contains(cpu.cpu())) {
                mask = mask.or(NumaMask.of(topology.position(cpu.numaNode())));
            }
        }
        return mask;
    }

    private SortedSet<String> holdersWithout(String uid) {
        if (!holders.contains(uid)) {
            return holders;
        }
        SortedSet<String> rest = new TreeSet<>(holders);
        rest.remove(uid);
        return rest;
    }

    /// What the containers of an active pod have been given.
    public List<ContainerPlacement> placements(PodRequest pod) {
        List<ContainerPlacement> placements = new ArrayList<>();
        for (ContainerRequest container : pod.containers()) {
            Optional<CpuSet> own = allocations.cpus().assigned(pod.uid(), container.name());
            placements.add(new ContainerPlacement(container.name(), container.kind(), own,
                    own.orElse(allocations.cpus().sharedCpus()), allocations.affinity(pod.uid(), container.name()),
                    allocations.memory().blocks(pod.uid(), container.name()).orElse(List.of()),
                    allocations.devices().held(pod.uid(), container.name())));
        }
        return placements;
    }

    /// The node after every container of a pod has been started once, in order: memory of finished init containers is free
    /// again (memory-manager 6.3), their CPUs and devices are not (cpu-manager 12.4).
    public Node started(String podUid) {
        return pods.find(podUid).map(pod -> {
            Node node = this;
            for (ContainerRequest container : pod.containers()) {
                node = node.started(podUid, container.name());
            }
            return node;
        }).orElse(this);
    }

    /// The node after one container of a pod has started.
    public Node started(String podUid, String container) {
        return pods.find(podUid)
                .map(pod -> with(allocations.withMemory(allocations.memory().started(pod, container)), pods))
                .orElse(this);
    }

    /// The node without a pod; nothing changes when the pod is not active.
    public Node remove(String podUid) {
        return pods.contains(podUid) || holders.contains(podUid)
                ? new Node(topology, settings, policy, allocations.release(podUid), pods.without(podUid),
                        holdersWithout(podUid), sourcesReady)
                : this;
    }

    /// The node after something outside the managers has refused a pod that they admitted: the pod is gone, and what it
    /// was given with it, but during a start only later (cpu-manager 12.3).
    public Node withdrawn(String podUid) {
        return sourcesReady ? remove(podUid)
                : new Node(topology, settings, policy, allocations, pods.without(podUid), holdersWithout(podUid),
                        false);
    }

    /// The same node, whose plugins are asked for their preference in another way.
    public Node preferring(PreferredAllocation other) {
        return with(allocations.withDevices(allocations.devices().preferring(other)), pods);
    }

    /// The node after all device plugins have reported their whole lists; plugins that had gone are back.
    public Node devicesReported(List<Device> devices) {
        return with(allocations.withDevices(allocations.devices().reported(devices)), pods);
    }

    /// The node after one device plugin has reported its whole list.
    public Node devicesReported(String resource, List<Device> devices) {
        return with(allocations.withDevices(allocations.devices().reported(resource, devices)), pods);
    }

    /// The node after the grace of a device plugin that has gone is over: its resource is known no more.
    public Node pluginForgotten(String resource) {
        return with(allocations.withDevices(allocations.devices().forgotten(resource)), pods);
    }

    /// The node after a device plugin has answered for what a container was given
    /// ([io.alidade.engine.device.DeviceAllocations#answered]).
    public Node pluginAnswered(String podUid, String container, String resource, String response) {
        return with(allocations.withDevices(
                allocations.devices().answered(podUid, container, resource, response)), pods);
    }

    /// The node after a device plugin has gone: all its devices count as unhealthy.
    public Node pluginUnplugged(String resource) {
        return with(allocations.withDevices(allocations.devices().unplugged(resource)), pods);
    }

    /// Ends a start from checkpoints: whatever is held by pods that are not active is free again.
    public Node podSourcesReady() {
        return podSourcesReady(Set.of());
    }

    /// Ends a start from checkpoints where more pods are active than were admitted again: those with these uids stay as
    /// holders of what the checkpoints say.
    public Node podSourcesReady(Set<String> activeUids) {
        SortedSet<String> kept = new TreeSet<>();
        Allocations cleaned = allocations;
        for (String uid : found(allocations)) {
            if (pods.contains(uid)) {
                continue;
            }
            if (activeUids.contains(uid)) {
                kept.add(uid);
            } else {
                cleaned = cleaned.release(uid);
            }
        }
        return new Node(topology, settings, policy, cleaned, pods, kept, true);
    }

    /// The pods that hold something.
    private static Set<String> found(Allocations allocations) {
        Set<String> found = new LinkedHashSet<>(allocations.cpus().pods());
        found.addAll(allocations.memory().pods());
        found.addAll(allocations.devices().pods());
        return found;
    }

    /// The machine, the settings, then the active pods by namespace and name.
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        pods.forEach((uid, pod) -> names.add(pod.namespace() + "/" + pod.name()));
        names.addAll(holders);
        return topology + " | " + settings + " | " + (names.isEmpty() ? "no pods" : "pods " + String.join(", ", names));
    }

    private Node with(Allocations next, NamedTable<PodRequest> active) {
        return new Node(topology, settings, policy, next, active, holders, sourcesReady);
    }
}
