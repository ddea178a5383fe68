package io.alidade.engine.pod;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;

/// What the managers of CPUs and memory do with a pod that may have `spec.resources` (cpu-manager 6.5, 14; memory-manager
/// 4.3, 7).
public enum PodLevelTreatment {
    /// Its containers are served one by one: it has none, or the kubelet does not look at them.
    BY_CONTAINER,
    /// It has some and gets neither hints nor anything exclusive.
    LEFT_ALONE,
    /// It gets what it asks for as a whole, and its containers shares of that.
    AS_A_WHOLE;

    /// How a kubelet treats a pod.
    ///
    /// @param gates those of that kubelet
    public static PodLevelTreatment of(PodRequest pod, KubeletVersion version, FeatureGates gates) {
        if (!Qos.hasPodLevelResources(pod)) {
            return BY_CONTAINER;
        }
        if (gates.managesPodLevelResources()) {
            return AS_A_WHOLE;
        }
        boolean standsAside = version.standsAsideFromPodLevelResources()
                && (version.standsAsideWhateverPodLevelGate() || gates.isOn(FeatureGates.POD_LEVEL_RESOURCES));
        return standsAside ? LEFT_ALONE : BY_CONTAINER;
    }
}
