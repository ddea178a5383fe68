package io.alidade.plan.fleet.replay;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.scheduler.Demand;
import io.alidade.plan.fleet.scheduler.NodeChoice;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.workload.Arrival;
import io.alidade.plan.fleet.workload.AskedPods;
import io.alidade.plan.fleet.workload.Workload;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/// One island under one policy: the loop over events. It ends an hour after the last pod has come.
///
/// A pod that no node has room for waits. When a pod goes, only its node has more room than before, so only there it is
/// looked who fits now: by priority, then by arrival.
final class Replay {
    /// How long it is waited after the last arrival.
    static final long SETTLING_MILLIS = 3_600_000;
    private static final int MOMENTS = 48;
    private static final int TOLD_EVERY = 256;
    private static final long UNKNOWN_INTERVAL_MILLIS = 6 * 3_600_000L;

    private final Workload workload;
    private final Predicate<Shape> takes;
    private final OptionalLong lastMillis;
    private final long seed;
    private final Pace pace;
    private final FleetNodes nodes;
    private final NodeChoice choice;
    private final NodeRecords records;
    private final Tally tally = new Tally();
    private final Map<String, Asked> shapes = new LinkedHashMap<>();
    private final Set<Asked> unschedulable = new LinkedHashSet<>();
    private final SpareThreads spare;
    private final LeavingPods departures;
    private final Judgements judgements;
    private final PriorityQueue<Again> recreated = new PriorityQueue<>(
            Comparator.comparingLong(Again::atMillis).thenComparingLong(Again::order));
    private final long interval;
    private long nextMoment;
    private long nowMillis;
    private long order;
    private long arrived;
    private long waiting;
    private long refused;

    private record Again(long atMillis, long order, Waiting pod) {}

    /// @param pools      all of which start
    /// @param takes      the shapes whose pods come here
    /// @param lastMillis when the last pod comes, if that is known
    Replay(List<NodePool> pools, SchedulerModel model, Workload workload, Predicate<Shape> takes,
            OptionalLong lastMillis, long seed, Pace pace, SpareThreads spare) {
        this.workload = workload;
        this.takes = takes;
        this.lastMillis = lastMillis;
        this.seed = seed;
        this.pace = pace;
        this.spare = spare;
        this.nodes = new FleetNodes(pools);
        this.departures = new LeavingPods(nodes, spare);
        this.judgements = new Judgements(spare);
        this.choice = new NodeChoice(model, nodes.table(), pools, nodes.offers(), nodes.empty());
        this.records = new NodeRecords(pools, nodes);
        this.interval = lastMillis.isPresent()
                ? Math.max(1000, (lastMillis.getAsLong() + SETTLING_MILLIS) / MOMENTS / 1000 * 1000)
                : UNKNOWN_INTERVAL_MILLIS;
        this.nextMoment = interval;
        nodes.running().forEach((node, usage) -> count(Demand.of(nodes.table(), usage), node, true));
    }

    /// Runs to the end.
    ///
    /// @param known shapes that are known to come
    Tally run(List<Shape> known) {
        known.stream().filter(takes).forEach(this::asked);
        long end = 0;
        try (ArrivalsAhead arrivals = new ArrivalsAhead(workload.arrivals(seed, takes), spare)) {
            while (!pace.isOver()) {
                boolean isOver = !arrivals.hasNext();
                long next = Math.min(isOver ? Long.MAX_VALUE : arrivals.nextMillis(),
                        Math.min(departures.nextMillis(),
                                recreated.isEmpty() ? Long.MAX_VALUE : recreated.element().atMillis()));
                end = Math.max(lastMillis.orElse(0), end);
                if (next == Long.MAX_VALUE || (isOver && next > end + SETTLING_MILLIS)) {
                    break;
                }
                advance(next);
                if (departures.nextMillis() == next) {
                    depart();
                } else if (!recreated.isEmpty() && recreated.element().atMillis() == next) {
                    schedule(recreated.remove().pod());
                } else {
                    end = Math.max(end, next);
                    arrive(arrivals.next());
                }
            }
        }
        if (pace.isOver()) {
            tally.cut();
        } else {
            advance(end + SETTLING_MILLIS);
        }
        return finished();
    }

    private Tally finished() {
        unschedulable.forEach(asked -> asked.unschedulable.forEach(pod -> ended(pod)));
        recreated.forEach(again -> ended(again.pod()));
        judgements.end();
        records.addTo(tally, nowMillis / 1000);
        return tally;
    }

    private static void ended(Waiting pod) {
        pod.asked.tally.recreations().add(pod.refusals);
    }

    private Asked asked(Shape shape) {
        return shapes.computeIfAbsent(shape.name(), name -> {
            Asked made = new Asked(shape, choice.wanted(shape.pod()), tally.shape(name));
            Fits.nowhere(nodes, made).ifPresent(made.tally::never);
            return made;
        });
    }

    /// Lets time pass; looks around at each moment on the way.
    private void advance(long toMillis) {
        while (nextMoment <= toMillis) {
            nowMillis = nextMoment;
            boolean isSampled = nextMoment / interval % Sampling.EVERY == 0;
            tally.add(nextMoment / 1000, records.moment(waiting, refused));
            if (isSampled) {
                new Sampling(nodes, choice, List.copyOf(shapes.values())).addTo(records);
            }
            nextMoment += interval;
        }
        nowMillis = toMillis;
    }

    private void arrive(Arrival arrival) {
        if (++arrived % TOLD_EVERY == 0) {
            pace.arrived(TOLD_EVERY);
        }
        Asked asked = asked(arrival.shape());
        asked.tally.add(Count.ARRIVED);
        waiting++;
        schedule(new Waiting(asked, arrival, order++));
    }

    private void depart() {
        Departure departure = departures.depart();
        count(departure.asked().wanted.demand(), departure.node(), false);
        Optional<Waiting> next = nextFor(departure.node());
        while (next.isPresent()) {
            decide(next.get(), departure.node());
            next = nextFor(departure.node());
        }
    }

    private void count(Demand demand, int node, boolean comes) {
        choice.count(demand, node, comes, nodes.node(node));
        records.count(demand, node, comes, nowMillis / 1000);
    }

    /// Takes the pod that this node has room for, if there is one.
    private Optional<Waiting> nextFor(int node) {
        Optional<Asked> best = Optional.empty();
        for (Asked asked : List.copyOf(unschedulable)) {
            while (!asked.unschedulable.isEmpty() && isImpatient(asked.unschedulable.getFirst())) {
                dropped(asked.unschedulable.removeFirst(), Count.IMPATIENT);
            }
            if (asked.unschedulable.isEmpty()) {
                unschedulable.remove(asked);
            } else if (choice.hasRoom(asked.wanted, node)
                    && best.filter(earlier -> !isBefore(asked, earlier)).isEmpty()) {
                best = Optional.of(asked);
            }
        }
        return best.map(asked -> {
            Waiting pod = asked.unschedulable.removeFirst();
            if (asked.unschedulable.isEmpty()) {
                unschedulable.remove(asked);
            }
            return pod;
        });
    }

    private static boolean isBefore(Asked one, Asked other) {
        return one.priority != other.priority ? one.priority > other.priority
                : one.unschedulable.getFirst().order < other.unschedulable.getFirst().order;
    }

    private boolean isImpatient(Waiting pod) {
        return nowMillis - pod.arrival.atMillis() > workload.patience().toMillis();
    }

    private void dropped(Waiting pod, Count why) {
        pod.asked.tally.add(why);
        ended(pod);
        waiting--;
    }

    private void schedule(Waiting pod) {
        if (isImpatient(pod)) {
            dropped(pod, Count.IMPATIENT);
            return;
        }
        OptionalInt node = choice.choose(pod.asked.wanted);
        if (node.isPresent()) {
            decide(pod, node.getAsInt());
        } else {
            while (!pod.asked.unschedulable.isEmpty() && isImpatient(pod.asked.unschedulable.getFirst())) {
                dropped(pod.asked.unschedulable.removeFirst(), Count.IMPATIENT);
            }
            pod.asked.unschedulable.addLast(pod);
            unschedulable.add(pod.asked);
        }
    }

    private void decide(Waiting pod, int node) {
        Asked asked = pod.asked;
        // Names come again: in another namespace, and of a pod of a StatefulSet after the one before.
        String uid = pod.arrival.podName() + "#" + pod.order;
        switch (nodes.admit(node, AskedPods.request(asked.shape, uid), asked.shape.name())) {
            case FleetNodes.Verdict.Admitted(Node after, List<ContainerPlacement> containers) -> {
                count(asked.wanted.demand(), node, true);
                records.admitted(node);
                asked.tally.add(Count.ADMITTED);
                judgements.add(new Judgements.Case(nodes.alignments(node), after, containers, asked.tally));
                asked.tally.pendingSeconds().add((nowMillis - pod.arrival.atMillis()) / 1000);
                ended(pod);
                waiting--;
                if (pod.arrival.ends()) {
                    departures.add(new Departure(nowMillis + pod.arrival.lifetimeMillis(), order++, node, asked, uid));
                }
            }
            case FleetNodes.Verdict.Refused(String reason) -> refuse(pod, node, reason);
        }
    }

    private void refuse(Waiting pod, int node, String reason) {
        refused++;
        records.refused(node);
        pod.asked.tally.add(Count.REFUSED);
        pod.asked.tally.addReason(reason, 1);
        pod.refusals++;
        if (pod.refusals == 1) {
            pod.asked.tally.add(Count.RECREATED);
        }
        if (pod.refusals > workload.recreation().limit()) {
            dropped(pod, Count.EXHAUSTED);
        } else {
            recreated.add(new Again(nowMillis + workload.recreation().delayMillis(pod.refusals), order++, pod));
        }
    }
}
