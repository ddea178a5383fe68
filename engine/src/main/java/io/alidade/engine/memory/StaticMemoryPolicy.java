package io.alidade.engine.memory;

import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;

/// Policy `Static` on a machine. Holds nothing that changes.
record StaticMemoryPolicy(MemoryTables tables, MemoryDemand demand, KubeletVersion version, Faults faults)
        implements
        MemoryPolicy {
    static StaticMemoryPolicy start(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        return new StaticMemoryPolicy(
                new MemoryTables(topology, ReservedMemoryCheck.reservedBytes(topology, settings)),
                new MemoryDemand(settings.kubeletVersion(), settings.featureGates()), settings.kubeletVersion(),
                settings.faults());
    }

    @Override
    public String wireName() {
        return "Static";
    }
}
