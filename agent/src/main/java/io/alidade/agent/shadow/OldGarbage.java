package io.alidade.agent.shadow;

import java.time.Duration;

/// Garbage that has become old. The collector of one thread enlarges its heap rather than to look for it, and a process that
/// stays for weeks, and reads much of which it keeps little, would grow by it. For one thread.
final class OldGarbage {
    private static final long GROWTH_BYTES = 3L << 20;
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private long heapBytes;
    private long collected = System.nanoTime() - BETWEEN.toNanos();

    /// Collects it if the heap has grown, and gives the memory back. At most every ten seconds.
    void collect() {
        Runtime machine = Runtime.getRuntime();
        if (machine.totalMemory() - heapBytes > GROWTH_BYTES && System.nanoTime() - collected >= BETWEEN.toNanos()) {
            System.gc();
            heapBytes = machine.totalMemory();
            collected = System.nanoTime();
        }
    }
}
