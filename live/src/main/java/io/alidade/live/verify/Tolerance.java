package io.alidade.live.verify;

/// How much memory may be off its NUMA nodes before that is a drift; both bounds must be reached.
///
/// @param offNodePercent of the container's own memory, from 0 to 100
/// @param offNodeBytes   at least 0
public record Tolerance(int offNodePercent, long offNodeBytes) {
    public static final Tolerance DEFAULT = new Tolerance(5, 16 << 20);

    private static final int WHOLE = 100;

    public Tolerance {
        if (offNodePercent < 0 || offNodePercent > WHOLE || offNodeBytes < 0) {
            throw new IllegalArgumentException(
                    "tolerated are 0 to 100 percent and 0 bytes or more, not " + offNodePercent + " and " + offNodeBytes
                            + ".");
        }
    }

    /// True if so many bytes of a total are too many.
    boolean isExceededBy(long bytes, long total) {
        return bytes > 0 && bytes >= offNodeBytes && bytes >= total / (double) WHOLE * offNodePercent;
    }
}
