package io.alidade.engine.hint;

import java.util.Arrays;
import java.util.Optional;

/// The sums of distances in a [MaskSearch]: what a NUMA node adds to those already taken, and the least that so many more
/// could add. Without distances all sums are 0.
///
/// A *pull* has, by `i`, what taking that NUMA node adds by its distances to those already taken.
final class Closeness {
    private static final long[] NO_PULL = {};

    private final Optional<NumaDistances> distances;
    private final int[] positions;
    /// By i: twice its distance to itself.
    private final long[] own;
    /// By i: the sums of its shortest distances, there and back.
    private final CheapestSums[] nearest;

    Closeness(Optional<NumaDistances> distances, int[] positions) {
        this.distances = distances;
        this.positions = positions;
        int count = distances.isPresent() ? positions.length : 0;
        own = new long[count];
        nearest = new CheapestSums[count];
        for (int i = 0; i < count; i++) {
            long[] between = new long[count];
            for (int other = 0; other < count; other++) {
                between[other] = distances.orElseThrow().between(positions[i], positions[other]);
            }
            own[i] = between[i];
            nearest[i] = new CheapestSums(between, positions, 1L << positions[i]);
        }
    }

    boolean counts() {
        return distances.isPresent();
    }

    /// The pull when nothing is taken yet.
    long[] start() {
        return counts() ? new long[positions.length] : NO_PULL;
    }

    /// The sum over a mask.
    long sum(long mask) {
        return counts() ? distances.orElseThrow().sum(mask) : 0;
    }

    /// What taking NUMA node i adds.
    long added(int i, long[] pull) {
        return counts() ? pull[i] + own[i] / 2 : 0;
    }

    /// What taking all NUMA nodes from i on adds, `mask` being these.
    long addedByAll(int i, long mask, long[] pull) {
        long sum = sum(mask);
        for (int other = i; other < pull.length; other++) {
            sum += pull[other];
        }
        return sum;
    }

    /// The pull after taking NUMA node i.
    long[] pulled(int i, long[] pull) {
        if (!counts()) {
            return pull;
        }
        long[] next = pull.clone();
        for (int other = i + 1; other < next.length; other++) {
            next[other] += distances.orElseThrow().between(positions[i], positions[other]);
        }
        return next;
    }

    /// The lowest pull from i on.
    long lowest(int i, long[] pull) {
        long lowest = 0;
        for (int other = i; other < pull.length; other++) {
            lowest = other == i ? pull[other] : Math.min(lowest, pull[other]);
        }
        return lowest;
    }

    /// No `left` NUMA nodes from i on add less than this: each adds its pull, its distance to itself, and half of its
    /// distances to the others, which are at least its shortest.
    long atLeast(int i, int left, long[] pull) {
        if (!counts() || left == 0) {
            return 0;
        }
        long[] least = new long[pull.length - i];
        for (int other = i; other < pull.length; other++) {
            least[other - i] = 2 * pull[other] + own[other] + nearest[other].of(i, left - 1);
        }
        Arrays.sort(least);
        long sum = 0;
        for (int n = 0; n < left; n++) {
            sum += least[n];
        }
        return Math.ceilDiv(sum, 2);
    }
}
