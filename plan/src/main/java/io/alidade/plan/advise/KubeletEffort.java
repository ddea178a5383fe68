package io.alidade.plan.advise;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.pod.PodManifest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How much work an admission is to the real kubelet, which lists every set of NUMA nodes for each resource and then goes
/// through every combination of these lists. The engine does neither, so it cannot be asked.
///
/// The limits are what was recorded of kubelet 1.36 (vectors/speed.jsonl.gz): 255 sets and three resources, 1.7e7 combinations,
/// took one to two seconds; four resources had not ended after a minute.
final class KubeletEffort {
    /// More sets than this are not listed in a useful time: 2^17 at some 20 µs each.
    static final int MAX_LISTED_NUMA_NODES = 17;
    private static final double MAX_COMBINATIONS = 2e7;

    private final KubeletVersion version;
    private final int numaNodes;
    private final int resources;

    /// @param pods of which the one with the most resources counts; without any, CPUs, memory and one of each device
    KubeletEffort(KubeletVersion version, NodeTopology topology, List<PodManifest> pods, Set<String> deviceResources) {
        this.version = version;
        this.numaNodes = topology.numaNodes().size();
        this.resources = pods.isEmpty() ? 2 + deviceResources.size()
                : pods.stream().mapToInt(pod -> resources(pod, deviceResources)).max().orElse(0);
    }

    private static int resources(PodManifest pod, Set<String> deviceResources) {
        Set<String> managed = new HashSet<>();
        pod.request().containers().forEach(container -> managed.addAll(container.resources().limits().keySet()));
        managed.removeIf(resource -> !resource.equals("cpu") && !resource.equals("memory")
                && !resource.startsWith("hugepages-") && !deviceResources.contains(resource));
        return managed.size();
    }

    /// Why the kubelet would not come to an end in a useful time; empty if it does.
    Optional<String> obstacle(Policies policies) {
        boolean listsSets = policies.aligns() || policies.pinsMemory();
        if (listsSets && numaNodes > MAX_LISTED_NUMA_NODES) {
            return Optional.of("the kubelet lists every set of NUMA nodes, and " + numaNodes
                    + " NUMA nodes have 2^" + numaNodes + ": a pod would wait for ever");
        }
        if (isLong(policies) && !version.searchesPreferredHintsFirst()) {
            return Optional.of("kubelet " + version.minor() + " goes through up to (2^" + numaNodes + "-1)^" + resources
                    + " combinations of " + resources + " resources on " + numaNodes
                    + " NUMA nodes: a pod would wait for minutes");
        }
        return Optional.empty();
    }

    /// What is slow in a kubelet that searches preferred hints first; empty if nothing is.
    Optional<String> remark(Policies policies) {
        return isLong(policies) && version.searchesPreferredHintsFirst()
                ? Optional.of("a pod that no NUMA nodes suit in all its " + resources
                        + " resources may wait for minutes: only"
                        + " then does kubelet " + version.minor() + " go through all combinations of " + numaNodes
                        + " NUMA nodes")
                : Optional.empty();
    }

    private boolean isLong(Policies policies) {
        return policies.combinesHints() && Math.pow(Math.pow(2, numaNodes) - 1, resources) > MAX_COMBINATIONS;
    }
}
