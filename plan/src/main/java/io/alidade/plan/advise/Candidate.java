package io.alidade.plan.advise;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Policies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The part of a configuration that candidates differ in.
///
/// @param topologyPolicy   by the kubelet's name, like all of these
/// @param cpuOptions       `cpuManagerPolicyOptions` that are on, by name
/// @param topologyOptions  `topologyManagerPolicyOptions`
/// @param reservedCpus     `reservedSystemCPUs`; empty where the kubelet picks them itself
/// @param reservedMebibytes `reservedMemory` by NUMA node id, in MiB
public record Candidate(String topologyPolicy, String scope, String cpuPolicy, String memoryPolicy,
        List<String> cpuOptions, Map<String, String> topologyOptions, ReservedSpread spread, CpuSet reservedCpus,
        Map<Integer, Long> reservedMebibytes) {
    static final String FULL_PCPUS = "full-pcpus-only";
    static final String STRICT = "strict-cpu-reservation";
    static final String BY_CACHE = "prefer-align-cpus-by-uncorecache";
    static final String ACROSS_NUMA = "distribute-cpus-across-numa";
    static final String BY_SOCKET = "align-by-socket";

    public Candidate {
        cpuOptions = cpuOptions.stream().sorted().toList();
        topologyOptions = Collections.unmodifiableMap(new TreeMap<>(topologyOptions));
        reservedMebibytes = Collections.unmodifiableMap(new TreeMap<>(reservedMebibytes));
    }

    /// Whether an option of the CPU Manager is on.
    public boolean has(String cpuOption) {
        return cpuOptions.contains(cpuOption);
    }

    /// The policies of the managers.
    public Policies policies() {
        return new Policies(cpuPolicy, memoryPolicy, topologyPolicy, scope);
    }

    /// Whether an option needs a feature gate that is off by default.
    boolean needsAlphaGate() {
        return has(BY_SOCKET);
    }

    /// The same without an option.
    Candidate without(String cpuOption) {
        return new Candidate(topologyPolicy, scope, cpuPolicy, memoryPolicy,
                cpuOptions.stream().filter(option -> !option.equals(cpuOption)).toList(), topologyOptions, spread,
                reservedCpus, reservedMebibytes);
    }

    /// The same without pinned memory.
    Candidate withoutPinnedMemory() {
        return new Candidate(topologyPolicy, scope, cpuPolicy, "None", cpuOptions, topologyOptions, spread,
                reservedCpus, Map.of());
    }

    /// What may help where the workload does not outlive a restart: the same without one of the settings that keep things
    /// apart.
    List<Candidate> milder() {
        List<Candidate> milder = new ArrayList<>();
        for (String option : List.of(STRICT, FULL_PCPUS)) {
            if (has(option)) {
                milder.add(without(option));
            }
        }
        if (policies().pinsMemory()) {
            milder.add(withoutPinnedMemory());
        }
        return milder;
    }

    /// `restricted, scope pod`, for people.
    public String describe() {
        return !policies().aligns() ? policies().pinsCpus() ? "none" : "none, no CPU pinned"
                : topologyPolicy + ", scope " + scope;
    }
}
