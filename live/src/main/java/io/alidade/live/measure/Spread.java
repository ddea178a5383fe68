package io.alidade.live.measure;

import java.util.List;

/// What several rounds of one measurement gave, in their order.
///
/// @param rounds at least one, each a number above 0
public record Spread(List<Double> rounds) {
    /// How far apart the rounds may be, as a part of their median, for anything to be claimed.
    public static final double MOST = 0.1;
    /// With fewer rounds nobody knows how far apart they are.
    public static final int LEAST_ROUNDS = 3;

    public Spread {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty() || rounds.stream().anyMatch(round -> !(round > 0) || round.isInfinite())) {
            throw new IllegalArgumentException("rounds " + rounds + " are not numbers above 0.");
        }
    }

    /// The one in the middle; of an even number the mean of both.
    public double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /// From the lowest to the highest, as a part of the median.
    public double width() {
        return (max() - min()) / median();
    }

    /// True if they are too far apart, or too few, to say anything.
    public boolean isNoisy() {
        return rounds.size() < LEAST_ROUNDS || width() > MOST;
    }

    /// How this compares with another one.
    public Ratio to(Spread other) {
        return new Ratio(median() / other.median(), width() + other.width(), isNoisy() || other.isNoisy());
    }

    /// A quotient of two medians.
    ///
    /// @param doubt   how far it may be from 1 by the spread of both alone
    /// @param isNoisy whether one of both is, so that the quotient says nothing
    public record Ratio(double value, double doubt, boolean isNoisy) {
        /// True if there is a difference beyond the spread.
        public boolean tells() {
            return !isNoisy && Math.abs(value - 1) > doubt;
        }
    }
}
