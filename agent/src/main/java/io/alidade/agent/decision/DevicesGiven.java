package io.alidade.agent.decision;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceAllocations;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.kube.admission.KubeletNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Devices that somebody else gives to pods, as a kubelet does beside which an agent says where containers run: CPUs and memory
/// of a pod follow those that it has.
///
/// @param all  those that there are, in whose hands ever
/// @param held those of pods that are decided on next
public record DevicesGiven(List<Device> all, List<PodDevices> held) {
    /// Nobody has told of any.
    public static final DevicesGiven NONE = new DevicesGiven(List.of(), List.of());

    public DevicesGiven {
        all = List.copyOf(all);
        held = List.copyOf(held);
    }

    /// All that a node knows of its devices. Those that pods run with are as good as healthy.
    static DevicesGiven of(KubeletNode node) {
        DeviceAllocations devices = node.node().allocations().devices();
        Map<String, Set<String>> inUse = devices.heldIds();
        List<Device> all = new ArrayList<>();
        devices.resources().forEach(resource -> devices.devices(resource).forEach(device -> all.add(
                inUse.getOrDefault(resource, Set.of()).contains(device.id())
                        ? new Device(resource, device.id(), device.numaNodes(), true) : device)));
        List<PodDevices> held = new ArrayList<>();
        devices.pods().forEach(pod -> held.addAll(devices.held(pod)));
        return new DevicesGiven(all, held);
    }

    /// The node that knows of them.
    KubeletNode on(KubeletNode node) {
        KubeletNode next = node;
        Map<String, List<Device>> byResource = new TreeMap<>();
        all.forEach(device -> byResource.computeIfAbsent(device.resource(), _ -> new ArrayList<>()).add(device));
        for (Map.Entry<String, List<Device>> resource : byResource.entrySet()) {
            List<Device> known = next.node().allocations().devices().devices(resource.getKey());
            if (!new HashSet<>(known).equals(new HashSet<>(resource.getValue()))) {
                next = next.devicesReported(resource.getKey(), resource.getValue(), resource.getValue().size());
            }
        }
        Map<String, List<PodDevices>> byPod = new TreeMap<>();
        held.forEach(devices -> byPod.computeIfAbsent(devices.podUid(), _ -> new ArrayList<>()).add(devices));
        for (Map.Entry<String, List<PodDevices>> pod : byPod.entrySet()) {
            next = next.given(pod.getKey(), pod.getValue());
        }
        return next;
    }
}
