package io.alidade.live.measure;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// What to measure of memory.
///
/// @param aspects    at least one
/// @param blockBytes how much memory of each NUMA node is used; without it, what is larger than its caches
/// @param mostCores  how many cores of a NUMA node are used at once at most; without it, all
/// @param rounds     how often each figure is measured
/// @param time       how long all of it may take
/// @param pages      of which size
public record MemoryQuestion(Set<Aspect> aspects, OptionalLong blockBytes, OptionalInt mostCores, int rounds,
        Duration time, PageSize pages) {
    public MemoryQuestion {
        aspects = Collections.unmodifiableSet(EnumSet.copyOf(aspects));
        if (rounds < 1) {
            throw new IllegalArgumentException(rounds + " rounds are none.");
        }
    }
}
