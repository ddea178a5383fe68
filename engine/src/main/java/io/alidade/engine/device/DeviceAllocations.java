package io.alidade.engine.device;

import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.provider.AllocationOutcome.Allocated;
import io.alidade.engine.provider.AllocationOutcome.Failed;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// Which container has which devices on one node: the Device Manager's state, as a value, with its rules (device-manager 2,
/// 4, 6, 7). Every operation returns the state after it.
///
/// Invariant "in use": a resource's allocated ids are the union of what containers hold of it.
///
/// The checkpoint is written when devices are given or reported, but not when they come back (device-manager 9): until
/// the next time it names pods that hold nothing any more, and a restart believes it.
public final class DeviceAllocations {
    private final Fixed rules;
    private final NamedTable<ResourceDevices> resources;
    private final NamedTable<NamedTable<NamedTable<HeldDevices>>> held;
    /// As `held` was when the checkpoint was last written.
    private final NamedTable<NamedTable<NamedTable<HeldDevices>>> stored;
    private final ReusableDevices reusable;

    private DeviceAllocations(Fixed rules, NamedTable<ResourceDevices> resources,
            NamedTable<NamedTable<NamedTable<HeldDevices>>> held,
            NamedTable<NamedTable<NamedTable<HeldDevices>>> stored, ReusableDevices reusable) {
        this.rules = rules;
        this.resources = resources;
        this.held = held;
        this.stored = stored;
        this.reusable = reusable;
    }

    /// No plugin has reported anything yet.
    ///
    /// @param version the kubelet whose rules hold
    public static DeviceAllocations start(NodeTopology topology, PreferredAllocation preferred,
            KubeletVersion version) {
        return new DeviceAllocations(new Fixed(topology, preferred, version), NamedTable.empty(), NamedTable.empty(),
                NamedTable.empty(),
                ReusableDevices.NONE);
    }

    /// The same devices and holders, asked of plugins in another way.
    public DeviceAllocations preferring(PreferredAllocation other) {
        return new DeviceAllocations(new Fixed(rules.topology(), other, rules.version()), resources, held, stored,
                reusable);
    }

    /// The state that a checkpoint holds, under the same rules (device-manager 9): what containers hold is known, devices are
    /// not until their plugins report.
    public DeviceAllocations restored(DeviceState state) {
        NamedTable<ResourceDevices> known = NamedTable.empty();
        for (String resource : state.registeredDevices().keySet()) {
            known = known.with(resource, ResourceDevices.known(resource));
        }
        for (PodDevices entry : state.podEntries()) {
            known = known.with(entry.resource(),
                    known.orElse(entry.resource(), ResourceDevices.unregistered(entry.resource())));
        }
        NamedTable<NamedTable<NamedTable<HeldDevices>>> holders = holders(state.podEntries());
        return new DeviceAllocations(rules, known, holders, holders, ReusableDevices.NONE)
                .withAllocatedFromHeld();
    }

    private static NamedTable<NamedTable<NamedTable<HeldDevices>>> holders(List<PodDevices> entries) {
        NamedTable<NamedTable<NamedTable<HeldDevices>>> holders = NamedTable.empty();
        for (PodDevices entry : entries) {
            NamedTable<NamedTable<HeldDevices>> containers = holders.orElse(entry.podUid(), NamedTable.empty());
            NamedTable<HeldDevices> own = containers.orElse(entry.containerName(), NamedTable.empty());
            HeldDevices devices = new HeldDevices(new TreeMap<>(entry.deviceIds()), entry.allocationResponse());
            holders = holders.with(entry.podUid(),
                    containers.with(entry.containerName(), own.with(entry.resource(), devices)));
        }
        return holders;
    }

    /// With devices that somebody else has given to a pod, whatever would be chosen: it holds these and no others, and no other pod
    /// holds one of them. That is so where a kubelet gives devices and knows of the end of a pod first. Nothing changes without
    /// entries.
    ///
    /// @param entries of this pod
    public DeviceAllocations given(String podUid, List<PodDevices> entries) {
        if (entries.isEmpty() || held(podUid).equals(entries)) {
            return this;
        }
        Map<String, Set<String>> given = new TreeMap<>();
        entries.forEach(
                entry -> given.computeIfAbsent(entry.resource(), absent -> new TreeSet<>()).addAll(entry.ids()));
        List<PodDevices> all = new ArrayList<>();
        for (PodDevices entry : toState().podEntries()) {
            Set<String> taken = given.getOrDefault(entry.resource(), Set.of());
            if (!entry.podUid().equals(podUid) && entry.ids().stream().noneMatch(taken::contains)) {
                all.add(entry);
            }
        }
        all.addAll(entries);
        NamedTable<NamedTable<NamedTable<HeldDevices>>> holders = holders(all);
        return new DeviceAllocations(rules, resources, holders, holders, reusable).withAllocatedFromHeld();
    }

    /// The ids that containers hold, by resource.
    public Map<String, Set<String>> heldIds() {
        Map<String, Set<String>> ids = new TreeMap<>();
        held.forEach((pod, containers) -> containers.forEach((container, byResource) -> byResource
                .forEach((resource, devices) -> ids.computeIfAbsent(resource, absent -> new TreeSet<>())
                        .addAll(devices.ids()))));
        return ids;
    }

    /// How many devices containers hold, by resource.
    public Map<String, Long> heldCounts() {
        Map<String, Long> counts = new TreeMap<>();
        resources.forEach((resource, devices) -> {
            if (!devices.allocated().isEmpty()) {
                counts.put(resource, (long) devices.allocated().size());
            }
        });
        return counts;
    }

    /// What the checkpoint holds when it is written now: entries in the order of allocation.
    public DeviceState toState() {
        return toState(held);
    }

    /// What the checkpoint holds since it was last written.
    public DeviceState lastWritten() {
        return toState(stored);
    }

    private DeviceState toState(NamedTable<NamedTable<NamedTable<HeldDevices>>> table) {
        List<PodDevices> entries = new ArrayList<>();
        table.forEach((pod, containers) -> containers.forEach((container, byResource) -> byResource
                .forEach((resource, devices) -> entries.add(new PodDevices(pod, container, resource,
                        devices.byNumaNode(), devices.allocationResponse())))));
        return new DeviceState(entries, registered());
    }

    /// The ids of the healthy devices of each registered resource, which a checkpoint holds beside the entries of pods. The list
    /// of a resource is the same object until its plugin reports again.
    public SortedMap<String, List<String>> registered() {
        SortedMap<String, List<String>> registered = new TreeMap<>();
        resources.forEach((resource, devices) -> {
            if (devices.isRegistered()) {
                registered.put(resource, devices.healthyIds());
            }
        });
        return registered;
    }

    /// What each pod holds, by container and resource, in the order of allocation. The table of a pod is the same object as long
    /// as the pod holds the same.
    public void forEachPod(BiConsumer<String, NamedTable<NamedTable<HeldDevices>>> action) {
        held.forEach(action);
    }

    /// Likewise what the checkpoint holds since it was last written.
    public void forEachPodLastWritten(BiConsumer<String, NamedTable<NamedTable<HeldDevices>>> action) {
        stored.forEach(action);
    }

    /// All plugins report their whole lists (device-manager 4.1). A known resource that is missing in `devices` has
    /// none left.
    public DeviceAllocations reported(List<Device> devices) {
        SortedMap<String, List<Device>> byResource = new TreeMap<>();
        resources.forEach((resource, known) -> {
            if (known.isRegistered()) {
                byResource.put(resource, new ArrayList<>());
            }
        });
        devices.forEach(
                device -> byResource.computeIfAbsent(device.resource(), absent -> new ArrayList<>()).add(device));
        NamedTable<ResourceDevices> next = resources;
        for (Map.Entry<String, List<Device>> entry : byResource.entrySet()) {
            ResourceDevices before = next.orElse(entry.getKey(), ResourceDevices.known(entry.getKey()));
            next = next.with(entry.getKey(), before.reported(rules.topology(), entry.getValue()));
        }
        return new DeviceAllocations(rules, next, held, held, reusable);
    }

    /// One plugin reports its whole list (device-manager 4.1).
    public DeviceAllocations reported(String resource, List<Device> devices) {
        ResourceDevices before = resources.orElse(resource, ResourceDevices.known(resource));
        return new DeviceAllocations(rules, resources.with(resource, before.reported(rules.topology(), devices)), held,
                held, reusable);
    }

    /// A plugin has been gone for so long that its resource is known no more, but to those who hold some of it
    /// (device-manager 4.3).
    public DeviceAllocations forgotten(String resource) {
        return resources.find(resource).map(devices -> new DeviceAllocations(rules,
                devices.allocated().isEmpty() ? resources.without(resource)
                        : resources.with(resource, devices.forgotten()),
                held, held, reusable)).orElse(this);
    }

    /// A plugin has answered for what a container was given of its resource (device-manager 6.1 step 8). A pod that was
    /// refused after that holds nothing any more, but the checkpoint names it with the answer; nothing changes where
    /// neither has such an entry.
    ///
    /// @param response the serialized `ContainerAllocateResponse` in base64
    public DeviceAllocations answered(String podUid, String container, String resource, String response) {
        if (has(held, podUid, container, resource)) {
            var next = withAnswer(held, podUid, container, resource, response);
            return new DeviceAllocations(rules, resources, next, next, reusable);
        }
        return has(stored, podUid, container, resource)
                ? new DeviceAllocations(rules, resources, held,
                        withAnswer(stored, podUid, container, resource, response), reusable)
                : this;
    }

    private static boolean has(NamedTable<NamedTable<NamedTable<HeldDevices>>> table, String podUid, String container,
            String resource) {
        return table.orElse(podUid, NamedTable.empty()).orElse(container, NamedTable.empty()).contains(resource);
    }

    private static NamedTable<NamedTable<NamedTable<HeldDevices>>> withAnswer(
            NamedTable<NamedTable<NamedTable<HeldDevices>>> table, String podUid, String container, String resource,
            String response) {
        NamedTable<NamedTable<HeldDevices>> containers = table.find(podUid).orElseThrow();
        NamedTable<HeldDevices> own = containers.find(container).orElseThrow();
        HeldDevices answered = new HeldDevices(own.find(resource).orElseThrow().byNumaNode(), response);
        return table.with(podUid, containers.with(container, own.with(resource, answered)));
    }

    /// A plugin has gone (device-manager 4.2).
    public DeviceAllocations unplugged(String resource) {
        return resources.find(resource)
                .map(devices -> new DeviceAllocations(rules,
                        resources.with(resource, devices.unplugged()),
                        held, stored, reusable))
                .orElse(this);
    }

    /// The resources that plugins have registered or containers hold, in the order they became known.
    public List<String> resources() {
        return resources.names();
    }

    /// The devices of a resource that are healthy and in nobody's use, in id order.
    public List<Device> freeDevices(String resource) {
        return resources.find(resource).map(ResourceDevices::freeDevices).orElse(List.of());
    }

    /// The devices of a resource as last reported, in id order.
    public List<Device> devices(String resource) {
        return resources.find(resource).map(ResourceDevices::devices).orElse(List.of());
    }

    /// What a container holds, by resource.
    public NamedTable<HeldDevices> held(String podUid, String container) {
        return held.orElse(podUid, NamedTable.empty()).orElse(container, NamedTable.empty());
    }

    /// What a pod holds, as its checkpoint has it.
    public List<PodDevices> held(String podUid) {
        List<PodDevices> entries = new ArrayList<>();
        held.orElse(podUid, NamedTable.empty()).forEach((container, byResource) -> byResource
                .forEach((resource, devices) -> entries.add(new PodDevices(podUid, container, resource,
                        devices.byNumaNode(), devices.allocationResponse()))));
        return entries;
    }

    /// True if every container has as many devices as it is to have, of resources that are known.
    public boolean suffice(PodRequest pod) {
        return pod.containers().stream().allMatch(container -> {
            NamedTable<HeldDevices> own = held(pod.uid(), container.name());
            return container.resources().limits().entrySet().stream()
                    .allMatch(limit -> !resources.contains(limit.getKey()) || limit.getValue().ceilUnits() == own
                            .find(limit.getKey()).map(devices -> devices.ids().size()).orElse(0));
        });
    }

    /// With these devices for a pod that has none, whatever would be chosen. Nothing if somebody else has one of them.
    public Optional<DeviceAllocations> holding(List<PodDevices> entries) {
        if (entries.isEmpty()) {
            return Optional.of(this);
        }
        Map<String, Set<String>> inUse = heldIds();
        for (PodDevices entry : entries) {
            Set<String> taken = inUse.getOrDefault(entry.resource(), Set.of());
            if (entry.deviceIds().values().stream().flatMap(List::stream).anyMatch(taken::contains)) {
                return Optional.empty();
            }
        }
        DeviceState now = toState();
        List<PodDevices> all = new ArrayList<>(now.podEntries());
        all.addAll(entries);
        return Optional.of(restored(new DeviceState(all, now.registeredDevices())));
    }

    /// Pods that hold devices.
    public List<String> pods() {
        return held.names();
    }

    /// The Device Manager's hints for a container (device-manager 7.1).
    public ProviderHints hints(PodRequest pod, ContainerRequest container) {
        List<ProviderHints.Answer> answers = new ArrayList<>();
        container.resources().limits().forEach((resource, quantity) -> resources.find(resource).ifPresent(devices -> {
            SortedSet<String> own = held(pod.uid(), container.name()).find(resource).map(HeldDevices::ids)
                    .orElseGet(TreeSet::new);
            SortedSet<String> offered = reusable.of(pod.uid()).ids(resource);
            answers.add(new ProviderHints.Answer(resource, hints(devices, own, offered, quantity.ceilUnits())));
        }));
        return new ProviderHints.Answers(answers);
    }

    /// The Device Manager's hints for a pod as a whole: for its own total, nothing reusable (device-manager 7.2).
    public ProviderHints podHints(PodRequest pod) {
        List<ProviderHints.Answer> answers = new ArrayList<>();
        for (String resource : DeviceDemand.resources(pod)) {
            resources.find(resource).ifPresent(devices -> {
                SortedSet<String> own = new TreeSet<>();
                for (ContainerRequest container : pod.containers()) {
                    held(pod.uid(), container.name()).find(resource).ifPresent(devices2 -> own.addAll(devices2.ids()));
                }
                answers.add(new ProviderHints.Answer(resource,
                        hints(devices, own, new TreeSet<>(), DeviceDemand.podCount(pod, resource))));
            });
        }
        return new ProviderHints.Answers(answers);
    }

    private ResourceHints hints(ResourceDevices devices, SortedSet<String> own, SortedSet<String> reusable,
            long count) {
        if (!devices.hasTopology()) {
            return ResourceHints.NO_PREFERENCE;
        }
        boolean onlyOwn = rules.version().hintsOnlyNumaNodesWithDevices();
        if (!own.isEmpty()) {
            return own.size() == count
                    ? devices.hints(devices.set(own), new BitSet(), count, onlyOwn)
                    : ResourceHints.IMPOSSIBLE;
        }
        BitSet free = devices.free();
        BitSet offered = devices.set(reusable);
        BitSet both = (BitSet) free.clone();
        both.or(offered);
        return both.cardinality() < count ? ResourceHints.IMPOSSIBLE : devices.hints(free, offered, count, onlyOwn);
    }

    /// 6: gives the container its devices.
    ///
    /// @param keepsRunning the container was found running at a restart whose pod sources are not all ready yet: it keeps
    ///                     what it has, whatever the plugins say (device-manager 6.2 rule 3)
    public AllocationOutcome<DeviceAllocations> allocate(PodRequest pod, ContainerRequest container, TopologyHint hint,
            boolean keepsRunning) {
        DeviceAllocations next = new DeviceAllocations(rules, resources, held, stored, reusable.of(pod.uid()));
        boolean granted = false;
        for (Map.Entry<String, Quantity> limit : container.resources().limits().entrySet()) {
            Optional<ResourceDevices> devices = next.resources.find(limit.getKey());
            if (devices.isEmpty()) {
                continue;
            }
            long required = limit.getValue().ceilUnits();
            Optional<String> error = next.unusable(pod, container, devices.get(), required, keepsRunning);
            if (error.isPresent()) {
                return new Failed<>(next, AllocationError.untyped(error.get()));
            }
            boolean satisfied = next.held(pod.uid(), container.name()).contains(limit.getKey());
            if (satisfied || keepsRunning || required == 0) {
                continue;
            }
            DeviceChoice.Result choice = DeviceChoice.choose(devices.get(),
                    rules.preferred().forContainer(container.name()),
                    next.reusable.ids(limit.getKey()), hint.affinity(), required);
            if (choice instanceof DeviceChoice.Result.Failed(String text)) {
                return new Failed<>(next, AllocationError.untyped(text));
            }
            next = next.withHeld(pod.uid(), container.name(), devices.get(), choice.ids());
            granted = true;
        }
        return new Allocated<>(new DeviceAllocations(rules, next.resources, next.held,
                granted ? next.held : stored, next.reusable.after(container, next.held(pod.uid(), container.name()))));
    }

    /// Why nothing can be given, or nothing (device-manager 6.2 rules 1 to 6).
    private Optional<String> unusable(PodRequest pod, ContainerRequest container, ResourceDevices devices,
            long required,
            boolean keepsRunning) {
        Optional<SortedSet<String>> own = held(pod.uid(), container.name()).find(devices.resource())
                .map(HeldDevices::ids);
        if (own.isPresent() && own.get().size() != required) {
            return Optional.of("pod \"" + pod.uid() + "\" container \"" + container.name()
                    + "\" changed request for resource \"" + devices.resource() + "\" from " + own.get().size() + " to "
                    + required);
        }
        if (keepsRunning) {
            return Optional.empty();
        }
        if (!devices.isRegistered()) {
            return Optional.of("cannot allocate unregistered device " + devices.resource());
        }
        if (!devices.hasHealthy()) {
            return Optional.of("no healthy devices present; cannot allocate unhealthy devices " + devices.resource());
        }
        if (own.isPresent() && !own.get().stream().allMatch(devices::isHealthy)) {
            return Optional.of("previously allocated devices are no longer healthy; cannot allocate unhealthy devices "
                    + devices.resource());
        }
        return Optional.empty();
    }

    private DeviceAllocations withHeld(String podUid, String container, ResourceDevices devices,
            SortedSet<String> ids) {
        SortedSet<String> inUse = new TreeSet<>(devices.allocated());
        inUse.addAll(ids);
        NamedTable<NamedTable<HeldDevices>> containers = held.orElse(podUid, NamedTable.empty());
        NamedTable<HeldDevices> own = containers.orElse(container, NamedTable.empty());
        HeldDevices grant = new HeldDevices(devices.byNumaNode(ids), "");
        return new DeviceAllocations(rules,
                resources.with(devices.resource(), devices.withAllocated(inUse)),
                held.with(podUid, containers.with(container, own.with(devices.resource(), grant))), stored, reusable);
    }

    /// Releases a pod that is no longer active: its devices are free again (device-manager 4.5).
    public DeviceAllocations release(String podUid) {
        return held.contains(podUid)
                ? new DeviceAllocations(rules, resources, held.without(podUid), stored, reusable)
                        .withAllocatedFromHeld()
                : this;
    }

    private DeviceAllocations withAllocatedFromHeld() {
        Map<String, SortedSet<String>> inUse = new TreeMap<>();
        held.forEach((pod, containers) -> containers.forEach((container, byResource) -> byResource
                .forEach((resource, devices) -> inUse.computeIfAbsent(resource, absent -> new TreeSet<>())
                        .addAll(devices.ids()))));
        NamedTable<ResourceDevices> next = resources;
        for (String resource : resources.names()) {
            ResourceDevices devices = next.find(resource).orElseThrow();
            SortedSet<String> ids = inUse.getOrDefault(resource, new TreeSet<>());
            next = devices.isRegistered() || !ids.isEmpty()
                    ? next.with(resource, devices.withAllocated(ids))
                    : next.without(resource);
        }
        return new DeviceAllocations(rules, next, held, stored, reusable);
    }

    /// The resources, then who holds what: `nvidia.com/gpu; POD CONTAINER: {nvidia.com/gpu=gpu-0 on NUMA node 0}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.join(", ", resources.names()));
        held.forEach((pod, containers) -> containers
                .forEach((container, devices) -> text.append("; ").append(pod).append(' ')
                        .append(container).append(": ").append(devices)));
        return text.toString();
    }

    /// What stays as it is while devices and pods come and go: the machine, what its plugins prefer, and the kubelet whose rules
    /// hold.
    private record Fixed(NodeTopology topology, PreferredAllocation preferred, KubeletVersion version) {}
}
