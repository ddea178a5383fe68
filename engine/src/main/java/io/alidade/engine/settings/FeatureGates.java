package io.alidade.engine.settings;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
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
    /// Empty `spec.resources` leave the class of a pod to its containers (node-config 6).
    public static final String POD_LEVEL_QOS_FIX = "PodLevelResourcesFixKubeletQOSClass";

    private static final Map<String, Gate> KNOWN = Map.of(CPU_ALPHA_OPTIONS, Gate.off(KubeletVersion.V1_32),
            CPU_BETA_OPTIONS, Gate.on(KubeletVersion.V1_32), TOPOLOGY_ALPHA_OPTIONS, Gate.off(KubeletVersion.V1_32),
            TOPOLOGY_BETA_OPTIONS, Gate.on(KubeletVersion.V1_32), POD_LEVEL_RESOURCES,
            new Gate(KubeletVersion.V1_32, Optional.of(KubeletVersion.V1_34)), POD_LEVEL_RESOURCE_MANAGERS,
            Gate.off(KubeletVersion.V1_36), POD_LEVEL_QOS_FIX, Gate.on(KubeletVersion.V1_37));

    /// @param since   the first version here that has the gate
    /// @param onSince the first version in which it is on by default
    private record Gate(KubeletVersion since, Optional<KubeletVersion> onSince) {
        static Gate off(KubeletVersion since) {
            return new Gate(since, Optional.empty());
        }

        static Gate on(KubeletVersion since) {
            return new Gate(since, Optional.of(since));
        }
    }

    public FeatureGates {
        configured = Collections.unmodifiableMap(new TreeMap<>(configured));
    }

    /// These gates in a kubelet of a version: those that are not configured have its defaults, those that it does not have
    /// are off. Its refusal to start with a gate that it does not have is no matter of the managers.
    public FeatureGates in(KubeletVersion version) {
        Map<String, Boolean> values = new TreeMap<>(configured);
        KNOWN.forEach((name, gate) -> {
            if (!version.isAtLeast(gate.since)) {
                values.put(name, false);
            } else {
                values.putIfAbsent(name, gate.onSince.filter(version::isAtLeast).isPresent());
            }
        });
        return new FeatureGates(values);
    }

    /// The value of a gate; that of the default version where neither the configuration nor [#in] gave it one.
    public boolean isOn(String gate) {
        Boolean value = configured.get(gate);
        return value != null ? value : KNOWN.containsKey(gate) && in(KubeletVersion.DEFAULT).isOn(gate);
    }

    /// True if the resource managers look at `spec.resources` of a pod (cpu-manager 6.5).
    public boolean managesPodLevelResources() {
        return isOn(POD_LEVEL_RESOURCES) && isOn(POD_LEVEL_RESOURCE_MANAGERS);
    }

    /// `PodLevelResources=true`, by name; those that have a value of their own.
    @Override
    public String toString() {
        return configured.toString();
    }
}
