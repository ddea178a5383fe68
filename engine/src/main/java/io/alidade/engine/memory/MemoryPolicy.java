package io.alidade.engine.memory;

import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;

/// The Memory Manager policy of a node, made once at start (memory-manager 2).
sealed interface MemoryPolicy permits NoMemoryPolicy, StaticMemoryPolicy {
    /// `None` or `Static`.
    String wireName();

    /// Makes the configured policy (memory-manager 2.1, 2.2).
    ///
    /// @throws StartRefusal with the kubelet's text
    static MemoryPolicy start(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        return switch (settings.memoryManagerPolicy()) {
            case Policies.MEMORY_NONE -> new NoMemoryPolicy();
            case Policies.MEMORY_STATIC -> StaticMemoryPolicy.start(topology, settings);
            case "BestEffort" ->
                throw new StartRefusal("policy \"BestEffort\" is not available for platform \"linux\"");
            default -> throw new StartRefusal("unknown policy: \"" + settings.memoryManagerPolicy() + "\"");
        };
    }
}
