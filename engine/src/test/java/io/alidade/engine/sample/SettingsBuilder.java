package io.alidade.engine.sample;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings in few words, starting from a kubelet that manages nothing: policies `none`, `None` and `none`.
public final class SettingsBuilder {
    private KubeletVersion version = KubeletVersion.DEFAULT;
    private final Map<String, Boolean> gates = new HashMap<>();
    private String cpuPolicy = "none";
    private final Map<String, String> cpuOptions = new HashMap<>();
    private String memoryPolicy = "None";
    private String topologyPolicy = "none";
    private String scope = "container";
    private final Map<String, String> topologyOptions = new HashMap<>();
    private Optional<CpuSet> reservedCpus = Optional.empty();
    private final Map<String, Quantity> reservation = new HashMap<>();
    private final List<ReservedMemory> reservedMemory = new ArrayList<>();

    private SettingsBuilder() {}

    public static SettingsBuilder settings() {
        return new SettingsBuilder();
    }

    public SettingsBuilder version(KubeletVersion other) {
        version = other;
        return this;
    }

    public SettingsBuilder gate(String name, boolean on) {
        gates.put(name, on);
        return this;
    }

    /// The gates with which the managers look at `spec.resources`.
    public SettingsBuilder podLevel() {
        return gate(FeatureGates.POD_LEVEL_RESOURCES, true).gate(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true);
    }

    public SettingsBuilder cpuPolicy(String name) {
        cpuPolicy = name;
        return this;
    }

    /// Policy `static` with these `reservedSystemCPUs`.
    public SettingsBuilder staticCpus(String reserved) {
        reservedCpus = Optional.of(CpuSet.parseList(reserved));
        return cpuPolicy("static").reserve("cpu", String.valueOf(CpuSet.parseList(reserved).size()));
    }

    /// An option of the CPU Manager, with every gate it may need.
    public SettingsBuilder cpuOption(String name, boolean on) {
        cpuOptions.put(name, String.valueOf(on));
        return gate(FeatureGates.CPU_ALPHA_OPTIONS, true);
    }

    public SettingsBuilder rawCpuOption(String name, String value) {
        cpuOptions.put(name, value);
        return this;
    }

    public SettingsBuilder memoryPolicy(String name) {
        memoryPolicy = name;
        return this;
    }

    /// Policy `Static` with an amount of memory reserved on the NUMA nodes 0, 1 and so on.
    public SettingsBuilder staticMemory(String... byNumaNode) {
        Quantity total = Quantity.ZERO;
        for (int numaNode = 0; numaNode < byNumaNode.length; numaNode++) {
            total = total.add(Quantity.parse(byNumaNode[numaNode]));
            reserveMemory(numaNode, "memory=" + byNumaNode[numaNode]);
        }
        reservation.put("memory", total);
        return memoryPolicy("Static");
    }

    /// An entry of `reservedMemory`.
    public SettingsBuilder reserveMemory(int numaNode, String... limits) {
        reservedMemory.add(new ReservedMemory(numaNode, PodBuilder.quantities(limits)));
        return this;
    }

    /// An entry of the node allocatable reservation.
    public SettingsBuilder reserve(String resource, String amount) {
        reservation.put(resource, Quantity.parse(amount));
        return this;
    }

    public SettingsBuilder topologyPolicy(String name) {
        topologyPolicy = name;
        return this;
    }

    public SettingsBuilder scope(String name) {
        scope = name;
        return this;
    }

    public SettingsBuilder topologyOption(String name, String value) {
        topologyOptions.put(name, value);
        return this;
    }

    public NodeSettings build() {
        return new NodeSettings(version, new FeatureGates(gates), cpuPolicy, cpuOptions, memoryPolicy, topologyPolicy,
                scope, topologyOptions, reservedCpus, reservation, reservedMemory);
    }
}
