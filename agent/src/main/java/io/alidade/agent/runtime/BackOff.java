package io.alidade.agent.runtime;

import java.time.Duration;
import java.time.Instant;

/// How long a container that has ended waits until it is started again, as a kubelet has it: the first time not at all, then the
/// first pause of its node's [BackOffRule] from its end, doubled each time up to the longest. One that ended more than ten minutes
/// after it was started again begins anew (node-config 13.2).
///
/// @param pause of the next start
/// @param since when it was started again last
record BackOff(Duration pause, Instant since) {
    /// Of a container that was never started again.
    static final BackOff NONE = new BackOff(Duration.ZERO, Instant.EPOCH);

    private static final Duration FORGIVEN = Duration.ofMinutes(10);

    private boolean isAnew(Instant ended) {
        return pause.isZero() || Duration.between(since, ended).compareTo(FORGIVEN) > 0;
    }

    /// When one that ended may be started again.
    Instant until(Instant ended) {
        return isAnew(ended) ? ended : ended.plus(pause);
    }

    /// After one more start.
    BackOff next(Instant ended, Instant started, BackOffRule rule) {
        Duration next = isAnew(ended) ? rule.first() : pause.multipliedBy(2);
        return new BackOff(next.compareTo(rule.longest()) > 0 ? rule.longest() : next, started);
    }
}
