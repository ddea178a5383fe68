package io.alidade.agent.runtime;

import java.time.Duration;
import java.time.Instant;

/// How long a container that ended waits until it is started again: 10 seconds, doubled each time up to five minutes; one
/// that ran for ten minutes begins anew.
///
/// @param restarts how often it was started again
/// @param pause    before the next start
record BackOff(int restarts, Duration pause) {
    static final BackOff NONE = new BackOff(0, Duration.ZERO);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGIVEN = Duration.ofMinutes(10);

    /// After one more end.
    BackOff next(Instant started, Instant ended) {
        boolean isForgiven = Duration.between(started, ended).compareTo(FORGIVEN) >= 0;
        Duration next = restarts == 0 || isForgiven || pause.isZero() ? FIRST : pause.multipliedBy(2);
        return new BackOff(restarts + 1, next.compareTo(LONGEST) > 0 ? LONGEST : next);
    }
}
