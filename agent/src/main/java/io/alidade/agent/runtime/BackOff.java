package io.alidade.agent.runtime;

import java.time.Duration;
import java.time.Instant;

/// How long a container that has ended waits until it is started again, as a kubelet has it: the first time not at all, then 10
/// seconds from its end, doubled each time up to five minutes. One that ended more than ten minutes after it was started again
/// begins anew.
///
/// @param pause of the next start
/// @param since when it was started again last
record BackOff(Duration pause, Instant since) {
    /// Of a container that was never started again.
    static final BackOff NONE = new BackOff(Duration.ZERO, Instant.EPOCH);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGIVEN = LONGEST.multipliedBy(2);

    private boolean isAnew(Instant ended) {
        return pause.isZero() || Duration.between(since, ended).compareTo(FORGIVEN) > 0;
    }

    /// When one that ended may be started again.
    Instant until(Instant ended) {
        return isAnew(ended) ? ended : ended.plus(pause);
    }

    /// After one more start.
    BackOff next(Instant ended, Instant started) {
        Duration next = isAnew(ended) ? FIRST : pause.multipliedBy(2);
        return new BackOff(next.compareTo(LONGEST) > 0 ? LONGEST : next, started);
    }
}
