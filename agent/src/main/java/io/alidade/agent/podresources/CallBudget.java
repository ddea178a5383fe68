package io.alidade.agent.podresources;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How many calls may be answered: a token bucket that holds ten and gains a hundred a second (device-manager 12.2). For any
/// thread.
final class CallBudget {
    private static final double BURST = 10;
    private static final double PER_NANO = 100.0 / 1_000_000_000;

    private final InstantSource clock;
    private double tokens = BURST;
    private Instant last;

    CallBudget(InstantSource clock) {
        this.clock = clock;
        this.last = clock.instant();
    }

    /// Takes a token, if there is one.
    synchronized boolean take() {
        Instant now = clock.instant();
        tokens = Math.min(BURST, tokens + Math.max(0, Duration.between(last, now).toNanos()) * PER_NANO);
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
