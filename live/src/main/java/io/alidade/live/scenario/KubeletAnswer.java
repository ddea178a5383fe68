package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.device.GivenDevices;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a kubelet answered to a pod: as much of it as somebody can see who looks at the kubelet from outside.
///
/// Which of several equal devices is given is chance with a kubelet, so devices are counted by NUMA node.
public sealed interface KubeletAnswer {
    /// The pod does not run, with the kubelet's words.
    record Refused(String reason, String message) implements KubeletAnswer {
        @Override
        public String toString() {
            return "refused: " + reason + ": " + message;
        }
    }

    /// The pod runs.
    ///
    /// @param containers by name, in the order of the pod
    record Admitted(Map<String, Given> containers) implements KubeletAnswer {
        public Admitted {
            containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
        }

        @Override
        public String toString() {
            return "admitted: " + containers;
        }
    }

    /// What a container was given.
    ///
    /// @param exclusiveCpus empty in the shared pool
    /// @param memory        blocks by type; absent where nothing tells any more, as of an init container that has ended
    /// @param devicesByNuma resource to NUMA nodes, `0-1` of a device near two or `none`, to count
    /// @param deviceIds     resource to ids
    record Given(CpuSet exclusiveCpus, Optional<List<Block>> memory,
            SortedMap<String, SortedMap<String, Integer>> devicesByNuma,
            SortedMap<String, SortedSet<String>> deviceIds) {
        public Given {
            memory = memory.map(blocks -> blocks.stream().sorted(Comparator.comparing(Block::type)).toList());
            devicesByNuma = Collections.unmodifiableSortedMap(new TreeMap<>(devicesByNuma));
            deviceIds = Collections.unmodifiableSortedMap(new TreeMap<>(deviceIds));
        }

        @Override
        public String toString() {
            return "CPUs " + (exclusiveCpus.isEmpty() ? "of the shared pool" : exclusiveCpus.toListString())
                    + ", memory " + memory.map(List::toString).orElse("unknown") + ", devices " + devicesByNuma;
        }
    }

    /// Of our own decision on a pod, with chance as it fell for a kubelet whose answer is known: it takes any of several devices,
    /// and asks for the resources of a container in any order, so a refusal names any of those that are short
    /// (device-manager 6.1, 6.2).
    static KubeletAnswer of(KubeletNode node, PodManifest pod, KubeletAnswer kubelet) {
        KubeletAnswer own = of(node.preferring(kubelet.devices()).admit(pod));
        if (own instanceof Refused && kubelet instanceof Refused && !own.equals(kubelet)) {
            List<String> resources = node.node().allocations().devices().resources();
            return resources.stream().map(resource -> of(node.admit(withDevicesOf(pod, resource, resources))))
                    .filter(kubelet::equals).findFirst().orElse(own);
        }
        return own;
    }

    /// The devices that it gave, to be taken wherever any of several would do.
    default GivenDevices devices() {
        Map<String, Map<String, SortedSet<String>>> byContainer = new TreeMap<>();
        if (this instanceof Admitted(Map<String, Given> containers)) {
            containers.forEach((name, given) -> byContainer.put(name, given.deviceIds()));
        }
        return new GivenDevices(byContainer);
    }

    /// The pod as if it wanted devices of one resource only.
    private static PodManifest withDevicesOf(PodManifest pod, String resource, List<String> resources) {
        Set<String> others = new TreeSet<>(resources);
        others.remove(resource);
        PodRequest request = pod.request();
        return pod.with(new PodRequest(request.uid(), request.namespace(), request.name(), request.qosClass(),
                request.podResources(),
                request.containers().stream()
                        .map(container -> new ContainerRequest(container.name(), container.kind(),
                                new ResourceAmounts(without(container.resources().requests(), others),
                                        without(container.resources().limits(), others))))
                        .toList()));
    }

    private static Map<String, Quantity> without(Map<String, Quantity> amounts, Set<String> resources) {
        Map<String, Quantity> left = new TreeMap<>(amounts);
        left.keySet().removeAll(resources);
        return left;
    }

    /// Of our own decision.
    static KubeletAnswer of(PodDecision decision) {
        return switch (decision) {
            case PodDecision.Refused refused -> new Refused(refused.reason(), refused.message());
            case PodDecision.Admitted admitted -> {
                Map<String, Given> containers = new LinkedHashMap<>();
                admitted.containers().forEach(
                        placement -> containers.put(placement.name(), given(admitted.node().node(), placement)));
                yield new Admitted(containers);
            }
        };
    }

    private static Given given(Node node, ContainerPlacement placement) {
        SortedMap<String, SortedMap<String, Integer>> devices = new TreeMap<>();
        SortedMap<String, SortedSet<String>> ids = new TreeMap<>();
        placement.devices().forEach((resource, held) -> {
            devices.put(resource, counts(held.byNumaNode()));
            ids.put(resource, held.ids());
        });
        return new Given(placement.exclusiveCpus().orElse(CpuSet.EMPTY),
                Optional.of(placement.memory().stream()
                        .map(block -> new Block(node.topology().numaNodeIds(block.affinity()), block.type(),
                                block.size()))
                        .toList()),
                devices, ids);
    }

    /// Of a pod that a kubelet admitted, as its checkpoints tell it a little later.
    ///
    /// @param devices what containers hold, where somebody else than the checkpoint tells it too: that counts then
    static KubeletAnswer admitted(PodRequest pod, Checkpoints checkpoints, List<PodDevices> devices) {
        Map<String, CpuSet> cpus = checkpoints.cpu().map(CpuState::entries)
                .map(entries -> entries.getOrDefault(pod.uid(), Map.of())).orElse(Map.of());
        Map<String, List<Block>> memory = checkpoints.memory().map(MemoryState::entries)
                .map(entries -> entries.getOrDefault(pod.uid(), Map.of())).orElse(Map.of());
        List<PodDevices> written = checkpoints.devices().map(state -> state.podEntries().stream()
                .filter(entry -> entry.podUid().equals(pod.uid())).toList()).orElse(List.of());
        return admitted(pod, cpus, memory, devices, written);
    }

    /// Of a pod that was admitted, as what it holds tells it a little later.
    static KubeletAnswer admitted(PodRequest pod, PodHoldings held) {
        return admitted(pod, held.cpus(), held.memory(), List.of(), held.devices());
    }

    private static KubeletAnswer admitted(PodRequest pod, Map<String, CpuSet> cpus, Map<String, List<Block>> memory,
            List<PodDevices> devices, List<PodDevices> written) {
        Map<String, Given> containers = new LinkedHashMap<>();
        for (ContainerRequest container : pod.containers()) {
            // Memory of an init container is free again, and its entry gone, when the next one starts (memory-manager 6.3).
            Optional<List<Block>> blocks = Optional.ofNullable(memory.get(container.name()))
                    .or(() -> container.kind() == ContainerKind.INIT ? Optional.empty() : Optional.of(List.of()));
            List<PodDevices> own = new ArrayList<>(of(container.name(), devices));
            if (own.isEmpty()) {
                own.addAll(of(container.name(), written));
            }
            SortedMap<String, SortedMap<String, Integer>> counted = new TreeMap<>();
            SortedMap<String, SortedSet<String>> ids = new TreeMap<>();
            own.forEach(held -> {
                counted.put(held.resource(), counts(held.deviceIds()));
                ids.put(held.resource(), held.deviceIds().values().stream().flatMap(List::stream)
                        .collect(Collectors.toCollection(TreeSet::new)));
            });
            containers.put(container.name(),
                    new Given(cpus.getOrDefault(container.name(), CpuSet.EMPTY), blocks, counted, ids));
        }
        return new Admitted(containers);
    }

    private static List<PodDevices> of(String container, List<PodDevices> devices) {
        return devices.stream().filter(held -> held.containerName().equals(container)).toList();
    }

    private static SortedMap<String, Integer> counts(Map<Integer, List<String>> byNumaNode) {
        Map<String, TreeSet<Integer>> numaNodes = new TreeMap<>();
        byNumaNode.forEach((numaNode, ids) -> ids
                .forEach(id -> numaNodes.computeIfAbsent(id, _ -> new TreeSet<>()).add(numaNode)));
        SortedMap<String, Integer> counts = new TreeMap<>();
        numaNodes.values().forEach(near -> {
            boolean isNowhere = near.equals(new TreeSet<>(List.of(HeldDevices.NO_NUMA_NODE)));
            counts.merge(isNowhere ? "none" : String.join("-", near.stream().map(String::valueOf).toList()), 1,
                    Integer::sum);
        });
        return counts;
    }

    /// What of this answer, the kubelet's, is otherwise in another one, one sentence each; nothing if they agree.
    default List<String> differences(KubeletAnswer other) {
        if (!(this instanceof Admitted(Map<String, Given> theirs)
                && other instanceof Admitted(Map<String, Given> ours))) {
            return equals(other) ? List.of() : List.of("the kubelet: " + this + "; Alidade: " + other);
        }
        List<String> differences = new ArrayList<>();
        theirs.forEach((name, kubelet) -> {
            Optional<Given> own = Optional.ofNullable(ours.get(name));
            // What nobody tells cannot differ.
            boolean same = own.filter(given -> given.exclusiveCpus().equals(kubelet.exclusiveCpus())
                    && given.devicesByNuma().equals(kubelet.devicesByNuma())
                    && (kubelet.memory().isEmpty() || given.memory().equals(kubelet.memory()))).isPresent();
            if (!same) {
                differences.add("container " + name + ", the kubelet: " + kubelet + "; Alidade: "
                        + own.map(Given::toString).orElse("no such container"));
            }
        });
        return differences;
    }
}
