package io.alidade.linux.process;

import io.alidade.engine.mask.CpuSet;

/// The CPUs that a thread may use (`sched_setaffinity`). Threads and processes that it starts afterwards inherit them.
public final class CpuAffinity {
    private static final int CURRENT = 0;
    private static final int WORDS = (CpuSet.MAX_CPU + 1) / 64;

    private CpuAffinity() {}

    /// The CPUs that the calling thread may use.
    ///
    /// @throws SystemCallFailed if the kernel does not tell
    public static CpuSet current() {
        return CpuSet.ofWords(SystemCalls.affinity(CURRENT, WORDS));
    }

    /// The CPUs that any thread may use, by its id in `/proc/PID/task`.
    ///
    /// @throws SystemCallFailed if it has ended
    public static CpuSet of(int thread) {
        if (thread <= 0) {
            throw new IllegalArgumentException("thread " + thread + " has no id above 0.");
        }
        return CpuSet.ofWords(SystemCalls.affinity(thread, WORDS));
    }

    /// Confines the calling thread, which is not a virtual one.
    ///
    /// @throws SystemCallFailed if none of the CPUs is there, or its cpuset allows none
    public static void confine(CpuSet cpus) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread runs on the threads of others and cannot be confined.");
        }
        set(CURRENT, cpus);
    }

    /// Confines any thread, by its id in `/proc/PID/task`.
    ///
    /// @throws SystemCallFailed if it has ended, belongs to another user, or none of the CPUs is there
    public static void confine(int thread, CpuSet cpus) {
        if (thread <= 0) {
            throw new IllegalArgumentException("thread " + thread + " has no id above 0.");
        }
        set(thread, cpus);
    }

    private static void set(int thread, CpuSet cpus) {
        long[] mask = new long[cpus.last() / 64 + 1];
        for (int word = 0; word < mask.length; word++) {
            mask[word] = cpus.word(word);
        }
        SystemCalls.setAffinity(thread, mask);
    }
}
