package io.alidade.plan.fleet.scheduler;

import io.alidade.engine.Node;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.fleet.NodePool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The scheduler at work: it knows the load of every node and sends each pod to the node with the best score. Nodes are
/// numbered through all pools. Not for several threads.
public final class NodeChoice {
    private static final long TAINT_WEIGHT = 3;
    private static final long MOST_SCORE = 100;

    private final SchedulerModel model;
    private final ResourceTable table;
    private final List<PoolState> pools = new ArrayList<>();
    private final int[] poolOf;
    private final int scored;
    private final int zonesAt;

    /// A pool and the load of its nodes.
    private record PoolState(NodePool pool, int first, long[] offer, Zones zones, NodeGroups groups) {}

    /// What a shape may reach and asks for.
    ///
    /// @param reach    by pool
    /// @param disliked by pool, taints that make it the last choice
    public record Wanted(Demand demand, List<BitSet> reach, int[] disliked) {
        public Wanted {
            reach = List.copyOf(reach);
        }
    }

    /// @param pools  in their order
    /// @param offers what a node of each offers
    /// @param empty  an empty node of each
    public NodeChoice(SchedulerModel model, ResourceTable table, List<NodePool> pools, List<long[]> offers,
            List<Node> empty) {
        this.model = model;
        this.table = table;
        this.scored = table.size();
        this.zonesAt = scored + 2;
        this.poolOf = new int[pools.stream().mapToInt(NodePool::count).sum()];
        int first = 0;
        for (int index = 0; index < pools.size(); index++) {
            NodePool pool = pools.get(index);
            Zones zones = new Zones(table, empty.get(index));
            long[] load = load(zones, new long[zonesAt], empty.get(index));
            this.pools.add(new PoolState(pool, first, offers.get(index), zones, new NodeGroups(pool.count(), load)));
            Arrays.fill(poolOf, first, first + pool.count(), index);
            first += pool.count();
        }
    }

    private long[] load(Zones zones, long[] sums, Node node) {
        if (!model.isNumaAware() || !zones.count()) {
            return sums;
        }
        long[] free = zones.free(node);
        long[] load = Arrays.copyOf(sums, zonesAt + free.length);
        System.arraycopy(free, 0, load, zonesAt, free.length);
        return load;
    }

    /// Works out what pods like this one may reach.
    public Wanted wanted(PodManifest pod) {
        return new Wanted(Demand.of(table, pod), pools.stream().map(pool -> Reach.of(pod, pool.pool())).toList(),
                pools.stream().mapToInt(pool -> Reach.disliked(pod, pool.pool())).toArray());
    }

    /// The pool of a node.
    public int poolOf(int node) {
        return poolOf[node];
    }

    /// What a node offers of a resource.
    public long offered(int node, int resource) {
        return pools.get(poolOf[node]).offer[resource];
    }

    /// What pods on a node ask for of a resource.
    public long used(int node, int resource) {
        PoolState pool = pools.get(poolOf[node]);
        return pool.groups.load(node - pool.first)[resource];
    }

    /// The best node; nothing if none has room.
    public OptionalInt choose(Wanted wanted) {
        if (!wanted.demand().isOffered()) {
            return OptionalInt.empty();
        }
        long[] best = new long[pools.size()];
        int[] node = new int[pools.size()];
        int mostDisliked = 0;
        for (int index = 0; index < pools.size(); index++) {
            node[index] = -1;
            if (!wanted.reach().get(index).isEmpty()) {
                best(index, wanted, best, node);
                mostDisliked = node[index] < 0 ? mostDisliked : Math.max(mostDisliked, wanted.disliked()[index]);
            }
        }
        int chosen = -1;
        for (int index = 0; index < pools.size(); index++) {
            if (node[index] >= 0) {
                best[index] += TAINT_WEIGHT * (mostDisliked == 0 ? MOST_SCORE
                        : MOST_SCORE - MOST_SCORE * wanted.disliked()[index] / mostDisliked);
                chosen = chosen < 0 || best[index] > best[chosen] ? index : chosen;
            }
        }
        return chosen < 0 ? OptionalInt.empty() : OptionalInt.of(node[chosen]);
    }

    private void best(int index, Wanted wanted, long[] best, int... node) {
        PoolState pool = pools.get(index);
        BitSet reach = wanted.reach().get(index);
        boolean reachesAll = reach.cardinality() == pool.pool.count();
        for (NodeGroups.Group group : pool.groups.all()) {
            if (!hasRoom(pool, wanted.demand(), group.load)) {
                continue;
            }
            int first = reachesAll ? group.nodes.first()
                    : group.nodes.stream().filter(reach::get).findFirst().orElse(-1);
            long score = first < 0 ? 0 : score(pool, wanted.demand(), group.load);
            if (first >= 0 && (node[index] < 0 || score > best[index]
                    || (score == best[index] && pool.first + first < node[index]))) {
                best[index] = score;
                node[index] = pool.first + first;
            }
        }
    }

    private long score(PoolState pool, Demand demand, long[] load) {
        long score = NodeScore.of(model.spread(), demand, pool.offer, load, scored);
        return load.length > zonesAt ? score + pool.zones.score(demand, load, zonesAt) : score;
    }

    private boolean hasRoom(PoolState pool, Demand demand, long[] load) {
        long[] amounts = demand.amounts();
        for (int resource = 0; resource < scored; resource++) {
            if (amounts[resource] > 0 && amounts[resource] > pool.offer[resource] - load[resource]) {
                return false;
            }
        }
        return load.length <= zonesAt || pool.zones.fits(demand, load, zonesAt);
    }

    /// How a node scores for a pod among the nodes of its pool and others without taints that the pod dislikes; nothing if it
    /// cannot be sent there.
    public OptionalLong score(Wanted wanted, int node) {
        PoolState pool = pools.get(poolOf[node]);
        return hasRoom(wanted, node) ? OptionalLong.of(score(pool, wanted.demand(),
                pool.groups.load(node - pool.first))) : OptionalLong.empty();
    }

    /// Whether a pod could be sent to this node now.
    public boolean hasRoom(Wanted wanted, int node) {
        PoolState pool = pools.get(poolOf[node]);
        return wanted.demand().isOffered() && wanted.reach().get(poolOf[node]).get(node - pool.first)
                && hasRoom(pool, wanted.demand(), pool.groups.load(node - pool.first));
    }

    /// Counts a pod on a node, or no more.
    ///
    /// @param after the node's managers then
    public void count(Demand demand, int node, boolean comes, Node after) {
        PoolState pool = pools.get(poolOf[node]);
        long[] load = Arrays.copyOf(pool.groups.load(node - pool.first), zonesAt);
        int sign = comes ? 1 : -1;
        for (int resource = 0; resource < scored; resource++) {
            load[resource] += sign * demand.amounts()[resource];
        }
        load[scored] += sign * demand.scoredMillis();
        load[scored + 1] += sign * demand.scoredBytes();
        pool.groups.move(node - pool.first, load(pool.zones, load, after));
    }
}
