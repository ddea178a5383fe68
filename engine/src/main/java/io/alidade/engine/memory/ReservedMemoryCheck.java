package io.alidade.engine.memory;

import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Reads `reservedMemory` for policy `Static`: its sums must be the node allocatable reservation to the byte
/// (memory-manager 2.2).
final class ReservedMemoryCheck {
    private ReservedMemoryCheck() {}

    /// Bytes by memory type, one map per NUMA position.
    static Map<String, long[]> reservedBytes(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        Map<String, Quantity> totals = new TreeMap<>();
        for (ReservedMemory entry : settings.reservedMemory()) {
            if (topology.position(entry.numaNode()) < 0) {
                throw new StartRefusal("the reserved memory configuration references a NUMA node " + entry.numaNode()
                        + " that does not exist on this machine");
            }
            entry.limits().forEach((type, amount) -> totals.merge(type, Quantity.ZERO.add(amount), Quantity::add));
        }
        settings.reservation().keySet().stream().filter(Qos::isMemoryType)
                .forEach(type -> totals.putIfAbsent(type, Quantity.ZERO));
        for (Map.Entry<String, Quantity> total : totals.entrySet()) {
            Quantity reservation = settings.reservation().getOrDefault(total.getKey(), Quantity.ZERO);
            if (total.getValue().compareTo(reservation) != 0) {
                throw new StartRefusal(
                        "the total amount \"" + total.getValue().toText() + "\" of type \"" + total.getKey()
                                + "\" is not equal to the value \"" + reservation.toText()
                                + "\" determined by Node Allocatable feature");
            }
        }
        return bytes(topology, settings);
    }

    private static Map<String, long[]> bytes(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        Map<String, long[]> reserved = new TreeMap<>();
        for (ReservedMemory entry : settings.reservedMemory()) {
            for (Map.Entry<String, Quantity> limit : entry.limits().entrySet()) {
                OptionalLong amount = limit.getValue().asLong();
                if (amount.isEmpty()) {
                    throw new StartRefusal("could not covert a variable of type Quantity to int64");
                }
                reserved.computeIfAbsent(limit.getKey(), type -> new long[topology.numaNodes().size()])[topology
                        .position(entry.numaNode())] = amount.getAsLong();
            }
        }
        long memory = 0;
        for (long amount : reserved.getOrDefault("memory", new long[0])) {
            memory += amount;
        }
        if (memory <= 0) {
            throw new StartRefusal("[memorymanager] you should specify the system reserved memory");
        }
        return reserved;
    }
}
