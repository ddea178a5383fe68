package io.alidade.live.journal;

/// How often a whole node may be written down: a few times at once, and in the long run once a second, so that no run of events
/// fills the journal with states.
final class ScenarioBudget {
    private static final int AT_ONCE = 16;
    private static final long NANOS = 1_000_000_000L;

    private long left = AT_ONCE;
    private long since;

    /// @param nanoTime now, by a clock that does not jump
    ScenarioBudget(long nanoTime) {
        since = nanoTime;
    }

    /// Takes one.
    ///
    /// @return false if none is left
    boolean take(long nanoTime) {
        long seconds = (nanoTime - since) / NANOS;
        if (seconds > 0) {
            since += seconds * NANOS;
            left = Math.min(AT_ONCE, left + seconds);
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
