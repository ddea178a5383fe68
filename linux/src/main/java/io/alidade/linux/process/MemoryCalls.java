package io.alidade.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions of the C library that map memory, and those that tell where it is and what processes used. They are apart from
/// [SystemCalls] because most commands need none of them, and each takes time to link.
final class MemoryCalls {
    private static final int PROTECTION_READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int NO_FILE = -1;
    private static final int BIND = 2;
    private static final int WORDS = 16;
    private static final int CHILDREN = -1;
    /// Of `struct rusage`, 16 words: two of time in user mode, two of time in the kernel, and others.
    private static final int USAGE_WORDS = 18;

    private static final MethodHandle MAP = SystemCalls.function("mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle UNMAP = SystemCalls.function("munmap",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ADVISE = SystemCalls.function("madvise",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle USAGE = SystemCalls.function("getrusage",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SYSCALL = SystemCalls.function("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private MemoryCalls() {}

    /// Maps memory that nobody else has; its address.
    static long map(long bytes) {
        return SystemCalls.call("mmap", (_, captured) -> (long) MAP.invokeExact(captured, 0L, bytes,
                PROTECTION_READ_WRITE, PRIVATE_ANONYMOUS, NO_FILE, 0L));
    }

    /// Takes a mapping away.
    static void unmap(long address, long bytes) {
        SystemCalls.call("munmap", (_, captured) -> (int) UNMAP.invokeExact(captured, address, bytes));
    }

    /// Mapped memory as a segment, until the arena is closed.
    @SuppressWarnings("restricted") // Whoever starts the virtual machine allows it: --enable-native-access.
    static MemorySegment segment(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }

    /// Has pages that are touched from now on come from one NUMA node and from no other.
    static void bind(long address, long bytes, int numaNode) {
        SystemCalls.call("mbind", (arena, captured) -> {
            MemorySegment bits = arena.allocate(JAVA_LONG, WORDS);
            bits.setAtIndex(JAVA_LONG, numaNode / 64, 1L << numaNode);
            // The kernel reads one bit less than it is told.
            return (long) SYSCALL.invokeExact(captured, SystemCalls.number(237, 235), address, bytes, (long) BIND,
                    bits.address(), 64L * WORDS + 1, 0L);
        });
    }

    /// Says how memory will be used.
    static void advise(long address, long bytes, int advice) {
        SystemCalls.call("madvise", (_, captured) -> (int) ADVISE.invokeExact(captured, address, bytes, advice));
    }

    /// The NUMA nodes that pages of this process are on; below 0 for one that is nowhere.
    static int[] numaNodes(long[] pages) {
        int[] numaNodes = new int[pages.length];
        SystemCalls.call("move_pages", (arena, captured) -> {
            MemorySegment addresses = arena.allocateFrom(JAVA_LONG, pages);
            MemorySegment status = arena.allocate(JAVA_INT, pages.length);
            // Without targets it moves nothing, and only tells.
            long count = pages.length;
            long result = (long) SYSCALL.invokeExact(captured, SystemCalls.number(279, 239), 0L, count,
                    addresses.address(), 0L, status.address(), 0L);
            MemorySegment.copy(status, JAVA_INT, 0, numaNodes, 0, numaNodes.length);
            return result;
        });
        return numaNodes;
    }

    /// The processor time of all children that have ended and were waited for, in microseconds.
    static long childrenMicros() {
        long[] micros = new long[1];
        SystemCalls.call("getrusage", (arena, captured) -> {
            MemorySegment usage = arena.allocate(JAVA_LONG, USAGE_WORDS);
            int result = (int) USAGE.invokeExact(captured, CHILDREN, usage);
            micros[0] = 1_000_000 * (usage.getAtIndex(JAVA_LONG, 0) + usage.getAtIndex(JAVA_LONG, 2))
                    + usage.getAtIndex(JAVA_LONG, 1) + usage.getAtIndex(JAVA_LONG, 3);
            return result;
        });
        return micros[0];
    }
}
