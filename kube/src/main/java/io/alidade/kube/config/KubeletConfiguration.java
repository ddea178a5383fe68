package io.alidade.kube.config;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The fields of a `KubeletConfiguration` that decide something here, defaulted and validated (node-config 1, 3).
///
/// Names and values are the file's: policies, options and quantities stay text, since the managers themselves refuse the
/// unknown ones, and only when the kubelet starts. [#start] goes there.
///
/// @param featureGates gates as written, `AllAlpha` and `AllBeta` included
/// @param evictionHard with the defaults already in it where they apply
/// @param otherFields fields that decide nothing here but can stop the start
/// @param positions    where the value of each given field of a KubeletConfiguration stands, by name, and each gate, by
///                     `featureGates.` and its name; a default has no entry
/// @param warnings     what has no effect, or not the one that it seems to have, whatever the kubelet's version, in file
///                     order; at most [Fields#MAX_PROBLEMS]
public record KubeletConfiguration(Map<String, Boolean> featureGates, String cpuManagerPolicy,
        Map<String, String> cpuManagerPolicyOptions, Duration cpuManagerReconcilePeriod, String memoryManagerPolicy,
        List<ReservedMemory> reservedMemory, String topologyManagerPolicy, String topologyManagerScope,
        Map<String, String> topologyManagerPolicyOptions, String reservedSystemCpus, Map<String, String> systemReserved,
        Map<String, String> kubeReserved, String systemReservedCgroup, String kubeReservedCgroup,
        Map<String, String> evictionHard, boolean mergeDefaultEvictionSettings, List<String> enforceNodeAllocatable,
        boolean cgroupsPerQos, boolean failCgroupV1, int maxPods, int podsPerCore, CpuQuotaFields cpuQuota,
        OtherFields otherFields,
        Map<String, Position> positions,
        List<ConfigurationWarning> warnings) {
    public KubeletConfiguration {
        featureGates = sorted(featureGates);
        cpuManagerPolicyOptions = sorted(cpuManagerPolicyOptions);
        reservedMemory = List.copyOf(reservedMemory);
        topologyManagerPolicyOptions = sorted(topologyManagerPolicyOptions);
        systemReserved = sorted(systemReserved);
        kubeReserved = sorted(kubeReserved);
        evictionHard = sorted(evictionHard);
        enforceNodeAllocatable = List.copyOf(enforceNodeAllocatable);
        positions = sorted(positions);
        warnings = List.copyOf(warnings);
    }

    /// The configuration of a kubelet that was given none.
    public static KubeletConfiguration defaults() {
        return KubeletConfigurationReader.LENIENT
                .decode(new Mapping(new Position("defaults", 1, 1), List.of()));
    }

    /// The policies of the managers.
    public Policies policies() {
        return new Policies(cpuManagerPolicy, memoryManagerPolicy, topologyManagerPolicy, topologyManagerScope);
    }

    /// Whether a gate is on in a kubelet of a version with this configuration; one that it does not know is off.
    public boolean isGateOn(String gate, KubeletVersion version) {
        KnownGates gates = KnownGates.of(version);
        return gates.defaultOf(gate).isPresent() && gates.isOn(gate, gates.expand(featureGates));
    }

    /// The gates that decide something here, in a kubelet of a version: `AllAlpha` and `AllBeta` are followed (node-config 4).
    public FeatureGates gates(KubeletVersion version) {
        return new FeatureGates(KnownGates.of(version).expand(featureGates)).in(version);
    }

    /// Where a field was given; empty for a default.
    public Optional<Position> positionOf(String field) {
        return Optional.ofNullable(positions.get(field));
    }

    /// What the kubelet makes of this configuration when it starts on a machine (node-config 3.8, 5).
    public StartSettings start(KubeletVersion version, NodeTopology topology, NodeCapacity capacity) {
        return StartSettingsFactory.of(this, version, topology, capacity);
    }

    /// All that [#start] would stop at before the managers are made, one start after the other.
    public List<StartProblem> startProblems(KubeletVersion version, NodeTopology topology, NodeCapacity capacity) {
        return new StartChecks(this, version, topology, capacity).problems();
    }

    /// As [#start(KubeletVersion, NodeTopology, NodeCapacity)], with the capacity that follows from the machine.
    public StartSettings start(KubeletVersion version, NodeTopology topology) {
        return start(version, topology, NodeCapacity.of(topology));
    }

    /// The [#warnings()], and of a kubelet of a version those of gates that are set and that it will not know for long
    /// (node-config 4), in the order of their names.
    public List<ConfigurationWarning> warnings(KubeletVersion version) {
        KnownGates gates = KnownGates.of(version);
        Stream<ConfigurationWarning> ofGates = featureGates.keySet().stream()
                .flatMap(gate -> positionOf("featureGates." + gate).stream()
                        .flatMap(place -> gates.warning(gate).stream()
                                .map(message -> new ConfigurationWarning(place, message))));
        return Stream.concat(warnings.stream(), ofGates).limit(Fields.MAX_PROBLEMS).toList();
    }

    /// This configuration with another policy of the Topology Manager.
    public KubeletConfiguration withTopologyManagerPolicy(String policy) {
        return new KubeletConfiguration(featureGates, cpuManagerPolicy, cpuManagerPolicyOptions,
                cpuManagerReconcilePeriod, memoryManagerPolicy, reservedMemory, policy, topologyManagerScope,
                topologyManagerPolicyOptions, reservedSystemCpus, systemReserved, kubeReserved, systemReservedCgroup,
                kubeReservedCgroup, evictionHard, mergeDefaultEvictionSettings, enforceNodeAllocatable, cgroupsPerQos,
                failCgroupV1, maxPods, podsPerCore, cpuQuota, otherFields, positions, warnings);
    }

    /// This configuration with other warnings.
    public KubeletConfiguration withWarnings(List<ConfigurationWarning> others) {
        return new KubeletConfiguration(featureGates, cpuManagerPolicy, cpuManagerPolicyOptions,
                cpuManagerReconcilePeriod, memoryManagerPolicy, reservedMemory, topologyManagerPolicy,
                topologyManagerScope, topologyManagerPolicyOptions, reservedSystemCpus, systemReserved, kubeReserved,
                systemReservedCgroup, kubeReservedCgroup, evictionHard, mergeDefaultEvictionSettings,
                enforceNodeAllocatable, cgroupsPerQos, failCgroupV1, maxPods, podsPerCore, cpuQuota, otherFields,
                positions, others);
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
