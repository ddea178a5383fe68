package io.alidade.engine.cpu;

/// How evenly CPUs are left on NUMA nodes: the population standard deviation of the free counts, in thousandths,
/// rounded as the kubelet rounds it (cpu-manager 11.2a).
///
/// However a request is divided, the sum of what is left is the same. So the deviation depends on the sum of squares
/// only, an integer, and grows with it; all arithmetic here is exact. The kubelet computes in floating point, in no
/// fixed order; its result is the same, because a sum on the border between two thousandths does not exist for up to
/// 63 NUMA nodes.
final class Balance {
    private final int count;
    private final long mean;
    private final long offset;

    /// @param count the number of NUMA nodes
    /// @param total the CPUs left on all of them together
    Balance(int count, long total) {
        this.count = count;
        mean = (2000 * total + count) / (2L * count);
        offset = 2000 * mean * total - count * mean * mean;
    }

    /// The standard deviation in thousandths.
    long of(long sumOfSquares) {
        // The sum of the squared distances from the mean, in millionths.
        long distance = 1_000_000 * sumOfSquares - offset;
        long deviation = (long) Math.sqrt((double) distance / count);
        while (4 * distance >= squared(2 * deviation + 1) * count) {
            deviation++;
        }
        return deviation;
    }

    /// The largest sum of squares whose standard deviation is at most `deviation` thousandths; -1 if there is none.
    long largestSum(long deviation) {
        if (deviation < 0) {
            return -1;
        }
        return Math.floorDiv((squared(2 * deviation + 1) * count - 1) / 4 + offset, 1_000_000L);
    }

    private static long squared(long value) {
        return value * value;
    }
}
