package io.alidade.agent.page;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.view.page.NodeStatus.Plugin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The plugins of devices as the page shows them.
public final class Plugins {
    private Plugins() {}

    /// Those that have devices on a node, and those that are known.
    ///
    /// @param gone by resource, since when its plugin is gone, if it is
    public static List<Plugin> of(Node node, Map<String, Optional<Instant>> gone) {
        var devices = node.allocations().devices();
        SortedSet<String> resources = new TreeSet<>(gone.keySet());
        resources.addAll(devices.resources());
        List<Plugin> plugins = new ArrayList<>();
        for (String resource : resources) {
            List<Device> all = devices.resources().contains(resource) ? devices.devices(resource) : List.of();
            int healthy = (int) all.stream().filter(Device::healthy).count();
            plugins.add(new Plugin(resource, gone.getOrDefault(resource, Optional.empty()), healthy,
                    all.size() - healthy, all.isEmpty() ? 0 : devices.freeDevices(resource).size()));
        }
        return plugins;
    }
}
