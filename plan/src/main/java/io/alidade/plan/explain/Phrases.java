package io.alidade.plan.explain;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import java.util.List;

/// Amounts and NUMA nodes in sentences.
final class Phrases {
    private Phrases() {}

    /// `28 CPUs`, `125Gi of memory`, `4 nvidia.com/gpu`.
    static String of(String resource, long amount) {
        if (resource.equals("cpu")) {
            return amount + (amount == 1 ? " CPU" : " CPUs");
        }
        return Qos.isMemoryType(resource) || resource.equals("ephemeral-storage")
                ? Quantity.shortBytes(amount) + " of " + resource : amount + " " + resource;
    }

    /// The amount alone.
    static String plain(String resource, long amount) {
        return Qos.isMemoryType(resource) || resource.equals("ephemeral-storage") ? Quantity.shortBytes(amount)
                : Long.toUnsignedString(amount);
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
