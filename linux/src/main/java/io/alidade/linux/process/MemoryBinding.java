package io.alidade.linux.process;

import io.alidade.engine.mask.NumaNodeIds;
import java.util.ArrayList;
import java.util.List;

/// The NUMA nodes that give a thread memory (`set_mempolicy`). Threads and processes that it starts afterwards inherit them.
///
/// @param numaNodes none for [Strength#ANYWHERE], else at least one
public record MemoryBinding(Strength strength, NumaNodeIds numaNodes) {
    /// How much the NUMA nodes count.
    public enum Strength {
        /// The kernel's default: near to the CPU that asks, else anywhere.
        ANYWHERE(0),
        /// First these, then others. Kernels before 5.15 take the first of them only.
        PREFERRED(5),
        /// These and no others, as `cpuset.mems` does.
        STRICT(2);

        private final int mode;

        Strength(int mode) {
            this.mode = mode;
        }
    }

    private static final int PREFERRED_ONE = 1;
    /// The kernel wants room for as many NUMA nodes as it was built for, which are at most 1,024.
    private static final int WORDS = 16;
    private static final int MAX_NUMA_NODE = WORDS * 64 - 1;
    /// Beside the mode: how NUMA nodes follow a changed cpuset.
    private static final int MODE_FLAGS = 0xE000;

    public MemoryBinding {
        if (numaNodes.isEmpty() != (strength == Strength.ANYWHERE)) {
            throw new IllegalArgumentException(strength + " with NUMA nodes " + numaNodes.toListString()
                    + ": name some, or none for " + Strength.ANYWHERE + ".");
        }
    }

    /// That of the calling thread.
    ///
    /// @throws SystemCallFailed if the kernel does not tell
    public static MemoryBinding current() {
        long[] bits = new long[WORDS];
        int mode = SystemCalls.memoryPolicy(bits) & ~MODE_FLAGS;
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id <= MAX_NUMA_NODE; id++) {
            if ((bits[id / 64] >>> id & 1) != 0) {
                ids.add(id);
            }
        }
        Strength strength = mode == Strength.STRICT.mode ? Strength.STRICT
                : ids.isEmpty() ? Strength.ANYWHERE : Strength.PREFERRED;
        return new MemoryBinding(strength, NumaNodeIds.of(ids));
    }

    /// Makes it that of the calling thread, which is not a virtual one.
    ///
    /// @throws SystemCallFailed if a NUMA node is not there, its cpuset does not allow it, or the call is not let through
    public void apply() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread runs on the threads of others and cannot be bound.");
        }
        long[] bits = numaNodes.isEmpty() ? new long[0] : new long[WORDS];
        int first = -1;
        for (int id = MAX_NUMA_NODE; id >= 0; id--) {
            if (numaNodes.contains(id)) {
                bits[id / 64] |= 1L << id;
                first = id;
            }
        }
        try {
            SystemCalls.setMemoryPolicy(strength.mode, bits);
        } catch (SystemCallFailed failure) {
            if (strength != Strength.PREFERRED || !failure.isInvalid() || first < 0) {
                throw failure;
            }
            long[] one = new long[WORDS];
            one[first / 64] = 1L << first;
            SystemCalls.setMemoryPolicy(PREFERRED_ONE, one);
        }
    }
}
