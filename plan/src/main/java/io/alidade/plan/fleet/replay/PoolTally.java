package io.alidade.plan.fleet.replay;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of the nodes of one pool, in raw sums.
public final class PoolTally {
    /// A node that refuses so many pods in a row, each of which it has room for by number, is a trap.
    public static final int TRAP_REFUSALS = 3;

    private final TreeMap<String, Use> resources = new TreeMap<>();
    private final TreeMap<String, TrapNode> traps = new TreeMap<>();
    private long refusals;

    /// Use of one resource. Sums over time are of amounts (CPU in thousandths, memory in MiB) times seconds; those of
    /// samples are of amounts on the nodes that were looked at.
    ///
    /// @param used     over time, asked for by running pods
    /// @param offered  over time, by the nodes
    /// @param sampled  offered on sampled nodes
    /// @param free     asked for by nobody on sampled nodes
    /// @param stranded what of that no pod of the workload could have
    public record Use(long used, long offered, long sampled, long free, long stranded) {
        static final Use NONE = new Use(0, 0, 0, 0, 0);

        Use and(Use other) {
            return new Use(used + other.used, offered + other.offered, sampled + other.sampled, free + other.free,
                    stranded + other.stranded);
        }
    }

    /// A node that attracted and refused.
    ///
    /// @param inARow   the longest row of refusals without an admission
    public record TrapNode(String node, long refused, long admitted, long inARow) {
        private TrapNode and(TrapNode other) {
            return new TrapNode(node, refused + other.refused, admitted + other.admitted,
                    Math.max(inARow, other.inARow));
        }
    }

    /// Adds to what is known of a resource.
    public void add(String resource, Use use) {
        resources.merge(resource, use, Use::and);
    }

    /// Adds a node to the traps, or what it was in another replay.
    public void add(TrapNode trap) {
        traps.merge(trap.node(), trap, TrapNode::and);
    }

    /// Adds refusals.
    public void addRefusals(long more) {
        refusals += more;
    }

    /// Adds all that another one has summed up of the same pool.
    public void add(PoolTally other) {
        other.resources.forEach(this::add);
        other.traps.values().forEach(this::add);
        refusals += other.refusals;
    }

    /// By resource.
    public SortedMap<String, Use> resources() {
        return Collections.unmodifiableSortedMap(resources);
    }

    /// Pods refused on nodes of the pool.
    public long refusals() {
        return refusals;
    }

    /// The worst first.
    public List<TrapNode> traps() {
        return traps.values().stream().sorted(Comparator.comparingLong(TrapNode::refused).reversed()
                .thenComparing(TrapNode::node)).toList();
    }
}
