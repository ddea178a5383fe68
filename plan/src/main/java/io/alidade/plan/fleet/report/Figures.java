package io.alidade.plan.fleet.report;

import io.alidade.plan.fleet.replay.Histogram;
import io.alidade.plan.fleet.replay.PoolTally;
import io.alidade.plan.fleet.replay.PoolTally.TrapNode;
import io.alidade.plan.fleet.replay.PoolTally.Use;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.ShapeTally.Count;
import io.alidade.plan.fleet.replay.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Shares and quantiles of a tally. Shares are from 0 to 1.
public final class Figures {
    private static final double MOST_COMMON = 0.95;

    private final Tally tally;
    private final ShapeTally total;
    private final Map<String, Use> resources = new TreeMap<>();

    /// Of a tally that is complete.
    public Figures(Tally tally) {
        this.tally = tally;
        this.total = tally.total();
        tally.pools().values().forEach(pool -> pool.resources().forEach((name, use) -> resources.merge(name, use,
                (one, other) -> new Use(one.used() + other.used(), one.offered() + other.offered(),
                        one.sampled() + other.sampled(), one.free() + other.free(),
                        one.stranded() + other.stranded()))));
    }

    /// A count over all shapes.
    public long get(Count count) {
        return total.get(count);
    }

    /// Of the pods that came, those that ran.
    public double admitted() {
        return admitted(total);
    }

    /// Likewise, of one shape.
    public static double admitted(ShapeTally shape) {
        return share(shape.get(Count.ADMITTED), shape.get(Count.ARRIVED)).orElse(1);
    }

    /// Pods that came and never ran: given up, out of patience, or still waiting at the end.
    public long starved() {
        return total.get(Count.ARRIVED) - total.get(Count.ADMITTED);
    }

    /// Of the pods that were given CPUs, memory or devices of their own, those whose are together; absent if none was.
    public OptionalDouble aligned() {
        return share(total.get(Count.ALIGNED), total.get(Count.ALIGNED) + total.get(Count.SPLIT));
    }

    /// Of nodes with room by number for one more pod of a shape, those that would refuse it.
    public static OptionalDouble blocked(ShapeTally shape) {
        return share(shape.get(Count.BLOCKED), shape.get(Count.ROOMY));
    }

    /// Refusals by the kubelet's reason.
    public Map<String, Long> reasons() {
        return total.reasons();
    }

    /// Half of the admitted pods waited at most so long.
    public long pendingMedian() {
        return total.pendingSeconds().quantile(0.5);
    }

    /// All admitted pods but one in twenty waited at most so long.
    public long pendingP95() {
        return total.pendingSeconds().quantile(MOST_COMMON);
    }

    /// The longest wait of an admitted pod.
    public long pendingMost() {
        return total.pendingSeconds().quantile(1);
    }

    /// How often pods were made again.
    public Histogram recreations() {
        return total.recreations();
    }

    /// The resources that nodes offer, CPU and memory first, without `pods`.
    public List<String> resources() {
        return resources.keySet().stream().filter(name -> !name.equals("pods") && !name.equals("ephemeral-storage"))
                .sorted(Comparator.comparing((String name) -> !name.equals("cpu"))
                        .thenComparing(name -> !name.equals("memory")).thenComparing(name -> name))
                .toList();
    }

    /// What running pods asked for, of what was offered, over the whole time.
    public OptionalDouble used(String resource) {
        Use use = resources.getOrDefault(resource, new Use(0, 0, 0, 0, 0));
        return share(use.used(), use.offered());
    }

    /// What no pod of the workload could have, of what nodes offer, where it was looked.
    public OptionalDouble stranded(String resource) {
        Use use = resources.getOrDefault(resource, new Use(0, 0, 0, 0, 0));
        return share(use.stranded(), use.sampled());
    }

    /// Nodes that attracted and refused, the worst first.
    public List<TrapNode> traps() {
        return tally.pools().values().stream().map(PoolTally::traps).flatMap(List::stream)
                .sorted(Comparator.comparingLong(TrapNode::refused).reversed().thenComparing(TrapNode::node)).toList();
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
