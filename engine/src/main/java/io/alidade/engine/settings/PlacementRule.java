package io.alidade.engine.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to hold for a pod or a container instead of its node's settings. What is absent is as the node has it; a rule
/// without anything changes no decision by a bit.
///
/// @param alignment policy of the Topology Manager. A pod that has one of its own gets NUMA nodes near each other where it
///                  needs several, as with `prefer-closest-numa-nodes` (topology-manager 7.4)
/// @param cpus      how its CPUs are chosen
/// @param shared    whether it runs in the shared pool though it could have CPUs of its own
public record PlacementRule(Optional<AlignmentPolicy> alignment, Optional<CpuPlacement> cpus,
        Optional<Boolean> shared) {
    /// Everything is as the node has it.
    public static final PlacementRule NONE = new PlacementRule(Optional.empty(), Optional.empty(), Optional.empty());

    /// True if it says nothing.
    public boolean isEmpty() {
        return alignment.isEmpty() && cpus.isEmpty() && shared.isEmpty();
    }

    /// This rule, and what `weaker` says where it says nothing.
    public PlacementRule or(PlacementRule weaker) {
        return new PlacementRule(alignment.or(weaker::alignment), cpus.or(weaker::cpus), shared.or(weaker::shared));
    }

    /// `topology policy restricted, CPUs packed`, or `as the node`.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        alignment.ifPresent(policy -> parts.add("topology policy " + policy.wireName()));
        cpus.ifPresent(placement -> parts.add("CPUs " + placement.wireName()));
        shared.ifPresent(isShared -> parts.add(isShared ? "in the shared pool" : "CPUs of its own"));
        return parts.isEmpty() ? "as the node" : String.join(", ", parts);
    }
}
