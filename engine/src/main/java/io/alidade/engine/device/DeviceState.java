package io.alidade.engine.device;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The Device Manager's state as its checkpoint holds it (device-manager 9): the value behind `kubelet_internal_checkpoint`.
///
/// @param podEntries        in file order
/// @param registeredDevices resource name to the ids of its healthy devices, in file order
public record DeviceState(List<PodDevices> podEntries, Map<String, List<String>> registeredDevices) {
    public DeviceState {
        podEntries = List.copyOf(podEntries);
        Map<String, List<String>> sorted = new TreeMap<>();
        registeredDevices.forEach((resource, ids) -> sorted.put(resource, List.copyOf(ids)));
        registeredDevices = Collections.unmodifiableMap(sorted);
    }

    /// What one container holds of one resource.
    ///
    /// @param deviceIds          NUMA node id to device ids; -1 for devices without topology
    /// @param allocationResponse the plugin's serialized `ContainerAllocateResponse` in base64, kept as it is
    public record PodDevices(String podUid, String containerName, String resource, Map<Integer, List<String>> deviceIds,
            String allocationResponse) {
        public PodDevices {
            Map<Integer, List<String>> sorted = new TreeMap<>();
            deviceIds.forEach((numaNode, ids) -> sorted.put(numaNode, List.copyOf(ids)));
            deviceIds = Collections.unmodifiableMap(sorted);
        }

        /// All ids, in order.
        public SortedSet<String> ids() {
            SortedSet<String> ids = new TreeSet<>();
            deviceIds.values().forEach(ids::addAll);
            return ids;
        }

        /// `POD CONTAINER: nvidia.com/gpu gpu-0 on NUMA node 0`.
        @Override
        public String toString() {
            return podUid + " " + containerName + ": " + resource + " " + HeldDevices.text(deviceIds);
        }
    }

    /// The entries, then the healthy devices by resource.
    @Override
    public String toString() {
        return "held: " + podEntries + ", registered: " + registeredDevices;
    }
}
