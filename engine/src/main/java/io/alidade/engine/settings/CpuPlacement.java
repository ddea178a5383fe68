package io.alidade.engine.settings;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// How the exclusive CPUs of a container are chosen, whatever the options of the node's CPU Manager say about that. Kubelets
/// have it for all pods of a node or for none.
public enum CpuPlacement {
    /// Whole sockets, NUMA nodes and cores before single threads, from the fullest part of the machine (cpu-manager 10).
    PACKED("packed"),
    /// One thread of as many cores as possible, as with `distribute-cpus-across-cores` since 1.38 (cpu-manager 10.4).
    SPREAD("spread"),
    /// All behind one L3 cache, or not at all: packed, behind the fullest cache that has enough.
    SAME_L3("same-l3");

    private final String wireName;

    CpuPlacement(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// The options of the CPU Manager that come nearest to it, as a kubelet's configuration has them.
    public Map<String, String> options() {
        return switch (this) {
            case PACKED -> Map.of();
            case SPREAD -> Map.of("distribute-cpus-across-cores", "true");
            case SAME_L3 -> Map.of("prefer-align-cpus-by-uncorecache", "true");
        };
    }

    /// The one of this name; empty if there is none.
    public static Optional<CpuPlacement> named(String wireName) {
        return Arrays.stream(values()).filter(placement -> placement.wireName.equals(wireName)).findFirst();
    }
}
