package io.alidade.agent.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/// A moment in the life of a platform thread: how much processor time it had had by then. On a busy machine far more time
/// passes.
///
/// @param processor nanoseconds on a processor; absent where the kernel does not count them
/// @param clock     nanoseconds of the clock that stands in then
record ThreadTime(OptionalLong processor, long clock) {
    /// Time on a processor, time in wait for one, how often it was on one.
    private static final Path COUNTED = Path.of("/proc/thread-self/schedstat");

    /// Of this thread.
    static ThreadTime now() {
        return new ThreadTime(counted(), System.nanoTime());
    }

    private static OptionalLong counted() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(COUNTED).split(" ", 2)[0]));
        } catch (IOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /// The processor time of this thread since then.
    Duration passed() {
        ThreadTime now = now();
        return Duration.ofNanos(processor.isPresent() && now.processor.isPresent()
                ? now.processor.getAsLong() - processor.getAsLong() : now.clock - clock);
    }
}
