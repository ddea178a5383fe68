package io.alidade.kube.config;

import io.alidade.engine.device.Device;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.golang.GoText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Capacity, reservation and allocatable amount of each resource of a node (node-config 5).
///
/// @param capacity    by resource name, `pods` included
/// @param reservation systemReserved + kubeReserved + hard eviction, of resources in the capacity; zero entries left out
/// @param allocatable what the node's status offers to pods: capacity - reservation, at least 0; `memory` is without the
///                    hugepages, also those that no pod uses
public record NodeAllocatable(Map<String, Quantity> capacity, Map<String, Quantity> reservation,
        Map<String, Quantity> allocatable) {
    public NodeAllocatable {
        capacity = Collections.unmodifiableMap(new TreeMap<>(capacity));
        reservation = Collections.unmodifiableMap(new TreeMap<>(reservation));
        allocatable = Collections.unmodifiableMap(new TreeMap<>(allocatable));
    }

    static NodeAllocatable of(NodeCapacity node, long pods, Map<String, Quantity> reservation) {
        Map<String, Quantity> capacity = node.quantities();
        Map<String, Quantity> allocatable = new TreeMap<>();
        capacity.forEach((resource, amount) -> allocatable.put(resource,
                atLeastZero(amount.subtract(reservation.getOrDefault(resource, Quantity.ZERO)))));
        Quantity memory = allocatable.getOrDefault("memory", Quantity.ZERO);
        for (Map.Entry<Long, Long> pages : node.hugepages().entrySet()) {
            memory = atLeastZero(memory.subtract(Quantity.ofBytes(pages.getKey() * pages.getValue())));
        }
        allocatable.put("memory", memory);
        capacity.put("pods", Quantity.of(pods));
        allocatable.put("pods", Quantity.of(pods));
        return new NodeAllocatable(capacity, reservation, allocatable);
    }

    /// The same node with the devices that its plugins report: capacity counts all, allocatable the healthy ones
    /// (device-manager 4.3).
    public NodeAllocatable withDevices(List<Device> devices) {
        Map<String, Long> all = new TreeMap<>();
        Map<String, Long> healthy = new TreeMap<>();
        for (Device device : devices) {
            all.merge(device.resource(), 1L, Long::sum);
            healthy.merge(device.resource(), device.healthy() ? 1L : 0L, Long::sum);
        }
        Map<String, Quantity> newCapacity = new TreeMap<>(capacity);
        Map<String, Quantity> newAllocatable = new TreeMap<>(allocatable);
        all.forEach((resource, count) -> newCapacity.put(resource, Quantity.of(count)));
        healthy.forEach((resource, count) -> newAllocatable.put(resource, Quantity.of(count)));
        return new NodeAllocatable(newCapacity, reservation, newAllocatable);
    }

    /// The same node with so many devices of one resource, of which some are healthy.
    public NodeAllocatable withDevices(String resource, long all, long healthy) {
        Map<String, Quantity> newCapacity = new TreeMap<>(capacity);
        Map<String, Quantity> newAllocatable = new TreeMap<>(allocatable);
        newCapacity.put(resource, Quantity.of(all));
        newAllocatable.put(resource, Quantity.of(healthy));
        return new NodeAllocatable(newCapacity, reservation, newAllocatable);
    }

    /// The text with which the kubelet stops if a reservation is above its capacity (node-config 3.8). The kubelet looks at
    /// it only after the CPU and the memory manager have started, so an error of theirs comes first.
    public Optional<String> startError() {
        List<String> errors = new ArrayList<>();
        reservation.forEach((resource, reserved) -> {
            Quantity available = capacity.getOrDefault(resource, Quantity.ZERO);
            if (reserved.compareTo(available) > 0) {
                errors.add("Resource " + GoText.quoted(resource) + " has a reservation of " + shown(reserved)
                        + " but capacity of " + shown(resource.equals("cpu")
                                ? Quantity.ofMillis(available.ceilMillis()) : available)
                        + ". Expected capacity >= reservation.");
            }
        });
        return errors.isEmpty() ? Optional.empty()
                : Optional.of("invalid Node Allocatable configuration. " + String.join(" ", errors));
    }

    /// The kubelet does not make a text of an amount here.
    private static String shown(Quantity amount) {
        return amount.goFields().orElseGet(amount::toText);
    }

    private static Quantity atLeastZero(Quantity amount) {
        return amount.signum() < 0 ? Quantity.ofBytes(0) : amount;
    }
}
