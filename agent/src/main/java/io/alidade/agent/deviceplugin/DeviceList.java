package io.alidade.agent.deviceplugin;

import io.alidade.engine.device.Device;
import io.alidade.wire.deviceplugin.ListAndWatchResponse;
import io.alidade.wire.deviceplugin.NUMANode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The devices of one resource as its plugin told them (device-manager 4.1).
///
/// @param devices  each id once, with the topology that was told last; healthy if it was told as healthy at least once
/// @param capacity healthy ids and ids that are not; one that is told as both counts twice
record DeviceList(List<Device> devices, long capacity) {
    static final DeviceList NONE = new DeviceList(List.of(), 0);
    /// More devices than any plugin has.
    static final int MAX_DEVICES = 100_000;

    private static final String HEALTHY = "Healthy";
    /// Stands for a NUMA node that no machine has.
    private static final int NOWHERE = -1;

    DeviceList {
        devices = List.copyOf(devices);
    }

    /// A message of a plugin.
    ///
    /// @throws IllegalArgumentException if it tells more than [#MAX_DEVICES]
    static DeviceList of(String resource, ListAndWatchResponse message) {
        if (message.getDevicesCount() > MAX_DEVICES) {
            throw new IllegalArgumentException(
                    message.getDevicesCount() + " devices are told, and " + MAX_DEVICES + " are the most");
        }
        Set<String> healthy = new HashSet<>();
        Set<String> unhealthy = new HashSet<>();
        Map<String, Optional<List<Integer>>> numaNodes = new LinkedHashMap<>();
        for (io.alidade.wire.deviceplugin.Device told : message.getDevicesList()) {
            (told.getHealth().equals(HEALTHY) ? healthy : unhealthy).add(told.getID());
            numaNodes.put(told.getID(), numaNodes(told));
        }
        List<Device> devices = new ArrayList<>();
        numaNodes.forEach((id, nodes) -> devices.add(new Device(resource, id, nodes, healthy.contains(id))));
        return new DeviceList(devices, healthy.size() + (long) unhealthy.size());
    }

    private static Optional<List<Integer>> numaNodes(io.alidade.wire.deviceplugin.Device told) {
        return told.hasTopology() ? Optional.of(told.getTopology().getNodesList().stream().map(NUMANode::getID)
                .map(id -> id == id.intValue() ? id.intValue() : NOWHERE).toList()) : Optional.empty();
    }
}
