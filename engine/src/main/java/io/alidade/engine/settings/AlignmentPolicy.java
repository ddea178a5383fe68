package io.alidade.engine.settings;

import java.util.Arrays;
import java.util.Optional;

/// A policy of the Topology Manager, with the kubelet's string (topology-manager 8).
public enum AlignmentPolicy {
    /// Nothing is merged.
    NONE(Policies.TOPOLOGY_NONE),
    /// The best that the hints have in common is used, good or not.
    BEST_EFFORT(Policies.BEST_EFFORT),
    /// What is not aligned is refused.
    RESTRICTED(Policies.RESTRICTED),
    /// What is not on one NUMA node is refused.
    SINGLE_NUMA_NODE(Policies.SINGLE_NUMA_NODE);

    private final String wireName;

    AlignmentPolicy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// The policy of this name; empty if there is none.
    public static Optional<AlignmentPolicy> named(String wireName) {
        return Arrays.stream(values()).filter(policy -> policy.wireName.equals(wireName)).findFirst();
    }
}
