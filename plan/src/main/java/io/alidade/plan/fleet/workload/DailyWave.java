package io.alidade.plan.fleet.workload;

import java.time.Duration;

/// When pods come: as many in each day, more in its afternoon than at night.
///
/// @param duration of the whole workload, which starts at midnight
/// @param height   by how much the busiest moment is above the average, from 0 (none) to 1 (nobody comes at the quietest)
public record DailyWave(Duration duration, double height) {
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();
    /// The busiest moment: three in the afternoon.
    private static final double PEAK = 15 / 24.0;
    private static final int STEPS = 48;

    /// @throws IllegalArgumentException if the figures are out of range
    public DailyWave {
        if (duration.toMillis() < 1 || !(height >= 0 && height <= 1)) {
            throw new IllegalArgumentException("a wave lasts longer than 0 and is from 0 to 1 high.");
        }
    }

    /// The moment by which a share of all pods has come: the inverse of the sum of all that came before.
    long momentOf(double share) {
        double length = duration.toMillis();
        double wanted = share * came(length);
        double low = 0;
        double high = length;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (came(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (long) low;
    }

    private double came(double millis) {
        double turn = 2 * StrictMath.PI / DAY_MILLIS;
        double phase = 2 * StrictMath.PI * PEAK;
        return height == 0 ? millis
                : millis + height / turn * (StrictMath.sin(turn * millis - phase) + StrictMath.sin(phase));
    }
}
