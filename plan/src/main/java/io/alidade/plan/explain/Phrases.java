package io.alidade.plan.explain;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import java.util.List;

/// Phrases and NUMA nodes in sentences.
final class Phrases {
    private static final List<String> UNITS = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final int SHORT = 7;

    private Phrases() {}

    /// `28 CPUs`, `125Gi of memory`, `4 nvidia.com/gpu`.
    static String of(String resource, long amount) {
        if (resource.equals("cpu")) {
            return amount + (amount == 1 ? " CPU" : " CPUs");
        }
        return Qos.isMemoryType(resource) || resource.equals("ephemeral-storage")
                ? bytes(amount) + " of " + resource : amount + " " + resource;
    }

    /// The amount alone.
    static String plain(String resource, long amount) {
        return Qos.isMemoryType(resource) || resource.equals("ephemeral-storage") ? bytes(amount)
                : Long.toUnsignedString(amount);
    }

    private static String bytes(long bytes) {
        String exact = Quantity.ofBytes(bytes).toText();
        if (bytes < 1024 || exact.length() <= SHORT) {
            return bytes < 0 ? Long.toUnsignedString(bytes) : exact;
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        int shift = 10 * unit;
        long tenths = Math.multiplyHigh(bytes, 10) == 0 ? (bytes * 10) >>> shift : (bytes >>> shift) * 10;
        return tenths / 10 + "." + tenths % 10 + UNITS.get(unit - 1);
    }

    /// `NUMA node 0` or `NUMA nodes 0-1`.
    static String numaNodes(List<Integer> ids) {
        CpuSet.Builder set = new CpuSet.Builder();
        ids.forEach(set::add);
        return (ids.size() == 1 ? "NUMA node " : "NUMA nodes ") + set.build().toListString();
    }

    /// `1 NUMA node`, `2 NUMA nodes`.
    static String count(long numaNodes) {
        return numaNodes + (numaNodes == 1 ? " NUMA node" : " NUMA nodes");
    }
}
