package io.alidade.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;

/// Memory of which every page is on one NUMA node (`mmap`, `mbind`), and there before anybody uses it. Any thread may use it.
public final class NumaMemory implements AutoCloseable {
    /// The size of a huge page on most machines. Amounts are multiples of it.
    public static final long ALIGNMENT = 2L << 20;

    private static final long PAGE = 4096;
    private static final int SAMPLES = 1024;

    /// Of which size pages are asked for.
    public enum Pages {
        /// Huge pages, where the kernel has them (`MADV_HUGEPAGE`).
        HUGE(14),
        /// The usual ones (`MADV_NOHUGEPAGE`).
        SMALL(15),
        /// What the kernel takes by itself.
        KERNEL(-1);

        private final int advice;

        Pages(int advice) {
            this.advice = advice;
        }
    }

    private final Arena arena = Arena.ofShared();
    /// What was mapped; the memory begins somewhere in it.
    private final long mapped;
    private final MemorySegment segment;

    private NumaMemory(long mapped, long bytes) {
        this.mapped = mapped;
        segment = MemoryCalls.segment((mapped + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, bytes, arena);
    }

    /// Maps memory and writes to each of its pages.
    ///
    /// @param bytes a multiple of [#ALIGNMENT]
    /// @throws SystemCallFailed if there is no such memory, or a call is not let through
    public static NumaMemory on(int numaNode, long bytes, Pages pages) {
        if (bytes <= 0 || bytes % ALIGNMENT != 0) {
            throw new IllegalArgumentException(bytes + " bytes are no multiple of " + ALIGNMENT + ".");
        }
        NumaMemory memory = new NumaMemory(MemoryCalls.map(bytes + ALIGNMENT), bytes);
        try {
            MemoryCalls.bind(memory.segment.address(), bytes, numaNode);
            memory.advise(pages);
            memory.touch();
            return memory;
        } catch (RuntimeException failure) {
            memory.close();
            throw failure;
        }
    }

    /// The memory, which begins at a multiple of [#ALIGNMENT].
    public MemorySegment segment() {
        return segment;
    }

    private void advise(Pages pages) {
        if (pages == Pages.KERNEL) {
            return;
        }
        try {
            MemoryCalls.advise(segment.address(), segment.byteSize(), pages.advice);
        } catch (SystemCallFailed failure) {
            // A kernel that was built without huge pages has none to give or to withhold.
            if (!failure.isInvalid()) {
                throw failure;
            }
        }
    }

    private void touch() {
        for (long at = 0; at < segment.byteSize(); at += PAGE) {
            segment.set(ValueLayout.JAVA_LONG, at, at);
        }
    }

    /// Where the kernel says that pages are: NUMA node to how many of up to 1,024, taken at equal distances.
    ///
    /// @throws SystemCallFailed if the kernel does not tell
    public Map<Integer, Integer> whereabouts() {
        long all = segment.byteSize() / PAGE;
        long[] pages = new long[(int) Math.min(all, SAMPLES)];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = segment.address() + all * i / pages.length * PAGE;
        }
        Map<Integer, Integer> found = new TreeMap<>();
        for (int numaNode : MemoryCalls.numaNodes(pages)) {
            found.merge(numaNode, 1, Integer::sum);
        }
        return found;
    }

    /// Gives the memory back. Nobody may be using it.
    @Override
    public void close() {
        arena.close();
        MemoryCalls.unmap(mapped, segment.byteSize() + ALIGNMENT);
    }
}
