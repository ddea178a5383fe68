package io.alidade.plan.lint;

import io.alidade.kube.document.DocumentNode.Mapping;

/// The configuration of a device plugin, in a ConfigMap or by itself.
///
/// @param object what it is called
/// @param plugin   whose it is
record PluginConfiguration(String object, Plugin plugin, Mapping root) {
    enum Plugin {
        /// The NVIDIA device plugin, also inside the GPU Operator: `version: v1` with `sharing`, `flags`, `resources`.
        NVIDIA,
        /// The SR-IOV network device plugin: `resourceList`.
        SRIOV,
        /// The SR-IOV Network Operator's `SriovNetworkNodePolicy`.
        SRIOV_POLICY
    }
}
