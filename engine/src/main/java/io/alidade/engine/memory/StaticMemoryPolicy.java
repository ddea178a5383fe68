package io.alidade.engine.memory;

import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;

/// Policy `Static` on a machine. Holds nothing that changes.
record StaticMemoryPolicy(MemoryTables tables, MemoryDemand demand) implements MemoryPolicy {
    static StaticMemoryPolicy start(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        return new StaticMemoryPolicy(
                new MemoryTables(topology, ReservedMemoryCheck.reservedBytes(topology, settings)),
                new MemoryDemand(settings.featureGates()));
    }

    @Override
    public String wireName() {
        return "Static";
    }
}
