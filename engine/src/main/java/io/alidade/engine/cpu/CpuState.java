package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The CPU Manager's state as its checkpoint holds it (cpu-manager 5.1, 16): the value behind `cpu_manager_state`.
///
/// @param policyName    `none` or `static`
/// @param defaultCpuSet the shared pool
/// @param entries       pod uid to container name to exclusive CPUs
/// @param podEntries    pod uid to the CPUs of the whole pod; only with the gate `PodLevelResourceManagers`
public record CpuState(String policyName, CpuSet defaultCpuSet, Map<String, Map<String, CpuSet>> entries,
        Map<String, CpuSet> podEntries) {
    public CpuState {
        Map<String, Map<String, CpuSet>> sorted = new TreeMap<>();
        entries.forEach((pod, containers) -> sorted.put(pod, Collections.unmodifiableMap(new TreeMap<>(containers))));
        entries = Collections.unmodifiableMap(sorted);
        podEntries = Collections.unmodifiableMap(new TreeMap<>(podEntries));
    }

    /// The policy, the shared pool, then the entries of containers and of pods.
    @Override
    public String toString() {
        return policyName + ", defaultCpuSet " + (defaultCpuSet.isEmpty() ? "empty" : defaultCpuSet.toListString())
                + ", entries " + entries + (podEntries.isEmpty() ? "" : ", of whole pods " + podEntries);
    }
}
