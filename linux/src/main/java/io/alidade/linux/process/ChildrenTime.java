package io.alidade.linux.process;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// The processor time of processes that this one started, with those below them, once they have ended and were waited for.
public final class ChildrenTime {
    private ChildrenTime() {}

    /// That of all of them since this process began, in user mode and in the kernel.
    public static Duration soFar() {
        return Duration.of(MemoryCalls.childrenMicros(), ChronoUnit.MICROS);
    }
}
