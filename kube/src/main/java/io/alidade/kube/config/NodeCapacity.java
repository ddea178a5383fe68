package io.alidade.kube.config;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The capacity of a whole machine, as the kubelet reads it from the machine's totals and not per NUMA node
/// (node-config 5.1).
///
/// @param cpus                  online logical CPUs
/// @param memoryBytes           all memory, hugepages included
/// @param hugepages             page size in bytes to number of pages, all NUMA nodes together
/// @param ephemeralStorageBytes size of the file system of pods; absent when unknown, and then it has no part in anything
public record NodeCapacity(int cpus, long memoryBytes, Map<Long, Long> hugepages, OptionalLong ephemeralStorageBytes) {
    public NodeCapacity {
        hugepages = Collections.unmodifiableMap(new TreeMap<>(hugepages));
        if (cpus < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException(
                    "a capacity of " + cpus + " CPUs and " + memoryBytes + " bytes is negative.");
        }
        hugepages.forEach(Math::multiplyExact);
    }

    /// The sums over the NUMA nodes of a machine.
    ///
    /// @throws IllegalArgumentException if a sum does not fit a long
    public static NodeCapacity of(NodeTopology topology) {
        try {
            long memoryBytes = 0;
            Map<Long, Long> hugepages = new TreeMap<>();
            for (NumaNode numaNode : topology.numaNodes()) {
                memoryBytes = Math.addExact(memoryBytes, numaNode.memoryBytes());
                numaNode.hugepages().forEach((size, count) -> hugepages.merge(size, count, Math::addExact));
            }
            return new NodeCapacity(topology.cpus().size(), memoryBytes, hugepages, OptionalLong.empty());
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("the memory of all NUMA nodes together is above 2^63-1 bytes.",
                    overflow);
        }
    }

    /// The resource name of a page size, `hugepages-2Mi` (node-config 7.6).
    public static String hugepagesName(long pageSizeBytes) {
        return "hugepages-" + Quantity.ofBytes(pageSizeBytes).toText();
    }

    /// Capacity by resource name: `cpu`, `memory`, each hugepage size, and `ephemeral-storage` where known.
    Map<String, Quantity> quantities() {
        Map<String, Quantity> quantities = new TreeMap<>();
        quantities.put("cpu", Quantity.of(cpus));
        quantities.put("memory", Quantity.ofBytes(memoryBytes));
        hugepages.forEach((size, count) -> quantities.put(hugepagesName(size), Quantity.ofBytes(size * count)));
        ephemeralStorageBytes.ifPresent(bytes -> quantities.put("ephemeral-storage", Quantity.ofBytes(bytes)));
        return quantities;
    }
}
