package io.alidade.plan.fleet.replay;

import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.PoolTally.TrapNode;
import io.alidade.plan.fleet.replay.PoolTally.Use;
import io.alidade.plan.fleet.scheduler.Demand;
import io.alidade.plan.fleet.scheduler.ResourceTable;
import java.util.Arrays;
import java.util.List;

/// What is written down of nodes and pools while a replay runs.
final class NodeRecords {
    private static final int MEBIBYTE_BITS = 20;

    private final List<NodePool> pools;
    private final FleetNodes nodes;
    private final ResourceTable table;
    private final long[][] used;
    private final long[][] usedSeconds;
    private final long[] lastSecond;
    private final long[] admitted;
    private final long[] refused;
    private final long[] refusedInARow;
    private final long[] longestRow;
    private final Use[][] sampled;

    NodeRecords(List<NodePool> pools, FleetNodes nodes) {
        this.pools = pools;
        this.nodes = nodes;
        this.table = nodes.table();
        int resources = table.names().size();
        used = new long[pools.size()][resources];
        usedSeconds = new long[pools.size()][resources];
        lastSecond = new long[pools.size()];
        admitted = new long[nodes.count()];
        refused = new long[nodes.count()];
        refusedInARow = new long[nodes.count()];
        longestRow = new long[nodes.count()];
        sampled = new Use[pools.size()][resources];
        for (Use[] uses : sampled) {
            Arrays.fill(uses, Use.NONE);
        }
    }

    /// Memory is summed up in MiB: sums over time of bytes do not fit.
    long coarse(int resource, long amount) {
        String name = table.names().get(resource);
        return name.equals("memory") || name.startsWith("hugepages-") || name.equals("ephemeral-storage")
                ? amount >> MEBIBYTE_BITS : amount;
    }

    private void integrate(int pool, long second) {
        long seconds = second - lastSecond[pool];
        if (seconds > 0) {
            for (int resource = 0; resource < used[pool].length; resource++) {
                usedSeconds[pool][resource] += coarse(resource, used[pool][resource]) * seconds;
            }
            lastSecond[pool] = second;
        }
    }

    /// A pod comes to a node or goes.
    void count(Demand demand, int node, boolean comes, long second) {
        int pool = nodes.poolOf(node);
        integrate(pool, second);
        for (int resource = 0; resource < used[pool].length; resource++) {
            used[pool][resource] += comes ? demand.amount(resource) : -demand.amount(resource);
        }
    }

    void admitted(int node) {
        admitted[node]++;
        refusedInARow[node] = 0;
    }

    void refused(int node) {
        refused[node]++;
        refusedInARow[node]++;
        longestRow[node] = Math.max(longestRow[node], refusedInARow[node]);
    }

    /// Adds what was seen on one node.
    void sampled(int pool, int resource, long offered, long free, long stranded) {
        sampled[pool][resource] = sampled[pool][resource].and(new Use(0, 0, coarse(resource, offered),
                coarse(resource, free), coarse(resource, stranded)));
    }

    Tally.Moment moment(long waiting, long refusals) {
        long now = 0;
        long offered = 0;
        for (int pool = 0; pool < used.length; pool++) {
            now += used[pool][0];
            offered += nodes.offers().get(pool)[0] * pools.get(pool).count();
        }
        return new Tally.Moment(waiting, refusals, now, offered);
    }

    void addTo(Tally tally, long endSecond) {
        for (int index = 0; index < pools.size(); index++) {
            integrate(index, endSecond);
            NodePool pool = pools.get(index);
            PoolTally own = tally.pool(pool.name());
            for (int resource = 0; resource < used[index].length; resource++) {
                long offer = nodes.offers().get(index)[resource];
                if (offer > 0 && offer < Long.MAX_VALUE / 4) {
                    Use seen = sampled[index][resource];
                    own.add(table.names().get(resource), new Use(usedSeconds[index][resource],
                            coarse(resource, offer) * pool.count() * endSecond, seen.sampled(), seen.free(),
                            seen.stranded()));
                }
            }
        }
        for (int node = 0; node < nodes.count(); node++) {
            PoolTally own = tally.pool(pools.get(nodes.poolOf(node)).name());
            own.addRefusals(refused[node]);
            if (longestRow[node] >= PoolTally.TRAP_REFUSALS) {
                own.add(new TrapNode(nodes.name(node), refused[node], admitted[node], longestRow[node]));
            }
        }
    }
}
