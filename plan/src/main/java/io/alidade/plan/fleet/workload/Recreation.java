package io.alidade.plan.fleet.workload;

/// How the controller of a pod that its node has refused makes the next one: after a delay that doubles.
///
/// @param firstMillis the first delay
/// @param mostMillis  the longest
/// @param limit       how often; a pod that is refused once more is given up
public record Recreation(long firstMillis, long mostMillis, int limit) {
    /// As the Job controller does it: after 10 seconds, 20, and so on up to 6 minutes.
    public static final Recreation USUAL = new Recreation(10_000, 360_000, 50);

    /// @throws IllegalArgumentException if a figure is out of range
    public Recreation {
        if (firstMillis < 0 || mostMillis < firstMillis || limit < 0) {
            throw new IllegalArgumentException("delays are not negative, and the longest is not below the first.");
        }
    }

    /// The delay after so many refusals, the first being 1.
    public long delayMillis(int refusals) {
        long delay = firstMillis;
        for (int doubled = 1; doubled < refusals && delay < mostMillis; doubled++) {
            delay *= 2;
        }
        return Math.min(delay, mostMillis);
    }
}
