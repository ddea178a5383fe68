package io.alidade.engine.settings;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The feature gates that decide something here, as configured; what is not configured has the version's default
/// (node-config 4).
///
/// @param configured gate name to value, of the gates that the configuration names
public record FeatureGates(Map<String, Boolean> configured) {
    public static final FeatureGates DEFAULTS = new FeatureGates(Map.of());

    public static final String CPU_ALPHA_OPTIONS = "CPUManagerPolicyAlphaOptions";
    public static final String CPU_BETA_OPTIONS = "CPUManagerPolicyBetaOptions";
    public static final String TOPOLOGY_ALPHA_OPTIONS = "TopologyManagerPolicyAlphaOptions";
    public static final String TOPOLOGY_BETA_OPTIONS = "TopologyManagerPolicyBetaOptions";
    public static final String POD_LEVEL_RESOURCES = "PodLevelResources";
    public static final String POD_LEVEL_RESOURCE_MANAGERS = "PodLevelResourceManagers";

    private static final Map<String, Boolean> DEFAULT_VALUES = Map.of(CPU_ALPHA_OPTIONS, false, CPU_BETA_OPTIONS, true,
            TOPOLOGY_ALPHA_OPTIONS, false, TOPOLOGY_BETA_OPTIONS, true, POD_LEVEL_RESOURCES, true,
            POD_LEVEL_RESOURCE_MANAGERS, false);

    public FeatureGates {
        configured = Collections.unmodifiableMap(new TreeMap<>(configured));
    }

    public boolean isOn(String gate) {
        Boolean value = configured.get(gate);
        return value != null ? value : DEFAULT_VALUES.getOrDefault(gate, false);
    }

    /// True if the resource managers look at `spec.resources` of a pod (cpu-manager 6.5).
    public boolean managesPodLevelResources() {
        return isOn(POD_LEVEL_RESOURCES) && isOn(POD_LEVEL_RESOURCE_MANAGERS);
    }
}
