package io.alidade.kube.fit;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifest.HostPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What the active pods of a node take together: their number, their requests and their ports.
///
/// @param pods      how many they are
/// @param requested by resource, `cpu` in thousandths (node-config 8, 9.2); what is 0 is left out
/// @param hostPorts ports of the node
public record NodeUsage(int pods, Map<String, Long> requested, List<HostPort> hostPorts) {
    public static final NodeUsage NONE = new NodeUsage(0, Map.of(), List.of());

    public NodeUsage {
        Map<String, Long> taken = new TreeMap<>(requested);
        taken.values().removeIf(units -> units == 0);
        requested = Collections.unmodifiableMap(taken);
        hostPorts = List.copyOf(hostPorts);
    }

    /// The usage of these pods.
    public static NodeUsage of(Collection<PodManifest> pods, FeatureGates gates) {
        Map<String, Long> requested = new TreeMap<>();
        List<HostPort> hostPorts = new ArrayList<>();
        for (PodManifest pod : pods) {
            add(requested, pod, gates);
            hostPorts.addAll(pod.hostPorts());
        }
        return new NodeUsage(pods.size(), requested, hostPorts);
    }

    /// The usage with one pod more.
    public NodeUsage and(PodManifest pod, FeatureGates gates) {
        Map<String, Long> sums = new TreeMap<>(requested);
        add(sums, pod, gates);
        List<HostPort> ports = new ArrayList<>(hostPorts);
        ports.addAll(pod.hostPorts());
        return new NodeUsage(pods + 1, sums, ports);
    }

    /// The usage with one pod less: costs what that pod asks for, and not what all others do.
    ///
    /// @param pod  one of those that are counted
    /// @param left all others, for sums that have stopped at the largest number
    public NodeUsage without(PodManifest pod, Supplier<? extends Collection<PodManifest>> left, FeatureGates gates) {
        if (requested.containsValue(Long.MAX_VALUE)) {
            return of(left.get(), gates);
        }
        Map<String, Long> sums = new TreeMap<>(requested);
        ResourceUnits.of(EffectiveRequests.of(pod, gates))
                .forEach((resource, units) -> sums.merge(resource, -units, Long::sum));
        List<HostPort> ports = new ArrayList<>(hostPorts);
        pod.hostPorts().forEach(ports::remove);
        return new NodeUsage(pods - 1, sums, ports);
    }

    private static void add(Map<String, Long> sums, PodManifest pod, FeatureGates gates) {
        ResourceUnits.of(EffectiveRequests.of(pod, gates))
                .forEach((resource, units) -> sums.merge(resource, units, ResourceUnits::sum));
    }
}
