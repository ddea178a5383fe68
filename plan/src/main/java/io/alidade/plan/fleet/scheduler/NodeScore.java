package io.alidade.plan.fleet.scheduler;

import io.alidade.plan.fleet.scheduler.SchedulerModel.Spread;

/// How much kube-scheduler likes a node for its resources: NodeResourcesFit and NodeResourcesBalancedAllocation with the
/// weights of the default profile, in its whole numbers.
final class NodeScore {
    private static final long MOST = 100;

    private NodeScore() {}

    /// @param offer what the node offers
    /// @param load  what its pods ask for, by number; then, from `scored` on, CPU and memory as scores count them
    static long of(Spread spread, Demand demand, long[] offer, long[] load, int scored) {
        long cpu = part(spread, load[scored] + demand.scoredMillis(), offer[ResourceTable.CPU]);
        long memory = part(spread, load[scored + 1] + demand.scoredBytes(), offer[ResourceTable.MEMORY]);
        long resources = (cpu + memory) / 2;
        return demand.isBalanced() ? resources + balance(demand, offer, load) : resources;
    }

    private static long part(Spread spread, long requested, long offered) {
        if (offered == 0 || requested > offered) {
            return 0;
        }
        return switch (spread) {
            case LEAST_ALLOCATED -> (offered - requested) * MOST / offered;
            case MOST_ALLOCATED -> requested * MOST / offered;
        };
    }

    /// Whether the pod makes CPU and memory of the node more evenly used than they are.
    private static long balance(Demand demand, long[] offer, long[] load) {
        long with = evenness(offer, load[ResourceTable.CPU] + demand.amounts()[ResourceTable.CPU],
                load[ResourceTable.MEMORY] + demand.amounts()[ResourceTable.MEMORY]);
        long without = evenness(offer, load[ResourceTable.CPU], load[ResourceTable.MEMORY]);
        return MOST / 2 + (MOST / 2 + with - without) / 2;
    }

    private static long evenness(long[] offer, long cpuMillis, long memoryBytes) {
        if (offer[ResourceTable.CPU] == 0 || offer[ResourceTable.MEMORY] == 0) {
            return MOST;
        }
        double cpu = Math.min(1, (double) cpuMillis / offer[ResourceTable.CPU]);
        double memory = Math.min(1, (double) memoryBytes / offer[ResourceTable.MEMORY]);
        return (long) ((1 - Math.abs((cpu - memory) / 2)) * MOST);
    }
}
