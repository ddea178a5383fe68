package io.alidade.plan.whatif;

import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.config.KubeletConfiguration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Copies of a configuration that differ in one setting.
public final class ConfigurationEdit {
    private final KubeletConfiguration original;
    private String cpuManagerPolicy;
    private Map<String, String> cpuManagerPolicyOptions;
    private List<ReservedMemory> reservedMemory;
    private String topologyManagerScope;
    private Map<String, String> topologyManagerPolicyOptions;
    private String reservedSystemCpus;
    private Map<String, String> systemReserved;
    private Map<String, String> kubeReserved;

    private ConfigurationEdit(KubeletConfiguration original) {
        this.original = original;
        cpuManagerPolicy = original.cpuManagerPolicy();
        cpuManagerPolicyOptions = original.cpuManagerPolicyOptions();
        reservedMemory = original.reservedMemory();
        topologyManagerScope = original.topologyManagerScope();
        topologyManagerPolicyOptions = original.topologyManagerPolicyOptions();
        reservedSystemCpus = original.reservedSystemCpus();
        systemReserved = original.systemReserved();
        kubeReserved = original.kubeReserved();
    }

    /// Another policy of the Topology Manager.
    public static KubeletConfiguration policy(KubeletConfiguration original, String policy) {
        return original.withTopologyManagerPolicy(policy);
    }

    /// Another scope of the Topology Manager.
    public static KubeletConfiguration scope(KubeletConfiguration original, String scope) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.topologyManagerScope = scope;
        return edit.done();
    }

    static KubeletConfiguration cpuOption(KubeletConfiguration original, String option, String value) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.cpuManagerPolicyOptions = with(original.cpuManagerPolicyOptions(), option, value);
        return edit.done();
    }

    /// Other options of the CPU Manager and of the Topology Manager, all of them.
    public static KubeletConfiguration options(KubeletConfiguration original, Map<String, String> ofCpus,
            Map<String, String> ofTopology) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.cpuManagerPolicyOptions = ofCpus;
        edit.topologyManagerPolicyOptions = ofTopology;
        return edit.done();
    }

    /// The CPU Manager's policy `static`.
    public static KubeletConfiguration pinned(KubeletConfiguration original) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.cpuManagerPolicy = Policies.CPU_STATIC;
        return edit.done();
    }

    /// Other `reservedSystemCPUs`.
    public static KubeletConfiguration reservedSystemCpus(KubeletConfiguration original, String cpus) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.reservedSystemCpus = cpus;
        return edit.done();
    }

    /// @param field `systemReserved` or `kubeReserved`
    static KubeletConfiguration reserved(KubeletConfiguration original, String field, String resource, String amount) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        if (field.equals("systemReserved")) {
            edit.systemReserved = with(original.systemReserved(), resource, amount);
        } else {
            edit.kubeReserved = with(original.kubeReserved(), resource, amount);
        }
        return edit.done();
    }

    static KubeletConfiguration reservedMemory(KubeletConfiguration original, List<ReservedMemory> reserved) {
        ConfigurationEdit edit = new ConfigurationEdit(original);
        edit.reservedMemory = reserved;
        return edit.done();
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> changed = new TreeMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private KubeletConfiguration done() {
        return new KubeletConfiguration(original.featureGates(), cpuManagerPolicy, cpuManagerPolicyOptions,
                original.cpuManagerReconcilePeriod(), original.memoryManagerPolicy(), reservedMemory,
                original.topologyManagerPolicy(), topologyManagerScope, topologyManagerPolicyOptions,
                reservedSystemCpus, systemReserved, kubeReserved, original.systemReservedCgroup(),
                original.kubeReservedCgroup(), original.evictionHard(), original.mergeDefaultEvictionSettings(),
                original.enforceNodeAllocatable(), original.cgroupsPerQos(), original.failCgroupV1(),
                original.maxPods(), original.podsPerCore(), original.cpuQuota(), original.otherFields(),
                original.positions(),
                original.warnings());
    }
}
