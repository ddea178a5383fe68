package io.alidade.kube.config;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The feature gates that matter here, and the two that stand for groups.
///
/// The kubelet refuses a gate that it does not know (`unrecognized feature gate: X`). Its list of some two hundred gates
/// changes with every patch release, and a list that is not exact would refuse working nodes, so a gate that is not
/// named here is let pass in silence; only one that looks like a misspelt gate of this list earns a warning.
final class GateNames {
    /// The gates that can no longer be switched off.
    static final Set<String> LOCKED_ON = Set.of("CPUManagerPolicyOptions", "MemoryManager");

    private static final List<
            String> ALPHA = List.of(FeatureGates.CPU_ALPHA_OPTIONS, FeatureGates.TOPOLOGY_ALPHA_OPTIONS);
    private static final List<String> BETA = List.of(FeatureGates.CPU_BETA_OPTIONS, FeatureGates.TOPOLOGY_BETA_OPTIONS,
            FeatureGates.POD_LEVEL_RESOURCES);
    private static final Set<String> NAMES = Set.of(FeatureGates.CPU_ALPHA_OPTIONS, FeatureGates.CPU_BETA_OPTIONS,
            FeatureGates.TOPOLOGY_ALPHA_OPTIONS, FeatureGates.TOPOLOGY_BETA_OPTIONS, FeatureGates.POD_LEVEL_RESOURCES,
            FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, "CPUManagerPolicyOptions", "TopologyManagerPolicyOptions",
            "MemoryManager", "AllAlpha", "AllBeta");

    private static final List<String> SORTED_NAMES = NAMES.stream().sorted().toList();

    private GateNames() {}

    /// Resolves `AllAlpha` and `AllBeta`, which give the gates of their stage a value unless these have one of their own
    /// (node-config 4). `PodLevelResourceManagers` is alpha in v1.36 and beta in v1.37.
    static Map<String, Boolean> expand(Map<String, Boolean> configured, KubeletVersion version) {
        Map<String, Boolean> gates = new TreeMap<>();
        boolean managersAreBeta = version.isAtLeast(KubeletVersion.V1_37);
        fill(gates, configured, "AllAlpha", ALPHA, !managersAreBeta);
        fill(gates, configured, "AllBeta", BETA, managersAreBeta);
        gates.putAll(configured);
        return gates;
    }

    private static void fill(Map<String, Boolean> gates, Map<String, Boolean> configured, String group,
            List<String> members, boolean withPodLevelManagers) {
        Boolean value = configured.get(group);
        if (value != null) {
            members.forEach(gate -> gates.put(gate, value));
            if (withPodLevelManagers) {
                gates.put(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, value);
            }
        }
    }

    /// The gate that was probably meant by an unknown name: one that differs in case or in one or two letters.
    static Optional<String> meantBy(String name) {
        if (NAMES.contains(name)) {
            return Optional.empty();
        }
        return Spelling.closest(name, SORTED_NAMES);
    }
}
