package io.alidade.agent.cri;

import io.alidade.agent.runtime.QuotaRule;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.live.source.FoundNode;
import java.util.List;
import java.util.TreeSet;

/// What of a node decides on the limits of its containers.
///
/// @param quota          how CPU time is limited
/// @param pageSizesBytes of the hugepages that the machine knows, ascending
/// @param memoryBytes    of the whole machine
public record NodeLimits(FeatureGates gates, QuotaRule quota, List<Long> pageSizesBytes, long memoryBytes) {
    public NodeLimits {
        pageSizesBytes = List.copyOf(pageSizesBytes);
        if (memoryBytes <= 0) {
            throw new IllegalArgumentException("a machine has memory");
        }
    }

    /// Those of a node that was read.
    public static NodeLimits of(FoundNode node) {
        TreeSet<Long> pageSizes = new TreeSet<>();
        node.machine().topology().numaNodes().forEach(numaNode -> pageSizes.addAll(numaNode.hugepages().keySet()));
        return new NodeLimits(node.configuration().gates(node.version()), QuotaRule.of(node), List.copyOf(pageSizes),
                node.machine().capacity().memoryBytes());
    }
}
