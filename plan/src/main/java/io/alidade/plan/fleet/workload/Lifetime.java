package io.alidade.plan.fleet.workload;

import java.util.Optional;
import java.util.SplittableRandom;

/// How long pods of a shape run: log-normal, as recorded clusters show it, by the median and by what one in twenty exceeds.
/// Figures are taken with [StrictMath], so that every machine draws the same.
///
/// @param p95Millis not less than the median
public record Lifetime(long medianMillis, long p95Millis) {
    /// The 95th percentile of the standard normal distribution.
    private static final double NORMAL_P95 = 1.6448536269514722;
    private static final long LEAST_MILLIS = 1000;

    /// @throws IllegalArgumentException if the two are not in order
    public Lifetime {
        if (medianMillis < 1 || p95Millis < medianMillis) {
            throw new IllegalArgumentException("a lifetime's median is above 0 and its p95 not below the median.");
        }
    }

    long draw(SplittableRandom random) {
        double spread = StrictMath.log((double) p95Millis / medianMillis) / NORMAL_P95;
        // Two uniform numbers, whatever comes of them: a stream has the same numbers at the same places.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        double millis = medianMillis * StrictMath.exp(spread * normal);
        return Math.max(LEAST_MILLIS, (long) Math.min(millis, Long.MAX_VALUE / 4.0));
    }

    static long draw(Optional<Lifetime> lifetime, SplittableRandom random) {
        return lifetime.map(own -> own.draw(random)).orElse(Arrival.FOR_EVER);
    }
}
