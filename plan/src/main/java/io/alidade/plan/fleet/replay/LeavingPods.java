package io.alidade.plan.fleet.replay;

import io.alidade.engine.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// The pods that go by themselves, in the order in which they do.
///
/// What the nodes of the next ones will be without them is worked out ahead. That holds if nothing has happened on the node
/// meanwhile: nodes are values, so whether that is so shows at the very object.
final class LeavingPods {
    /// How many are foreseen together; there are two such groups at a time, of which one may be worked out while the other is
    /// used up.
    static final int TOGETHER = 32;
    /// On fewer nodes too often something happens meanwhile.
    static final int FEWEST_NODES = 4 * TOGETHER;

    private final FleetNodes nodes;
    private final SpareThreads spare;
    private final PriorityQueue<Departure> later = new PriorityQueue<>();
    private final List<Group> groups = new ArrayList<>(2);

    LeavingPods(FleetNodes nodes, SpareThreads spare) {
        this.nodes = nodes;
        this.spare = spare;
    }

    void add(Departure departure) {
        later.add(departure);
    }

    /// When the next one goes; [Long#MAX_VALUE] if none does.
    long nextMillis() {
        long next = later.isEmpty() ? Long.MAX_VALUE : later.element().atMillis();
        for (Group group : groups) {
            next = Math.min(next, group.head().atMillis());
        }
        return next;
    }

    /// Lets the next one go: takes it away from its node.
    Departure depart() {
        foresee();
        Optional<Group> first = groups.stream().min(Comparator.comparing(Group::head));
        if (first.filter(group -> later.isEmpty() || group.head().compareTo(later.element()) < 0).isEmpty()) {
            Departure departure = later.remove();
            nodes.remove(departure.node(), departure.podUid());
            return departure;
        }
        Departure departure = first.get().head();
        nodes.remove(departure.node(), departure.podUid(), first.get().take());
        groups.removeIf(Group::isOver);
        return departure;
    }

    private void foresee() {
        while (groups.size() < 2 && later.size() > TOGETHER && nodes.count() >= FEWEST_NODES && spare.areThere()) {
            List<Departure> departures = new ArrayList<>(TOGETHER);
            while (departures.size() < TOGETHER) {
                departures.add(later.remove());
            }
            List<Node> now = departures.stream().map(departure -> nodes.node(departure.node())).toList();
            groups.add(new Group(departures, spare.ahead(() -> without(departures, now))));
        }
    }

    /// A node before a pod has gone, and after.
    record Change(Node before, Node after) {}

    /// Departures in their order, with what they will change.
    private static final class Group {
        private final List<Departure> departures;
        private final Ahead<List<Change>> changes;
        private int gone;

        Group(List<Departure> departures, Ahead<List<Change>> changes) {
            this.departures = departures;
            this.changes = changes;
        }

        Departure head() {
            return departures.get(gone);
        }

        boolean isOver() {
            return gone == departures.size();
        }

        Change take() {
            return changes.get().get(gone++);
        }
    }

    private static List<Change> without(List<Departure> departures, List<Node> now) {
        List<Change> changes = new ArrayList<>(departures.size());
        for (int index = 0; index < departures.size(); index++) {
            Departure departure = departures.get(index);
            Node before = now.get(index);
            for (int earlier = index - 1; earlier >= 0; earlier--) {
                if (departures.get(earlier).node() == departure.node()) {
                    before = changes.get(earlier).after();
                    break;
                }
            }
            changes.add(new Change(before, before.remove(departure.podUid())));
        }
        return changes;
    }
}
