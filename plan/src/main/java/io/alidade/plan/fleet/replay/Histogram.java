package io.alidade.plan.fleet.replay;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Whole numbers from 0, counted: exactly below 128, above that to one part in 64, so that any number of them takes bounded
/// room. Counts are added, and quantiles taken of the sum.
public final class Histogram {
    private static final int EXACT_BITS = 7;

    private final TreeMap<Long, Long> counts = new TreeMap<>();

    void add(long value) {
        counts.merge(rounded(value), 1L, Long::sum);
    }

    /// Adds what another one has counted.
    public void add(Histogram other) {
        other.counts.forEach(this::add);
    }

    /// Adds a number that was counted before.
    public void add(long value, long count) {
        counts.merge(rounded(value), count, Long::sum);
    }

    private static long rounded(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, value));
        int dropped = Math.max(0, bits - EXACT_BITS);
        return Math.max(0, value) >> dropped << dropped;
    }

    /// How many numbers were counted.
    public long size() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The smallest number that at least this share of all does not exceed; 0 if there is none.
    ///
    /// @param share from 0 to 1
    public long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * size()));
        long seen = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= wanted) {
                return entry.getKey();
            }
        }
        return 0;
    }

    /// The sum of all.
    public long sum() {
        return counts.entrySet().stream().mapToLong(entry -> entry.getKey() * entry.getValue()).sum();
    }

    /// Count by number, ascending.
    public NavigableMap<Long, Long> counts() {
        return Collections.unmodifiableNavigableMap(counts);
    }
}
