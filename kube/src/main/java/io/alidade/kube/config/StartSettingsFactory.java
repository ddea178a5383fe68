package io.alidade.kube.config;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.golang.GoText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// From a valid configuration to settings, with the checks that the kubelet makes on the way (node-config 3.8, 5.1, 5.2).
///
/// Where several things are wrong the kubelet names the one that its unordered maps bring first; here it is the first in
/// the order reserved CPUs, kubeReserved, systemReserved, evictionHard, each map in the order of its keys.
final class StartSettingsFactory {
    private static final Set<String> RESERVABLE = Set.of("cpu", "memory", "ephemeral-storage", "pid");

    private StartSettingsFactory() {}

    static StartSettings of(KubeletConfiguration configuration, KubeletVersion version, NodeTopology topology,
            NodeCapacity capacity) {
        Optional<String> refusal = validation(configuration, version);
        if (refusal.isPresent()) {
            return new StartSettings.Refused(refusal.get());
        }
        CpuSet reservedCpus = CpuSet.parseList(configuration.reservedSystemCpus());
        CpuSet.Builder online = new CpuSet.Builder();
        for (Cpu cpu : topology.cpus()) {
            online.add(cpu.cpu());
        }
        CpuSet onlineCpus = online.build();
        if (!reservedCpus.isSubsetOf(onlineCpus)) {
            return new StartSettings.Refused("reserved-cpus: " + configuration.reservedSystemCpus()
                    + " is not a subset of online-cpus: " + onlineCpus.toListString());
        }
        Map<String, String> kubeReserved = new TreeMap<>(configuration.kubeReserved());
        Map<String, String> systemReserved = new TreeMap<>(configuration.systemReserved());
        if (!reservedCpus.isEmpty()) {
            kubeReserved.remove("cpu");
            systemReserved.put("cpu", Integer.toString(reservedCpus.size()));
        }
        Map<String, Quantity> kube = new TreeMap<>();
        Map<String, Quantity> system = new TreeMap<>();
        Map<String, Quantity> eviction = new TreeMap<>();
        Map<String, Quantity> amounts = capacity.quantities();
        return parseReserved("kube", kubeReserved, kube).or(() -> parseReserved("system", systemReserved, system))
                .or(() -> parseEviction(configuration.evictionHard(), amounts, eviction))
                .or(configuration.otherFields()::evictionError)
                .<StartSettings>map(StartSettings.Refused::new)
                .orElseGet(() -> usable(configuration, version, capacity, reservedCpus,
                        sum(amounts, system, kube, eviction)));
    }

    /// What stops the kubelet before it looks at the machine, and depends on its version: gates, and fields that want one.
    private static Optional<String> validation(KubeletConfiguration configuration, KubeletVersion version) {
        KnownGates gates = KnownGates.of(version);
        Map<String, Boolean> expanded = gates.expand(configuration.featureGates());
        return gates.error(configuration.featureGates())
                .or(() -> configuration.otherFields().gateError(gate -> gates.isOn(gate, expanded)))
                .or(() -> configuration.otherFields().hiddenMetricsError(version));
    }

    private static StartSettings usable(KubeletConfiguration configuration, KubeletVersion version,
            NodeCapacity capacity, CpuSet reservedCpus, Map<String, Quantity> reservation) {
        NodeAllocatable allocatable = NodeAllocatable.of(capacity, pods(configuration, capacity), reservation);
        // The managers are made before the size of the file system is known.
        Map<String, Quantity> atStart = new TreeMap<>(reservation);
        atStart.remove("ephemeral-storage");
        NodeSettings settings = new NodeSettings(version,
                new FeatureGates(KnownGates.of(version).expand(configuration.featureGates())),
                configuration.cpuManagerPolicy(), configuration.cpuManagerPolicyOptions(),
                configuration.memoryManagerPolicy(), configuration.topologyManagerPolicy(),
                configuration.topologyManagerScope(), configuration.topologyManagerPolicyOptions(),
                reservedCpus.isEmpty() ? Optional.empty() : Optional.of(reservedCpus), atStart,
                configuration.reservedMemory());
        return new StartSettings.Usable(settings, allocatable);
    }

    private static long pods(KubeletConfiguration configuration, NodeCapacity capacity) {
        long perCore = (long) configuration.podsPerCore() * capacity.cpus();
        return configuration.podsPerCore() > 0 ? Math.min(perCore, configuration.maxPods()) : configuration.maxPods();
    }

    /// An error text, or nothing and the amounts in `parsed`.
    private static Optional<String> parseReserved(String owner, Map<String, String> reserved,
            Map<String, Quantity> parsed) {
        String failed = "--" + owner + "-reserved value failed to parse: ";
        for (Map.Entry<String, String> entry : reserved.entrySet()) {
            String resource = GoText.quoted(entry.getKey());
            if (!RESERVABLE.contains(entry.getKey())) {
                return Optional.of(failed + "cannot reserve " + resource + " resource");
            }
            try {
                Quantity amount = Quantity.parse(entry.getValue());
                if (amount.signum() < 0) {
                    return Optional
                            .of(failed + "resource quantity for " + resource + " cannot be negative: "
                                    + entry.getValue());
                }
                parsed.put(entry.getKey(), amount);
            } catch (IllegalArgumentException notAQuantity) {
                return Optional
                        .of(failed + "failed to parse quantity " + GoText.quoted(entry.getValue()) + " for " + resource
                                + " resource: " + notAQuantity.getMessage());
            }
        }
        return Optional.empty();
    }

    /// An error text, or nothing and the amounts in `parsed`. Only two signals reserve anything (node-config 5.2).
    private static Optional<String> parseEviction(Map<String, String> evictionHard, Map<String, Quantity> capacity,
            Map<String, Quantity> parsed) {
        for (Map.Entry<String, String> entry : evictionHard.entrySet()) {
            EvictionThreshold threshold = EvictionThreshold.parse(entry.getKey(), entry.getValue());
            if (threshold instanceof EvictionThreshold.Refused refused) {
                return Optional.of(refused.startError());
            }
            String resource = switch (entry.getKey()) {
                case "memory.available" -> "memory";
                case "nodefs.available" -> "ephemeral-storage";
                default -> "";
            };
            if (capacity.containsKey(resource)) {
                parsed.put(resource, threshold.of(capacity.getOrDefault(resource, Quantity.ZERO)));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Quantity> sum(Map<String, Quantity> capacity, Map<String, Quantity> system,
            Map<String, Quantity> kube, Map<String, Quantity> eviction) {
        Map<String, Quantity> sums = new TreeMap<>();
        for (String resource : capacity.keySet()) {
            Quantity amount = Quantity.ZERO.add(system.getOrDefault(resource, Quantity.ZERO))
                    .add(kube.getOrDefault(resource, Quantity.ZERO))
                    .add(eviction.getOrDefault(resource, Quantity.ZERO));
            if (!amount.isZero()) {
                sums.put(resource, amount);
            }
        }
        return sums;
    }
}
