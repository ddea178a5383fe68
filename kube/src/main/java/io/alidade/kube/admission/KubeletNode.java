package io.alidade.kube.admission;

import io.alidade.engine.Admission;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceAllocations;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.CheckpointTexts;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.fit.FitOutcome;
import io.alidade.kube.fit.FitOutcome.Rejection;
import io.alidade.kube.fit.NodeFit;
import io.alidade.kube.fit.NodeUsage;
import io.alidade.kube.fit.Preemption;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.placement.PlacementPolicies;
import io.alidade.kube.placement.PlacementPolicies.Ruling;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A running kubelet as a value: its resource managers ([Node]), what its predicates know ([NodeFit]), and the manifests of
/// the pods that were admitted. Pods that only checkpoints know of are active too and keep what they hold; a manifest with
/// the uid of such a pod is that pod, admitted again on it.
///
/// A kubelet over checkpoints is *starting* until it has decided on the last pod that it awaits: nothing of a refused pod is
/// free before (cpu-manager 12.3). [#arrival] says which pods come at all, and in which order.
public final class KubeletNode {
    private final Node node;
    private final NodeFit fit;
    private final NamedTable<PodManifest> manifests;
    private final NodeUsage usage;
    private final SortedSet<String> awaited;
    private final PlacementPolicies placements;

    private KubeletNode(Node node, NodeFit fit, NamedTable<PodManifest> manifests, NodeUsage usage,
            SortedSet<String> awaited, PlacementPolicies placements) {
        boolean isStarted = node.isStarting() && awaited.isEmpty();
        this.node = isStarted ? node.podSourcesReady(node.holders()) : node;
        this.fit = fit;
        this.manifests = manifests;
        this.usage = usage;
        this.awaited = Collections.unmodifiableSortedSet(awaited);
        this.placements = placements;
    }

    /// A kubelet without a manifest; it awaits all pods of its checkpoints.
    static KubeletNode of(Node node, NodeFit fit) {
        return new KubeletNode(node, fit, NamedTable.empty(), NodeUsage.NONE, new TreeSet<>(node.holders()),
                PlacementPolicies.NONE);
    }

    /// Starts a kubelet with the devices of the machine and no pods.
    public static KubeletStart start(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version) {
        return start(machine, configuration, version, Faults.REPRODUCED);
    }

    /// Likewise, without faults that are not to be reproduced.
    public static KubeletStart start(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Faults faults) {
        return new StartSequence(machine, configuration, version, Optional.empty(), faults).run();
    }

    /// Starts a kubelet over checkpoint files. All pods in them are active and awaited, and their plugins have reported the
    /// devices of the machine.
    ///
    /// @throws io.alidade.kube.document.BadInput if a file cannot be read; what the kubelet makes of one that it can read
    ///         is part of the answer
    public static KubeletStart start(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, CheckpointFiles state) {
        return start(machine, configuration, version, state, Faults.REPRODUCED);
    }

    /// Likewise, with faults of kubelets reproduced or mended.
    ///
    /// @throws io.alidade.kube.document.BadInput as above
    public static KubeletStart start(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, CheckpointFiles state, Faults faults) {
        return new StartSequence(machine, configuration, version, Optional.of(state), faults).run();
    }

    /// A kubelet that runs, as its checkpoints tell it ([Node#running]); its plugins have reported the devices of the machine.
    ///
    /// @param pods that are active, in the order in which they came
    public static KubeletStart running(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Checkpoints checkpoints, List<PodManifest> pods) {
        return running(machine, configuration, version, checkpoints, pods, Faults.REPRODUCED);
    }

    /// Likewise, with faults of kubelets reproduced or mended.
    public static KubeletStart running(MachineDescription machine, KubeletConfiguration configuration,
            KubeletVersion version, Checkpoints checkpoints, List<PodManifest> pods, Faults faults) {
        KubeletStart start = new StartSequence(machine, configuration, version, Optional.empty(), faults).run();
        if (!(start instanceof KubeletStart.Started(KubeletNode fresh, List<String> warnings))) {
            return start;
        }
        return switch (fresh.node.running(checkpoints, pods.stream().map(PodManifest::request).toList())) {
            case NodeStart.Refused(String error) -> new KubeletStart.Refused(error);
            case NodeStart.Started(Node node) -> {
                NamedTable<PodManifest> active = NamedTable.empty();
                for (PodManifest pod : pods) {
                    active = active.with(pod.request().uid(), pod);
                }
                KubeletNode running = fresh.with(node.devicesReported(machine.devices()), active);
                yield new KubeletStart.Started(running.countingAllDevices(), warnings);
            }
        };
    }

    /// The predicates count a resource whose plugin is there and has no device left, too.
    private KubeletNode countingAllDevices() {
        NodeFit counting = fit;
        DeviceAllocations devices = node.allocations().devices();
        for (String resource : devices.resources()) {
            if (devices.devices(resource).isEmpty()) {
                counting = counting.withDevices(resource, 0, 0);
            }
        }
        return new KubeletNode(node, counting, manifests, usage, awaited, placements);
    }

    /// The same node with rules of an agent beyond the kubelet's configuration, for all that is decided from now on.
    public KubeletNode following(PlacementPolicies rules) {
        return new KubeletNode(node, fit, manifests, usage, awaited, rules);
    }

    /// The rules beyond the kubelet's configuration.
    public PlacementPolicies placements() {
        return placements;
    }

    /// A pod with the rules that hold for it here; as it is if they cannot be followed, for then it is refused.
    public PodManifest ruled(PodManifest pod) {
        return placements.of(pod) instanceof Ruling.Ruled ruled ? ruled.pod() : pod;
    }

    /// The resource managers.
    public Node node() {
        return node;
    }

    /// The node as its predicates see it.
    public NodeFit fit() {
        return fit;
    }

    /// The manifests of active pods, in the order of their admission. [Node#holders] are not among them.
    public List<PodManifest> manifests() {
        return all(manifests);
    }

    /// The uids of [#manifests].
    public List<String> uids() {
        return manifests.names();
    }

    /// How many [#manifests] there are.
    public int podCount() {
        return manifests.size();
    }

    /// The one of [#manifests] with a uid.
    public Optional<PodManifest> manifest(String podUid) {
        return manifests.find(podUid);
    }

    /// True if this is a later state of the other one in which it decides the same: pods came and left no trace. False says
    /// nothing.
    public boolean decidesAs(KubeletNode other) {
        Allocations now = node.allocations();
        Allocations then = other.node.allocations();
        return isSame(fit, other.fit) && isSame(manifests, other.manifests) && isSame(usage, other.usage)
                && awaited.equals(other.awaited) && placements.equals(other.placements)
                && isSame(now.cpus(), then.cpus())
                && isSame(now.memory(), then.memory()) && isSame(now.devices(), then.devices())
                && isSame(now.affinities(), then.affinities());
    }

    /// The very same object: what has changed is another one.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object now, Object then) {
        return now == then;
    }

    /// Pods as they come to a kubelet.
    ///
    /// @param node     the kubelet, which awaits those of them that its checkpoints know and no others
    /// @param pods     these first, as at a restart, then the new ones; each group in the given order
    /// @param warnings a sentence if that is not the given order
    public record Arrival(KubeletNode node, List<PodManifest> pods, List<String> warnings) {
        public Arrival {
            pods = List.copyOf(pods);
            warnings = List.copyOf(warnings);
        }
    }

    /// Lets pods come: what a restarting kubelet admits again, and what is new. Pods of the checkpoints that are not among
    /// them keep what they hold.
    public Arrival arrival(List<PodManifest> pods) {
        Map<Boolean, List<PodManifest>> byKnown = pods.stream()
                .collect(Collectors.partitioningBy(pod -> node.holders().contains(pod.request().uid())));
        List<PodManifest> known = byKnown.getOrDefault(true, List.of());
        List<PodManifest> ordered = new ArrayList<>(known);
        ordered.addAll(byKnown.getOrDefault(false, List.of()));
        List<String> warnings = ordered.equals(pods) ? List.of()
                : List.of("the pods that the checkpoints know are admitted again before the others come");
        SortedSet<String> uids = known.stream().map(pod -> pod.request().uid())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Arrival(awaiting(uids), ordered, warnings);
    }

    private KubeletNode awaiting(SortedSet<String> uids) {
        return new KubeletNode(node, fit, manifests, usage, uids, placements);
    }

    private KubeletNode decided(String uid) {
        if (!awaited.contains(uid)) {
            return this;
        }
        SortedSet<String> left = new TreeSet<>(awaited);
        left.remove(uid);
        return awaiting(left);
    }

    /// Decides on a pod: resource managers, then predicates (node-config 9.1). The containers of an admitted pod are
    /// started once, in order, so that memory of its init containers is free again. A new pod ends a start.
    public PodDecision admit(PodManifest pod) {
        return admit(pod, HintObserver.NONE);
    }

    /// [#admit(PodManifest)], with the walk of the resource managers told to the observer.
    public PodDecision admit(PodManifest pod, HintObserver observer) {
        return node.isStarting() && !awaited.contains(pod.request().uid())
                ? awaiting(Collections.emptySortedSet()).decide(pod, observer)
                : decide(pod, observer);
    }

    private PodDecision decide(PodManifest came, HintObserver observer) {
        return switch (placements.of(came)) {
            case Ruling.Unusable(String problem) ->
                new PodDecision.Refused(node, without(node.withdrawn(came.request().uid()), came), came,
                        Node.INVALID_PLACEMENT, problem, List.of());
            case Ruling.Ruled ruled -> decide(ruled.pod(), ruled.remarks(), observer);
        };
    }

    private PodDecision decide(PodManifest pod, List<String> remarks, HintObserver observer) {
        List<String> warnings = new ArrayList<>(Remarks.of(node, pod));
        warnings.addAll(remarks);
        if (node.holders().contains(pod.request().uid())) {
            warnings.add("the checkpoints know this uid: the pod is admitted again on what it holds");
        }
        Admission admission = node.admit(pod.request(), observer);
        if (admission instanceof Admission.Rejected(Node after, String reason, String message)) {
            return new PodDecision.Refused(node, without(after, pod), pod, reason, message, warnings);
        }
        Admission.Admitted admitted = (Admission.Admitted) admission;
        Node started = admitted.node().started(pod.request().uid());
        FitOutcome outcome = fit.check(pod, () -> othersThan(pod), usageBeside(pod),
                allocatedDevices(started, pod));
        outcome.unchecked().stream().filter(unchecked -> !unchecked.predicate().equals("TaintToleration"))
                .forEach(unchecked -> warnings.add(unchecked.predicate() + " is not checked: " + unchecked.why()));
        if (outcome.rejection().isPresent()) {
            Rejection rejection = outcome.rejection().get();
            return new PodDecision.Refused(node, without(started.withdrawn(pod.request().uid()), pod), pod,
                    rejection.reason(), rejection.message(), warnings);
        }
        warnings.addAll(admitted.warnings());
        KubeletNode meanwhile = with(started, pod);
        KubeletNode next = meanwhile;
        for (PodManifest evicted : outcome.evicted()) {
            next = next.remove(evicted.request().uid());
            warnings.add(
                    "the pod " + evicted.label() + " is evicted for it (" + Preemption.REASON + "): it is critical");
        }
        return new PodDecision.Admitted(next, pod, admitted.containers(), outcome.evicted(), meanwhile,
                warnings);
    }

    /// Decides on an active pod of which a container that runs is to have other resources ([Node#resize]). No pod goes for it. A
    /// refusal changes nothing: its node is this one.
    ///
    /// @param pod with the resources that it is to have
    public PodDecision resize(PodManifest pod, String container, CpuSet startedWith) {
        return switch (node.resize(pod.request(), container, startedWith)) {
            case Admission.Rejected(Node _, String reason, String message) ->
                new PodDecision.Refused(node, this, pod, reason, message, List.of());
            case Admission.Admitted admitted -> {
                Node started = admitted.node().started(pod.request().uid());
                FitOutcome outcome = fit.check(pod, () -> othersThan(pod), usageBeside(pod),
                        allocatedDevices(started, pod));
                Optional<Rejection> rejection = outcome.rejection();
                if (rejection.isPresent() || !outcome.evicted().isEmpty()) {
                    yield new PodDecision.Refused(node, this, pod,
                            rejection.map(Rejection::reason).orElse(Preemption.REASON),
                            rejection.map(Rejection::message).orElse("other pods would have to go for it"), List.of());
                }
                KubeletNode next = with(started, pod);
                yield new PodDecision.Admitted(next, pod, admitted.containers(), List.of(), next,
                        admitted.warnings());
            }
        };
    }

    private List<PodManifest> othersThan(PodManifest pod) {
        return manifests().stream().filter(other -> !other.request().uid().equals(pod.request().uid())).toList();
    }

    /// The node after a pod has gone, whether its manifest is known or not.
    public KubeletNode remove(String podUid) {
        return without(node.remove(podUid), podUid).decided(podUid);
    }

    /// The kubelet that knows what a pod holds of which its checkpoints have lost something: the pod is active, and awaited
    /// ([Node#holding]).
    ///
    /// @return nothing if some of it is not free, or not on this machine
    public Optional<KubeletNode> holding(String podUid, PodHoldings holdings) {
        return node.holding(podUid, holdings).map(held -> {
            SortedSet<String> all = new TreeSet<>(awaited);
            if (held.holders().contains(podUid)) {
                all.add(podUid);
            }
            return new KubeletNode(held, fit, manifests, usage, all, placements);
        });
    }

    /// The kubelet on which somebody else has given devices to a pod that is decided on next ([Node#given]).
    public KubeletNode given(String podUid, List<DeviceState.PodDevices> devices) {
        return devices.isEmpty() ? this : with(node.given(podUid, devices));
    }

    /// The kubelet with a pod that stays on what it holds without a decision: it runs already ([Node#keeping]).
    ///
    /// @return nothing if it does not hold all that it is to have
    public Optional<KubeletNode> keeping(PodManifest pod) {
        PodManifest ruled = ruled(pod);
        return node.keeping(ruled.request()).map(kept -> with(kept, ruled));
    }

    /// The kubelet on which a running container has given up its CPUs, a step of a move in thought ([Node#lifting]).
    public KubeletNode lifting(PodManifest pod, ContainerRequest container, boolean withMemory) {
        return with(node.lifting(pod.request(), container, withMemory));
    }

    /// The kubelet after a running container was moved to other CPUs ([Node#moving]).
    ///
    /// @param pod as it was admitted, one of [#manifests]
    /// @return nothing if it may not be there
    public Optional<KubeletNode> moving(PodManifest pod, ContainerRequest container, CpuSet to, boolean withMemory) {
        return node.moving(pod.request(), container, to, withMemory).map(this::with);
    }

    private KubeletNode with(Node next) {
        return new KubeletNode(next, fit, manifests, usage, awaited, placements);
    }

    /// The error with which a kubelet with the same settings would end its start over the checkpoint files of this one:
    /// what refused pods leave behind, or a shared pool that has run empty, may do that. Absent if it starts.
    public Optional<String> restartError() {
        return restored() instanceof NodeStart.Refused(String error) ? Optional.of(error) : Optional.empty();
    }

    /// This kubelet started again over its own checkpoint files.
    ///
    /// @param devices what the plugins report then
    public Restart restarted(List<Device> devices) {
        return switch (restored()) {
            case NodeStart.Refused(String error) -> new Restart.NotStarted(error);
            case NodeStart.Started(Node restored) -> {
                Arrival arrival = of(restored.devicesReported(devices), fit).following(placements).arrival(manifests());
                KubeletNode next = arrival.node();
                List<PodDecision.Refused> lost = new ArrayList<>();
                for (PodManifest pod : arrival.pods()) {
                    PodDecision decision = next.admit(pod);
                    if (decision instanceof PodDecision.Refused refused) {
                        lost.add(refused);
                    }
                    next = decision.node();
                }
                yield new Restart.Readmitted(next, lost);
            }
        };
    }

    private NodeStart restored() {
        return Node.restore(node.topology(), node.settings(), node.checkpoints(), PreferredAllocation.NONE);
    }

    /// Writes the checkpoint files that this kubelet would leave behind: all of them or none. Whether one would start over
    /// them is said by [#restartError].
    ///
    /// @throws io.alidade.kube.document.BadInput if a file cannot be written
    public void save(CheckpointFiles files) {
        files.save(checkpointTexts());
    }

    /// The texts of the checkpoint files, in the format of this kubelet's version.
    public Map<CheckpointFile, String> checkpointTexts() {
        return checkpointTexts(Set.of(), new CheckpointTexts(node.topology()));
    }

    /// Likewise, without the devices of pods whose plugins have not answered yet (device-manager 6.1 step 8).
    ///
    /// @param unanswered uids of those pods
    /// @param texts      makes them, and has perhaps made those of an earlier state of this kubelet
    public Map<CheckpointFile, String> checkpointTexts(Set<String> unanswered, CheckpointTexts texts) {
        return texts.of(node, unanswered);
    }

    /// Likewise as a kubelet leaves them: it does not write that of devices when some come back ([Node#lastWritten]).
    ///
    /// @param unanswered uids of pods whose plugins have not answered yet
    /// @param texts      as above
    public Map<CheckpointFile, String> lastWrittenTexts(Set<String> unanswered, CheckpointTexts texts) {
        return texts.lastWritten(node, unanswered);
    }

    /// The same kubelet, whose device plugins are asked for their preference in another way.
    public KubeletNode preferring(PreferredAllocation preferred) {
        return new KubeletNode(node.preferring(preferred), fit, manifests, usage, awaited, placements);
    }

    /// The kubelet after all device plugins have reported their whole lists; plugins that had gone are back.
    public KubeletNode devicesReported(List<Device> devices) {
        return new KubeletNode(node.devicesReported(devices), fit, manifests, usage, awaited, placements);
    }

    /// The kubelet after a device plugin has gone: all its devices count as unhealthy.
    public KubeletNode pluginUnplugged(String resource) {
        return new KubeletNode(node.pluginUnplugged(resource), fit, manifests, usage, awaited, placements);
    }

    /// The kubelet after one device plugin has reported its whole list; the predicates count it from now on
    /// (device-manager 4.3).
    ///
    /// @param capacity devices that are healthy and devices that are not; an id reported twice may be both
    public KubeletNode devicesReported(String resource, List<Device> devices, long capacity) {
        return new KubeletNode(node.devicesReported(resource, devices),
                fit.withDevices(resource, capacity, devices.stream().filter(Device::healthy).count()), manifests, usage,
                awaited, placements);
    }

    /// The kubelet after a device plugin has gone whose devices the predicates count ([#devicesReported]).
    public KubeletNode pluginGone(String resource, long capacity) {
        return new KubeletNode(node.pluginUnplugged(resource), fit.withDevices(resource, capacity, 0), manifests, usage,
                awaited, placements);
    }

    /// The kubelet after the grace of a device plugin that has gone is over.
    public KubeletNode pluginForgotten(String resource) {
        return new KubeletNode(node.pluginForgotten(resource), fit.withDevices(resource, 0, 0), manifests, usage,
                awaited, placements);
    }

    /// The kubelet after a device plugin has answered for what a container was given.
    ///
    /// @param response the serialized `ContainerAllocateResponse` in base64
    public KubeletNode pluginAnswered(String podUid, String container, String resource, String response) {
        return new KubeletNode(node.pluginAnswered(podUid, container, resource, response), fit, manifests, usage,
                awaited, placements);
    }

    private KubeletNode with(Node next, PodManifest pod) {
        String uid = pod.request().uid();
        KubeletNode after = manifests.contains(uid) ? with(next, manifests.with(uid, pod))
                : new KubeletNode(next, fit, manifests.with(uid, pod), usage.and(pod, fit.gates()), awaited,
                        placements);
        return after.decided(uid);
    }

    private KubeletNode without(Node next, PodManifest pod) {
        return without(next, pod.request().uid()).decided(pod.request().uid());
    }

    private KubeletNode without(Node next, String uid) {
        return new KubeletNode(next, fit, manifests.without(uid), usageWithout(uid), awaited, placements);
    }

    private NodeUsage usageWithout(String uid) {
        return manifests.find(uid)
                .map(pod -> usage.without(pod, () -> all(manifests.without(uid)), fit.gates())).orElse(usage);
    }

    private KubeletNode with(Node next, NamedTable<PodManifest> active) {
        return new KubeletNode(next, fit, active, NodeUsage.of(all(active), fit.gates()), awaited, placements);
    }

    private static List<PodManifest> all(NamedTable<PodManifest> manifests) {
        List<PodManifest> all = new ArrayList<>();
        manifests.forEach((uid, manifest) -> all.add(manifest));
        return all;
    }

    /// What all other active pods take, as the predicates count it when this pod comes. Those that are awaited are not
    /// there yet.
    public NodeUsage usageBeside(PodManifest pod) {
        String uid = pod.request().uid();
        NodeUsage others = usageWithout(uid);
        Set<String> holders = new HashSet<>(notAwaited());
        holders.remove(uid);
        return holders.isEmpty() ? others : HolderUsage.add(others, node, holders);
    }

    /// What all active pods take, as the predicates count it. Those that are awaited are not there yet.
    public NodeUsage usage() {
        Set<String> holders = notAwaited();
        return holders.isEmpty() ? usage : HolderUsage.add(usage, node, holders);
    }

    /// The holders that are there already.
    private Set<String> notAwaited() {
        if (node.holders().equals(awaited)) {
            return Set.of();
        }
        Set<String> holders = new HashSet<>(node.holders());
        holders.removeAll(awaited);
        return holders;
    }

    /// Devices in use by resource, or nothing if the pod has none (device-manager 4.4).
    private static Map<String, Long> allocatedDevices(Node node, PodManifest pod) {
        if (!node.allocations().devices().pods().contains(pod.request().uid())) {
            return Map.of();
        }
        return node.allocations().devices().heldCounts();
    }

    /// The resource managers, with their pods.
    @Override
    public String toString() {
        return node.toString();
    }
}
