package io.alidade.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/// The functions of the C library that are called here, each as one method; a failure is a [SystemCallFailed]. Only
/// this class and [MemoryCalls] leave Java.
final class SystemCalls {
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final int SIG_SETMASK = 2;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    /// Words of a set of signals, which glibc keeps at 1,024 bits.
    private static final int SIGNAL_WORDS = 16;

    private static final MethodHandle SET_AFFINITY = function("sched_setaffinity",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle GET_AFFINITY = function("sched_getaffinity",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle SYSCALL = function("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SIGNAL_MASK = function("sigprocmask",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle FILE_CONTROL = function("fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle MOUNT = function("mount",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UNMOUNT = function("umount2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNSHARE = function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EXECUTE = function("execvpe",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    private SystemCalls() {}

    @SuppressWarnings("restricted") // Whoever starts the virtual machine allows it: --enable-native-access.
    static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all);
    }

    /// A call with memory of its own, which gives the function's result, below 0 for a failure.
    interface Call {
        long run(Arena arena, MemorySegment captured) throws Throwable;
    }

    static long call(String name, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            long result = call.run(arena, captured);
            if (result < 0) {
                throw new SystemCallFailed(name, (int) ERRNO.get(captured, 0L));
            }
            return result;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            // A method handle of the linker throws nothing that is checked.
            throw new IllegalStateException(impossible);
        }
    }

    /// Confines a thread, 0 for the calling one, to CPUs.
    static void setAffinity(int thread, long[] mask) {
        call("sched_setaffinity",
                (arena, captured) -> (int) SET_AFFINITY.invokeExact(captured, thread, 8L * mask.length,
                        arena.allocateFrom(JAVA_LONG, mask)));
    }

    /// The CPUs that a thread, 0 for the calling one, may use.
    static long[] affinity(int thread, int words) {
        long[] mask = new long[words];
        call("sched_getaffinity", (arena, captured) -> {
            MemorySegment bits = arena.allocate(JAVA_LONG, words);
            int result = (int) GET_AFFINITY.invokeExact(captured, thread, 8L * words, bits);
            MemorySegment.copy(bits, JAVA_LONG, 0, mask, 0, words);
            return result;
        });
        return mask;
    }

    /// Sets the memory policy of the calling thread.
    static void setMemoryPolicy(int mode, long[] numaNodes) {
        call("set_mempolicy", (arena, captured) -> {
            // The kernel reads one bit less than it is told.
            long address = numaNodes.length == 0 ? 0L : arena.allocateFrom(JAVA_LONG, numaNodes).address();
            long bits = numaNodes.length == 0 ? 0L : 64L * numaNodes.length + 1;
            return (long) SYSCALL.invokeExact(captured, number(238, 237), (long) mode, address, bits, 0L, 0L);
        });
    }

    /// The memory policy of the calling thread; its NUMA nodes go to `numaNodes`.
    static int memoryPolicy(long[] numaNodes) {
        int[] mode = new int[1];
        call("get_mempolicy", (arena, captured) -> {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment bits = arena.allocate(JAVA_LONG, numaNodes.length);
            long result = (long) SYSCALL.invokeExact(captured, number(239, 236), value.address(), bits.address(),
                    64L * numaNodes.length, 0L, 0L);
            mode[0] = value.get(JAVA_INT, 0);
            MemorySegment.copy(bits, JAVA_LONG, 0, numaNodes, 0, numaNodes.length);
            return result;
        });
        return mode[0];
    }

    /// Which signals the calling thread does not get: bit 0 is signal 1.
    static void setSignalMask(long mask) {
        call("sigprocmask", (arena, captured) -> {
            MemorySegment signals = arena.allocate(JAVA_LONG, SIGNAL_WORDS);
            signals.set(JAVA_LONG, 0, mask);
            return (int) SIGNAL_MASK.invokeExact(captured, SIG_SETMASK, signals, MemorySegment.NULL);
        });
    }

    /// Has an open file closed when this process becomes another program.
    static void closeAtExecution(int file) {
        call("fcntl", (_, captured) -> (int) FILE_CONTROL.invokeExact(captured, file, F_SETFD, FD_CLOEXEC));
    }

    /// Mounts something, or changes a mount.
    static void mount(String source, String target, String type, long flags, String data) {
        call("mount", (arena, captured) -> (int) MOUNT.invokeExact(captured, arena.allocateFrom(source),
                arena.allocateFrom(target), arena.allocateFrom(type), flags, arena.allocateFrom(data)));
    }

    /// Takes a mount away.
    static void unmount(String target, int flags) {
        call("umount2", (arena, captured) -> (int) UNMOUNT.invokeExact(captured, arena.allocateFrom(target), flags));
    }

    /// Gives the calling thread namespaces of its own.
    static void unshare(int namespaces) {
        call("unshare", (_, captured) -> (int) UNSHARE.invokeExact(captured, namespaces));
    }

    /// Opens a file whose path is resolved in a given way.
    ///
    /// @param folder an open one, where a relative path begins
    /// @return the number of the open file
    static int open(int folder, String path, long flags, long resolve) {
        return (int) call("openat2", (arena, captured) -> {
            // flags, mode, resolve.
            MemorySegment how = arena.allocateFrom(JAVA_LONG, flags, 0L, resolve);
            return (long) SYSCALL.invokeExact(captured, number(437, 437), (long) folder,
                    arena.allocateFrom(path).address(), how.address(), how.byteSize(), 0L);
        });
    }

    /// Closes an open file.
    static void close(int file) {
        call("close", (_, captured) -> (int) CLOSE.invokeExact(captured, file));
    }

    /// Becomes another program, found in PATH. Returns only by failing.
    static void execute(List<byte[]> command, List<byte[]> environment) {
        call("execve", (arena, captured) -> {
            MemorySegment words = vector(arena, command);
            return (int) EXECUTE.invokeExact(captured, words.get(ADDRESS, 0), words, vector(arena, environment));
        });
    }

    private static MemorySegment vector(Arena arena, List<byte[]> texts) {
        MemorySegment vector = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = texts.get(i);
            MemorySegment terminated = arena.allocate(text.length + 1L);
            MemorySegment.copy(text, 0, terminated, JAVA_BYTE, 0, text.length);
            vector.setAtIndex(ADDRESS, i, terminated);
        }
        return vector;
    }

    /// The number of a call, which the C library has no function for.
    static long number(int x86, int arm) {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> x86;
            case "aarch64" -> arm;
            default -> throw new SystemCallFailed("syscall", 38);
        };
    }
}
