package io.alidade.plan.capacity;

import java.util.Arrays;

/// Whole numbers that were found, one for each order of arrival. Quantiles are by nearest rank, so each is a number that was
/// found, and joining two distributions and asking is the same as asking for both at once.
public final class Distribution {
    private final long[] sorted;

    private Distribution(long[] sorted) {
        this.sorted = sorted;
    }

    /// Of at least one sample, in any order.
    ///
    /// Of these samples, in any order.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Distribution of(long... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples.");
        }
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Distribution(sorted);
    }

    /// How many.
    public int samples() {
        return sorted.length;
    }

    /// The smallest sample that at least this share of the samples does not exceed.
    ///
    /// @param share from 0 to 1
    public long quantile(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)];
    }

    /// What half of the samples do not exceed.
    public long median() {
        return quantile(0.5);
    }

    /// What 95 of 100 reach or exceed: the best of the worst 5 %.
    public long worst() {
        return quantile(0.05);
    }

    /// The smallest sample.
    public long least() {
        return sorted[0];
    }

    /// The largest sample.
    public long most() {
        return sorted[sorted.length - 1];
    }

    /// Of both.
    public Distribution and(Distribution other) {
        long[] all = Arrays.copyOf(sorted, sorted.length + other.sorted.length);
        System.arraycopy(other.sorted, 0, all, sorted.length, other.sorted.length);
        return of(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution distribution && Arrays.equals(sorted, distribution.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    /// `median 12, worst 5 % 9`.
    @Override
    public String toString() {
        return "median " + median() + ", worst 5 % " + worst();
    }
}
