package io.alidade.engine.memory;

import io.alidade.engine.quantity.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The Memory Manager's state as its checkpoint holds it (memory-manager 1, 10): the value behind `memory_manager_state`.
/// All sizes are unsigned 64-bit byte counts.
///
/// @param policyName   `None` or `Static`
/// @param machineState NUMA node id to its tables; empty with policy `None`
/// @param entries      pod uid to container name to blocks; an empty list of blocks is an entry too
/// @param podEntries   pod uid to the blocks of the whole pod; only with the gate `PodLevelResourceManagers`
public record MemoryState(String policyName, Map<Integer, NumaNodeState> machineState,
        Map<String, Map<String, List<Block>>> entries, Map<String, List<Block>> podEntries) {
    public MemoryState {
        machineState = Collections.unmodifiableMap(new TreeMap<>(machineState));
        Map<String, Map<String, List<Block>>> sorted = new TreeMap<>();
        entries.forEach((pod, containers) -> sorted.put(pod, Collections.unmodifiableMap(new TreeMap<>(containers))));
        entries = Collections.unmodifiableMap(sorted);
        podEntries = Collections.unmodifiableMap(new TreeMap<>(podEntries));
    }

    /// What one NUMA node holds, by memory type, and the NUMA nodes it is grouped with.
    ///
    /// @param memoryMap memory type (`memory`, `hugepages-1Gi`) to its table
    /// @param cells     the group of NUMA nodes that this one belongs to; itself alone when ungrouped
    public record NumaNodeState(int numberOfAssignments, Map<String, Table> memoryMap, List<Integer> cells) {
        public NumaNodeState {
            memoryMap = Collections.unmodifiableMap(new TreeMap<>(memoryMap));
            cells = List.copyOf(cells);
        }

        @Override
        public String toString() {
            return numberOfAssignments + " assignments, group " + cells + ", " + memoryMap;
        }
    }

    /// The amounts of one memory type on one NUMA node.
    ///
    /// @param systemReserved kept from pods; `total` less this and less hugepages is `allocatable`
    /// @param reserved       what containers hold of `allocatable`; the rest is `free`
    public record Table(long total, long systemReserved, long allocatable, long reserved, long free) {
        /// `125Gi of 128Gi free`.
        @Override
        public String toString() {
            return Quantity.shortBytes(free) + " of " + Quantity.shortBytes(total) + " free";
        }
    }

    /// One memory type pinned for one container.
    public record Block(List<Integer> numaAffinity, String type, long size) {
        public Block {
            numaAffinity = List.copyOf(numaAffinity);
        }

        /// `memory=1Gi on [0, 1]`, by id.
        @Override
        public String toString() {
            return type + "=" + Quantity.shortBytes(size) + " on " + numaAffinity;
        }
    }

    /// The policy, the entries of containers and of pods, then the NUMA nodes.
    @Override
    public String toString() {
        return policyName + ", entries " + entries + (podEntries.isEmpty() ? "" : ", of whole pods " + podEntries)
                + ", NUMA nodes " + machineState;
    }
}
