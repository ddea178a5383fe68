package io.alidade.engine.settings;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the resource managers take from a kubelet's configuration. Names of policies and options are as written there: the
/// managers themselves refuse the unknown ones when the node starts.
///
/// @param featureGates       resolved: with the defaults of the version for those that are not configured
/// @param reservedSystemCpus `reservedSystemCPUs`, empty when not given (cpu-manager 4.2)
/// @param reservation        the node allocatable reservation by resource name: systemReserved + kubeReserved + hard
///                           eviction, zero entries left out (node-config 5.2); with `reservedSystemCPUs` its `cpu` is the
///                           size of that set
/// @param reservedMemory     the entries of `reservedMemory` in their order
/// @param faults             whether known harm is done as kubelets do it
public record NodeSettings(KubeletVersion kubeletVersion, FeatureGates featureGates, String cpuManagerPolicy,
        Map<String, String> cpuManagerPolicyOptions, String memoryManagerPolicy, String topologyManagerPolicy,
        String topologyManagerScope, Map<String, String> topologyManagerPolicyOptions,
        Optional<CpuSet> reservedSystemCpus, Map<String, Quantity> reservation, List<ReservedMemory> reservedMemory,
        Faults faults) {
    public NodeSettings {
        featureGates = featureGates.in(kubeletVersion);
        cpuManagerPolicyOptions = Collections.unmodifiableMap(new TreeMap<>(cpuManagerPolicyOptions));
        topologyManagerPolicyOptions = Collections.unmodifiableMap(new TreeMap<>(topologyManagerPolicyOptions));
        reservation = Collections.unmodifiableMap(new TreeMap<>(reservation));
        reservedMemory = List.copyOf(reservedMemory);
    }

    /// The settings of a kubelet as released.
    public NodeSettings(KubeletVersion kubeletVersion, FeatureGates featureGates, String cpuManagerPolicy,
            Map<String, String> cpuManagerPolicyOptions, String memoryManagerPolicy, String topologyManagerPolicy,
            String topologyManagerScope, Map<String, String> topologyManagerPolicyOptions,
            Optional<CpuSet> reservedSystemCpus, Map<String, Quantity> reservation,
            List<ReservedMemory> reservedMemory) {
        this(kubeletVersion, featureGates, cpuManagerPolicy, cpuManagerPolicyOptions, memoryManagerPolicy,
                topologyManagerPolicy, topologyManagerScope, topologyManagerPolicyOptions, reservedSystemCpus,
                reservation, reservedMemory, Faults.REPRODUCED);
    }

    /// The same settings with faults reproduced or mended.
    public NodeSettings with(Faults other) {
        return new NodeSettings(kubeletVersion, featureGates, cpuManagerPolicy, cpuManagerPolicyOptions,
                memoryManagerPolicy, topologyManagerPolicy, topologyManagerScope, topologyManagerPolicyOptions,
                reservedSystemCpus, reservation, reservedMemory, other);
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

        @Override
        public String toString() {
            return "reservedMemory of NUMA node " + numaNode + " " + limits;
        }
    }

    /// Settings in few words, starting from a kubelet of the default version that manages nothing: policies `none`, `None`
    /// and `none`, scope `container`, nothing reserved.
    public static Builder builder() {
        return new Builder();
    }

    /// The policies with their options, then what is reserved.
    @Override
    public String toString() {
        String options = options("CPU", cpuManagerPolicyOptions) + options("Topology", topologyManagerPolicyOptions);
        String reserved = reservation.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue().toText())
                .collect(Collectors.joining(", "));
        return "kubelet " + kubeletVersion.minor() + ", " + policies() + options
                + reservedSystemCpus.map(cpus -> ", reservedSystemCPUs " + cpus.toListString()).orElse("")
                + (reserved.isEmpty() ? "" : ", reserved " + reserved)
                + reservedMemory.stream().map(entry -> ", " + entry).collect(Collectors.joining())
                + (faults.areMended() ? ", faults mended" : "");
    }

    private static String options(String manager, Map<String, String> options) {
        return options.isEmpty() ? "" : ", " + manager + " Manager options " + options;
    }

    /// Collects settings. Names and values are the kubelet's; a wrong one is no fault here, the node refuses to start on it
    /// as the kubelet does. Amounts are written as in its configuration, `500m`, `1Gi`.
    public static final class Builder {
        private KubeletVersion version = KubeletVersion.DEFAULT;
        private final Map<String, Boolean> gates = new TreeMap<>();
        private String cpuPolicy = Policies.CPU_NONE;
        private final Map<String, String> cpuOptions = new TreeMap<>();
        private String memoryPolicy = Policies.MEMORY_NONE;
        private String topologyPolicy = Policies.TOPOLOGY_NONE;
        private String topologyScope = TopologyScope.CONTAINER.wireName();
        private final Map<String, String> topologyOptions = new TreeMap<>();
        private Optional<CpuSet> reservedCpus = Optional.empty();
        private final Map<String, Quantity> reservation = new TreeMap<>();
        private final List<ReservedMemory> reservedMemory = new ArrayList<>();

        private Builder() {}

        public Builder kubeletVersion(KubeletVersion other) {
            version = other;
            return this;
        }

        public Builder featureGate(String name, boolean on) {
            gates.put(name, on);
            return this;
        }

        /// The gates with which options of both managers may be used while they are alpha.
        public Builder alphaOptions() {
            return featureGate(FeatureGates.CPU_ALPHA_OPTIONS, true)
                    .featureGate(FeatureGates.TOPOLOGY_ALPHA_OPTIONS, true);
        }

        /// The gates with which the managers look at `spec.resources` of pods.
        public Builder podLevelResources() {
            return featureGate(FeatureGates.POD_LEVEL_RESOURCES, true)
                    .featureGate(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true);
        }

        public Builder cpuPolicy(String name) {
            cpuPolicy = name;
            return this;
        }

        /// The CPU Manager's policy `static` with these `reservedSystemCPUs`, a list such as `0-1,8`. They are the whole
        /// reservation of CPUs.
        ///
        /// @throws IllegalArgumentException if it is no such list
        public Builder staticCpus(String reserved) {
            CpuSet cpus = CpuSet.parseList(reserved);
            reservedCpus = Optional.of(cpus);
            return cpuPolicy(Policies.CPU_STATIC).reserve("cpu", Integer.toString(cpus.size()));
        }

        /// An option of the CPU Manager; while it is alpha it needs [#alphaOptions].
        public Builder cpuOption(String name, boolean on) {
            return cpuOption(name, Boolean.toString(on));
        }

        /// An option of the CPU Manager, with its value as the configuration has it.
        public Builder cpuOption(String name, String value) {
            cpuOptions.put(name, value);
            return this;
        }

        public Builder memoryPolicy(String name) {
            memoryPolicy = name;
            return this;
        }

        /// The Memory Manager's policy `Static` with an amount of memory reserved on each of the NUMA nodes 0, 1 and so on.
        /// They are the whole reservation of memory.
        ///
        /// @throws IllegalArgumentException if one is no amount
        public Builder staticMemory(String... byNumaNode) {
            Quantity total = Quantity.ZERO;
            for (int numaNode = 0; numaNode < byNumaNode.length; numaNode++) {
                total = total.add(Quantity.parse(byNumaNode[numaNode]));
                reservedMemory(numaNode, "memory=" + byNumaNode[numaNode]);
            }
            reservation.put("memory", total);
            return memoryPolicy(Policies.MEMORY_STATIC);
        }

        /// An entry of `reservedMemory`, its amounts by memory type: `memory=1Gi`.
        ///
        /// @throws IllegalArgumentException as [Quantity#byResource]
        public Builder reservedMemory(int numaNode, String... amounts) {
            reservedMemory.add(new ReservedMemory(numaNode, Quantity.byResource(amounts)));
            return this;
        }

        /// An entry of the node allocatable reservation: systemReserved, kubeReserved and hard eviction together.
        ///
        /// @throws IllegalArgumentException if it is no amount
        public Builder reserve(String resource, String amount) {
            reservation.put(resource, Quantity.parse(amount));
            return this;
        }

        public Builder topologyPolicy(String name) {
            topologyPolicy = name;
            return this;
        }

        public Builder topologyScope(String name) {
            topologyScope = name;
            return this;
        }

        /// An option of the Topology Manager, with its value as the configuration has it.
        public Builder topologyOption(String name, String value) {
            topologyOptions.put(name, value);
            return this;
        }

        public NodeSettings build() {
            return new NodeSettings(version, new FeatureGates(gates), cpuPolicy, cpuOptions, memoryPolicy,
                    topologyPolicy,
                    topologyScope, topologyOptions, reservedCpus, reservation, reservedMemory);
        }
    }
}
