package io.alidade.engine.settings;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the resource managers take from a kubelet's configuration. Names of policies and options are as written there: the
/// managers themselves refuse the unknown ones when the node starts.
///
/// @param featureGates       resolved: with the defaults of the version for those that are not configured
/// @param reservedSystemCpus `reservedSystemCPUs`, empty when not given (cpu-manager 4.2)
/// @param reservation        the node allocatable reservation by resource name: systemReserved + kubeReserved + hard
///                           eviction, zero entries left out (node-config 5.2); with `reservedSystemCPUs` its `cpu` is the
///                           size of that set
/// @param reservedMemory     the entries of `reservedMemory` in their order
public record NodeSettings(KubeletVersion kubeletVersion, FeatureGates featureGates, String cpuManagerPolicy,
        Map<String, String> cpuManagerPolicyOptions, String memoryManagerPolicy, String topologyManagerPolicy,
        String topologyManagerScope, Map<String, String> topologyManagerPolicyOptions,
        Optional<CpuSet> reservedSystemCpus, Map<String, Quantity> reservation, List<ReservedMemory> reservedMemory) {
    public NodeSettings {
        featureGates = featureGates.in(kubeletVersion);
        cpuManagerPolicyOptions = Collections.unmodifiableMap(new TreeMap<>(cpuManagerPolicyOptions));
        topologyManagerPolicyOptions = Collections.unmodifiableMap(new TreeMap<>(topologyManagerPolicyOptions));
        reservation = Collections.unmodifiableMap(new TreeMap<>(reservation));
        reservedMemory = List.copyOf(reservedMemory);
    }

    /// The policies of the managers.
    public Policies policies() {
        return new Policies(cpuManagerPolicy, memoryManagerPolicy, topologyManagerPolicy, topologyManagerScope);
    }

    /// One entry of `reservedMemory`: amounts by memory type (`memory`, `hugepages-1Gi`) on one NUMA node.
    public record ReservedMemory(int numaNode, Map<String, Quantity> limits) {
        public ReservedMemory {
            limits = Collections.unmodifiableMap(new TreeMap<>(limits));
        }
    }
}
