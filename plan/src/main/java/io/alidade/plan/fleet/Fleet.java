package io.alidade.plan.fleet;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// All nodes that a workload may run on.
public record Fleet(List<NodePool> pools) {
    /// The most nodes that a fleet may have.
    public static final int MAX_NODES = 100_000;

    /// @throws IllegalArgumentException if there is no pool, two have one name, or there are too many nodes
    public Fleet {
        pools = List.copyOf(pools);
        Set<String> names = new HashSet<>();
        long nodes = 0;
        for (NodePool pool : pools) {
            nodes += pool.count();
            if (!names.add(pool.name())) {
                throw new IllegalArgumentException("two pools are called " + pool.name() + ". Rename one.");
            }
        }
        if (nodes == 0 || nodes > MAX_NODES) {
            throw new IllegalArgumentException(
                    "the fleet has " + nodes + " nodes. Give it from 1 to " + MAX_NODES + ".");
        }
    }

    /// How many nodes there are.
    public int nodes() {
        return pools.stream().mapToInt(NodePool::count).sum();
    }

    /// The pool of this name.
    public Optional<NodePool> pool(String name) {
        return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    /// The fleet with each pool changed.
    public Fleet map(UnaryOperator<NodePool> change) {
        return new Fleet(pools.stream().map(change).toList());
    }
}
