package io.alidade.plan.fleet.replay;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.scheduler.NodeChoice;
import io.alidade.plan.fleet.workload.AskedPods;
import java.util.Comparator;
import java.util.List;

/// A look around: on some nodes of each pool, who would get in, and what would be left if pods of the workload, the largest
/// first, took all that they can have. The engine decides on each of them.
final class Sampling {
    /// At which moments it is looked.
    static final int EVERY = 6;
    private static final int NODES = 32;
    private static final int SHAPES = 32;

    private final FleetNodes nodes;
    private final NodeChoice choice;
    private final List<Asked> largestFirst;

    Sampling(FleetNodes nodes, NodeChoice choice, List<Asked> shapes) {
        this.nodes = nodes;
        this.choice = choice;
        this.largestFirst = shapes.stream().filter(asked -> asked.tally.never().isEmpty())
                .sorted(Comparator.comparingDouble(this::size).reversed().thenComparing(asked -> asked.shape.name()))
                .toList();
    }

    /// The largest that may go to a node of a pool, by its number there.
    private List<Asked> of(int pool, int number) {
        return largestFirst.stream().filter(asked -> asked.wanted.reach().get(pool).get(number)).limit(SHAPES)
                .toList();
    }

    /// The largest share of any resource of the first pool that has it.
    private double size(Asked asked) {
        double size = 0;
        for (int resource = 0; resource < nodes.table().names().size(); resource++) {
            for (long[] offer : nodes.offers()) {
                size = offer[resource] == 0 ? size
                        : Math.max(size, (double) asked.wanted.demand().amount(resource) / offer[resource]);
            }
        }
        return size;
    }

    void addTo(NodeRecords records) {
        int first = 0;
        while (first < nodes.count()) {
            int pool = nodes.poolOf(first);
            int end = first;
            while (end < nodes.count() && nodes.poolOf(end) == pool) {
                end++;
            }
            int step = Math.max(1, (end - first) / NODES);
            for (int node = first; node < end; node += step) {
                List<Asked> shapes = of(pool, node - first);
                blocked(node, shapes);
                stranded(node, shapes, records);
            }
            first = end;
        }
    }

    private void blocked(int node, List<Asked> shapes) {
        for (Asked asked : shapes) {
            if (choice.hasRoom(asked.wanted, node)) {
                asked.tally.add(Count.ROOMY);
                if (!nodes.node(node).admit(AskedPods.request(asked.shape, "sample")).isAdmitted()) {
                    asked.tally.add(Count.BLOCKED);
                }
            }
        }
    }

    private void stranded(int node, List<Asked> shapes, NodeRecords records) {
        int pool = nodes.poolOf(node);
        long[] offer = nodes.offers().get(pool);
        long[] free = new long[offer.length];
        for (int resource = 0; resource < free.length; resource++) {
            free[resource] = offer[resource] - choice.used(node, resource);
        }
        long[] left = free.clone();
        Node filled = nodes.node(node);
        int copies = 0;
        for (Asked asked : shapes) {
            boolean fits = true;
            while (fits && hasRoom(asked, left)) {
                String uid = "sample-" + copies++;
                Admission admission = filled.admit(AskedPods.request(asked.shape, uid));
                fits = admission.isAdmitted();
                if (fits) {
                    filled = admission.node().started(uid);
                    take(asked, left);
                }
            }
        }
        for (int resource = 0; resource < free.length; resource++) {
            records.sampled(pool, resource, offer[resource], free[resource], left[resource]);
        }
    }

    private static boolean hasRoom(Asked asked, long... left) {
        for (int resource = 0; resource < left.length; resource++) {
            if (asked.wanted.demand().amount(resource) > left[resource]) {
                return false;
            }
        }
        return true;
    }

    private static void take(Asked asked, long... left) {
        for (int resource = 0; resource < left.length; resource++) {
            left[resource] -= asked.wanted.demand().amount(resource);
        }
    }
}
