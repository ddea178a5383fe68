package io.alidade.plan.fleet.replay;

import io.alidade.plan.capacity.Shape;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.Reach;
import io.alidade.plan.fleet.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Pools that share pods with each other and with no other pool, and the shapes of these pods. Shapes that no pool would
/// take are with the first island.
///
/// @param number  from 0
/// @param hasAll  whether it is the only one, with every shape, known before or not
public record Island(int number, Set<String> pools, Set<String> shapes, boolean hasAll) {
    public Island {
        pools = Set.copyOf(pools);
        shapes = Set.copyOf(shapes);
    }

    /// Whether pods of this shape come here.
    public boolean takes(Shape shape) {
        return hasAll || shapes.contains(shape.name());
    }

    /// The pools of the island, in the order of the fleet.
    List<NodePool> of(Fleet fleet) {
        return fleet.pools().stream().filter(pool -> pools.contains(pool.name())).toList();
    }

    /// Splits a fleet. A workload that cannot be looked through is not split.
    public static List<Island> of(Fleet fleet, Workload.Survey survey) {
        int[] leader = new int[fleet.pools().size()];
        Arrays.setAll(leader, pool -> pool);
        Map<String, Integer> poolOf = new HashMap<>();
        for (Shape shape : survey.shapes()) {
            int first = -1;
            for (int pool = 0; pool < leader.length; pool++) {
                if (!Reach.of(shape.pod(), fleet.pools().get(pool)).isEmpty()) {
                    first = first < 0 ? pool : first;
                    join(leader, first, pool);
                }
            }
            poolOf.put(shape.name(), Math.max(0, first));
        }
        if (survey.lastMillis().isEmpty()) {
            Arrays.fill(leader, 0);
        }
        List<Island> islands = new ArrayList<>();
        for (int pool = 0; pool < leader.length; pool++) {
            if (find(leader, pool) == pool) {
                islands.add(island(fleet, poolOf, leader, pool, islands.size()));
            }
        }
        return islands.size() > 1 ? islands
                : List.of(new Island(0, islands.getFirst().pools, islands.getFirst().shapes, true));
    }

    private static Island island(Fleet fleet, Map<String, Integer> poolOf, int[] leader, int root, int number) {
        Set<String> pools = new HashSet<>();
        for (int pool = 0; pool < leader.length; pool++) {
            if (find(leader, pool) == root) {
                pools.add(fleet.pools().get(pool).name());
            }
        }
        Set<String> shapes = new HashSet<>();
        poolOf.forEach((shape, pool) -> {
            if (find(leader, pool) == root) {
                shapes.add(shape);
            }
        });
        return new Island(number, pools, shapes, false);
    }

    private static int find(int[] leader, int pool) {
        int top = pool;
        while (leader[top] != top) {
            top = leader[top];
        }
        return top;
    }

    /// The smaller number leads.
    private static void join(int[] leader, int one, int other) {
        int a = find(leader, one);
        int b = find(leader, other);
        leader[Math.max(a, b)] = Math.min(a, b);
    }
}
