package io.alidade.agent.nri;

import java.time.Duration;

/// How long answers may take: three quarters of what the runtime waits before it gives up a plugin.
final class RuntimePatience {
    /// What a runtime waits if it says nothing else.
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    /// Of the runtime's time, in quarters.
    private static final int OURS = 3;
    private static final int QUARTERS = 4;

    private volatile Duration patience = part(REQUEST_TIMEOUT);

    private static Duration part(Duration requestTimeout) {
        return requestTimeout.multipliedBy(OURS).dividedBy(QUARTERS);
    }

    /// The runtime has said how long it waits.
    void runtimeWaits(Duration requestTimeout) {
        patience = part(requestTimeout);
    }

    /// The runtime waits from now on.
    AnswerTime begin() {
        return new AnswerTime(System.nanoTime(), patience);
    }
}
