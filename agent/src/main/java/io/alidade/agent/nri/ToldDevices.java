package io.alidade.agent.nri;

import io.alidade.agent.decision.DevicesGiven;
import io.alidade.agent.pod.AgentPod;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a kubelet says of the devices of one pod (device-manager 12.2).
///
/// It does not list init containers, whose devices the others take over: they are taken to have the first of those.
///
/// @param all  those that there are on the node
/// @param held by the containers of the pod
record ToldDevices(List<Device> all, List<PodDevices> held) {
    /// Nothing is said.
    static final ToldDevices NONE = new ToldDevices(List.of(), List.of());

    ToldDevices {
        all = List.copyOf(all);
        held = List.copyOf(held);
    }

    /// Whether a pod wants something that may be a device.
    static boolean areWanted(AgentPod pod) {
        return pod.manifest().request().containers().stream()
                .anyMatch(container -> wanted(container).findAny().isPresent());
    }

    private static Stream<Map.Entry<String, Quantity>> wanted(ContainerRequest container) {
        return container.resources().limits().entrySet().stream()
                .filter(limit -> limit.getKey().indexOf('/') > 0 && !limit.getValue().isZero());
    }

    /// How many devices a container has, by resource.
    Map<String, Integer> amounts(String container) {
        Map<String, Integer> amounts = new TreeMap<>();
        held.stream().filter(devices -> devices.containerName().equals(container))
                .forEach(devices -> amounts.put(devices.resource(), devices.ids().size()));
        return amounts;
    }

    /// A container that wants more or other devices of this node than it has, and the resource. A kubelet that says so has not
    /// said all yet.
    Optional<String> missing(AgentPod pod) {
        return pod.manifest().request().containers().stream()
                .filter(container -> container.kind() != ContainerKind.INIT)
                .flatMap(container -> wanted(container)
                        .filter(limit -> all.stream().anyMatch(device -> device.resource().equals(limit.getKey()))
                                && amounts(container.name()).getOrDefault(limit.getKey(), 0) != limit.getValue()
                                        .ceilUnits())
                        .map(limit -> container.name() + " has not its " + limit.getValue() + " of " + limit.getKey()))
                .findFirst();
    }

    /// The devices of a pod that is decided on next.
    DevicesGiven to(AgentPod pod) {
        List<PodDevices> own = new ArrayList<>();
        for (ContainerRequest container : pod.manifest().request().containers()) {
            if (container.kind() == ContainerKind.INIT) {
                wanted(container).forEach(limit -> first(limit.getKey(), limit.getValue().ceilUnits())
                        .ifPresent(ids -> own.add(part(pod.uid(), container.name(), limit.getKey(), ids))));
            } else {
                held.stream().filter(devices -> devices.containerName().equals(container.name()))
                        .forEach(devices -> own.add(new PodDevices(pod.uid(), container.name(), devices.resource(),
                                devices.deviceIds(), "")));
            }
        }
        return new DevicesGiven(all, own);
    }

    /// So many of those that the pod has of a resource; nothing if it has fewer.
    private Optional<SortedSet<String>> first(String resource, long count) {
        SortedSet<String> ids = new TreeSet<>();
        held.stream().filter(devices -> devices.resource().equals(resource)).flatMap(devices -> devices.ids().stream())
                .sorted().limit(count).forEach(ids::add);
        return ids.size() == count ? Optional.of(ids) : Optional.empty();
    }

    private PodDevices part(String uid, String container, String resource, SortedSet<String> ids) {
        Map<Integer, List<String>> byNumaNode = new TreeMap<>();
        held.stream().filter(devices -> devices.resource().equals(resource))
                .forEach(devices -> devices.deviceIds().forEach((numaNode, near) -> {
                    List<String> some = near.stream().filter(ids::contains).toList();
                    if (!some.isEmpty()) {
                        byNumaNode.computeIfAbsent(numaNode, _ -> new ArrayList<>()).addAll(some);
                    }
                }));
        return new PodDevices(uid, container, resource, byNumaNode, "");
    }
}
