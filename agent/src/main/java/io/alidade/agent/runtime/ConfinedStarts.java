package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.MemoryBinding;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Starts processes that are on their CPUs and NUMA nodes from their first instruction on: they have both from the thread that
/// starts them.
///
/// So has the thread that the JVM makes meanwhile to wait for the process ("process reaper"), which it keeps for later ones. It is
/// brought back before anything else happens, by its affinity: it has no name of its own yet. One process is started at a time,
/// so that no other thread has that affinity for a reason.
final class ConfinedStarts {
    private static final Path OWN_THREADS = Path.of("/proc/self/task");

    private final Lock turn = new ReentrantLock();

    /// Starts one. The calling thread is a platform thread, and has no other task.
    ///
    /// @throws SystemCallFailed if the thread cannot be confined
    Process start(Place place, ProcessBuilder builder) throws IOException {
        turn.lock();
        try {
            CpuSet home = place.cpus().isEmpty() ? CpuSet.EMPTY : CpuAffinity.current();
            if (!place.cpus().isEmpty()) {
                CpuAffinity.confine(place.cpus());
            }
            if (!place.numaNodes().isEmpty()) {
                new MemoryBinding(MemoryBinding.Strength.STRICT, place.numaNodes()).apply();
            }
            Process process = builder.start();
            try {
                if (!place.cpus().isEmpty()) {
                    bringBack(CpuAffinity.current(), home);
                }
                return process;
            } catch (IOException failure) {
                process.destroyForcibly();
                throw failure;
            }
        } finally {
            turn.unlock();
        }
    }

    /// The calling thread, too, from which more may be made.
    private static void bringBack(CpuSet away, CpuSet home) throws IOException {
        try (Stream<Path> threads = Files.list(OWN_THREADS)) {
            for (Path thread : threads.toList()) {
                bringBack(Integer.parseInt(String.valueOf(thread.getFileName())), away, home);
            }
        }
    }

    private static void bringBack(int thread, CpuSet away, CpuSet home) {
        try {
            if (CpuAffinity.of(thread).equals(away)) {
                CpuAffinity.confine(thread, home);
            }
        } catch (SystemCallFailed ended) {
            // It is nowhere any more.
        }
    }
}
