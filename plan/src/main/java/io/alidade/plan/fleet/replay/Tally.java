package io.alidade.plan.fleet.replay;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a replay has counted: raw, so that tallies of other islands and seeds can be added.
public final class Tally {
    private final TreeMap<String, ShapeTally> shapes = new TreeMap<>();
    private final TreeMap<String, PoolTally> pools = new TreeMap<>();
    private final TreeMap<Long, Moment> moments = new TreeMap<>();
    private boolean isCut;

    /// What was so at one moment.
    ///
    /// @param waiting pods that came and do not run
    /// @param refused so far
    /// @param used    CPU asked for by running pods, in thousandths
    /// @param offered by all nodes
    public record Moment(long waiting, long refused, long used, long offered) {
        Moment and(Moment other) {
            return new Moment(waiting + other.waiting, refused + other.refused, used + other.used,
                    offered + other.offered);
        }
    }

    /// Of a shape, made if there is none yet.
    public ShapeTally shape(String name) {
        return shapes.computeIfAbsent(name, _ -> new ShapeTally());
    }

    /// Of a pool, made if there is none yet.
    public PoolTally pool(String name) {
        return pools.computeIfAbsent(name, _ -> new PoolTally());
    }

    /// Adds what was so at a moment, in seconds from the start.
    public void add(long second, Moment moment) {
        moments.merge(second, moment, Moment::and);
    }

    /// Says that the replay was ended before its end.
    public void cut() {
        isCut = true;
    }

    /// Adds all that another one has counted.
    public void add(Tally other) {
        other.shapes.forEach((name, tally) -> shape(name).add(tally));
        other.pools.forEach((name, tally) -> pool(name).add(tally));
        other.moments.forEach(this::add);
        isCut |= other.isCut;
    }

    /// The sum of several.
    public static Tally sum(List<Tally> all) {
        Tally sum = new Tally();
        all.forEach(sum::add);
        return sum;
    }

    /// By name.
    public SortedMap<String, ShapeTally> shapes() {
        return Collections.unmodifiableSortedMap(shapes);
    }

    /// By name.
    public SortedMap<String, PoolTally> pools() {
        return Collections.unmodifiableSortedMap(pools);
    }

    /// By second from the start.
    public SortedMap<Long, Moment> moments() {
        return Collections.unmodifiableSortedMap(moments);
    }

    /// Whether the end is missing.
    public boolean isCut() {
        return isCut;
    }

    /// All shapes together.
    public ShapeTally total() {
        ShapeTally total = new ShapeTally();
        shapes.values().forEach(total::add);
        return total;
    }

    /// Admitted pods, of the shapes that some node would run.
    public long admitted() {
        return total().get(ShapeTally.Count.ADMITTED);
    }
}
