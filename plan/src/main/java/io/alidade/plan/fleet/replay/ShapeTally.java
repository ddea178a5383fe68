package io.alidade.plan.fleet.replay;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of the pods of one shape, in raw counts.
public final class ShapeTally {
    /// What is counted.
    public enum Count {
        /// Pods that came.
        ARRIVED("arrived"),
        /// Of them, those that ran.
        ADMITTED("admitted"),
        /// Pods that a node refused; a pod that is made again and refused again counts again.
        REFUSED("refused"),
        /// Pods that came and were refused at least once.
        RECREATED("recreated"),
        /// Pods that were refused more often than they are made again.
        EXHAUSTED("exhausted"),
        /// Pods that ran out of patience.
        IMPATIENT("impatient"),
        /// Admitted pods by where what they were given lies.
        ALIGNED("aligned"), SPLIT("split"), SHARED("shared"),
        /// Nodes, looked at now and then, with room for one more by number.
        ROOMY("roomy"),
        /// Of these, those that would refuse it.
        BLOCKED("blocked");

        private final String wireName;

        Count(String wireName) {
            this.wireName = wireName;
        }

        /// In documents.
        public String wireName() {
            return wireName;
        }
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private final Histogram pendingSeconds = new Histogram();
    private final Histogram recreations = new Histogram();
    private Optional<String> never = Optional.empty();

    void add(Count count) {
        add(count, 1);
    }

    /// Adds to a count.
    public void add(Count count, long more) {
        counts.merge(count, more, Long::sum);
    }

    /// Adds to the refusals of one reason.
    public void addReason(String reason, long more) {
        reasons.merge(reason, more, Long::sum);
    }

    /// Says why no node of the fleet would ever run such a pod.
    public void never(String why) {
        never = Optional.of(why);
    }

    /// Adds all that another one has counted of the same shape.
    public void add(ShapeTally other) {
        other.counts.forEach(this::add);
        other.reasons.forEach(this::addReason);
        pendingSeconds.add(other.pendingSeconds);
        recreations.add(other.recreations);
        never = never.or(() -> other.never);
    }

    public long get(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /// Refusals by the kubelet's reason.
    public SortedMap<String, Long> reasons() {
        return Collections.unmodifiableSortedMap(reasons);
    }

    /// Of admitted pods, from arrival to admission.
    public Histogram pendingSeconds() {
        return pendingSeconds;
    }

    /// Of pods that came to an end, how often each was made again.
    public Histogram recreations() {
        return recreations;
    }

    /// Why no node would ever run it.
    public Optional<String> never() {
        return never;
    }

    /// Adds a count by its name in documents; an unknown one is left out.
    public void add(Map<String, Long> named) {
        for (Count count : Count.values()) {
            add(count, named.getOrDefault(count.wireName(), 0L));
        }
    }
}
