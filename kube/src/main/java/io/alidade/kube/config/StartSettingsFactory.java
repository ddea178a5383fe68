package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// From a valid configuration to settings, unless [StartChecks] finds something (node-config 3.8, 5.1, 5.2).
final class StartSettingsFactory {
    private StartSettingsFactory() {}

    static StartSettings of(KubeletConfiguration configuration, KubeletVersion version, NodeTopology topology,
            NodeCapacity capacity) {
        StartChecks checks = new StartChecks(configuration, version, topology, capacity);
        return checks.error(version).<StartSettings>map(StartSettings.Refused::new)
                .orElseGet(() -> usable(configuration, version, capacity, checks));
    }

    private static StartSettings usable(KubeletConfiguration configuration, KubeletVersion version,
            NodeCapacity capacity, StartChecks checks) {
        Map<String, Quantity> reservation = checks.reservation();
        NodeAllocatable allocatable = NodeAllocatable.of(capacity, pods(configuration, capacity), reservation);
        // The managers are made before the size of the file system is known.
        Map<String, Quantity> atStart = new TreeMap<>(reservation);
        atStart.remove("ephemeral-storage");
        NodeSettings settings = new NodeSettings(version, configuration.gates(version),
                configuration.cpuManagerPolicy(), configuration.cpuManagerPolicyOptions(),
                configuration.memoryManagerPolicy(), configuration.topologyManagerPolicy(),
                configuration.topologyManagerScope(), configuration.topologyManagerPolicyOptions(),
                Optional.of(checks.reservedCpus()).filter(cpus -> !cpus.isEmpty()), atStart,
                configuration.reservedMemory());
        return new StartSettings.Usable(settings, allocatable);
    }

    private static long pods(KubeletConfiguration configuration, NodeCapacity capacity) {
        long perCore = (long) configuration.podsPerCore() * capacity.cpus();
        return configuration.podsPerCore() > 0 ? Math.min(perCore, configuration.maxPods()) : configuration.maxPods();
    }
}
