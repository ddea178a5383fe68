package io.alidade.plan.fleet.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The nodes of a pool by their load: those with the same load are one group.
final class NodeGroups {
    private final Map<Load, Group> groups = new HashMap<>();
    private final List<Group> listed = new ArrayList<>();
    private final Group[] groupOf;

    /// Nodes that all have the same load.
    NodeGroups(int nodes, long[] load) {
        groupOf = new Group[nodes];
        for (int node = 0; node < nodes; node++) {
            put(node, load);
        }
    }

    /// Nodes with one load.
    static final class Group {
        final long[] load;
        final TreeSet<Integer> nodes = new TreeSet<>();
        private int place;

        private Group(long[] load) {
            this.load = load;
        }
    }

    private record Load(long[] amounts) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Load load && Arrays.equals(amounts, load.amounts);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(amounts);
        }
    }

    /// In no order.
    List<Group> all() {
        return listed;
    }

    /// What a node has. Not to be changed.
    long[] load(int node) {
        return groupOf[node].load;
    }

    /// Gives a node another load, which is kept.
    void move(int node, long[] load) {
        Group old = groupOf[node];
        old.nodes.remove(node);
        if (old.nodes.isEmpty()) {
            groups.remove(new Load(old.load));
            Group last = listed.removeLast();
            if (last.place != old.place) {
                last.place = old.place;
                listed.set(old.place, last);
            }
        }
        put(node, load);
    }

    private void put(int node, long[] load) {
        Group group = groups.computeIfAbsent(new Load(load), key -> {
            Group made = new Group(key.amounts());
            made.place = listed.size();
            listed.add(made);
            return made;
        });
        group.nodes.add(node);
        groupOf[node] = group;
    }
}
