package io.alidade.live.measure;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// What is done with memory while time counts. Each call is short, so that the compiler has long seen the method when it
/// matters, and none makes an object.
final class MemoryLoops {
    /// What processors fetch at once.
    static final int LINE = 64;

    private MemoryLoops() {}

    /// Reads every word; the sum, which somebody must use.
    static long read(MemorySegment memory, long from, long to) {
        long first = 0;
        long second = 0;
        long third = 0;
        long fourth = 0;
        for (long at = from; at < to; at += LINE) {
            first += memory.get(JAVA_LONG, at) + memory.get(JAVA_LONG, at + 32);
            second += memory.get(JAVA_LONG, at + 8) + memory.get(JAVA_LONG, at + 40);
            third += memory.get(JAVA_LONG, at + 16) + memory.get(JAVA_LONG, at + 48);
            fourth += memory.get(JAVA_LONG, at + 24) + memory.get(JAVA_LONG, at + 56);
        }
        return first + second + third + fourth;
    }

    /// Writes every word.
    static long write(MemorySegment memory, long from, long to) {
        for (long at = from; at < to; at += LINE) {
            memory.set(JAVA_LONG, at, at);
            memory.set(JAVA_LONG, at + 8, at);
            memory.set(JAVA_LONG, at + 16, at);
            memory.set(JAVA_LONG, at + 24, at);
            memory.set(JAVA_LONG, at + 32, at);
            memory.set(JAVA_LONG, at + 40, at);
            memory.set(JAVA_LONG, at + 48, at);
            memory.set(JAVA_LONG, at + 56, at);
        }
        return to;
    }

    /// Copies to a place so many bytes further on.
    static long copy(MemorySegment memory, long from, long to, long distance) {
        MemorySegment.copy(memory, from, memory, from + distance, to - from);
        return to;
    }

    /// Goes so many steps along a chain; where it is then.
    static long follow(MemorySegment chain, long start, int steps) {
        long at = start;
        for (int step = 0; step < steps; step++) {
            at = chain.get(JAVA_LONG, at);
        }
        return at;
    }

    /// Makes a chain of all lines in an order that no prefetcher foresees, which ends where it begins (Sattolo's way to draw
    /// a permutation of one cycle): the first word of each line is where the next one starts.
    static void chain(MemorySegment memory, long seed) {
        long lines = memory.byteSize() / LINE;
        for (long line = 0; line < lines; line++) {
            memory.set(JAVA_LONG, line * LINE, line * LINE);
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (long line = lines - 1; line > 0; line--) {
            long other = random.nextLong(line) * LINE;
            long here = line * LINE;
            long kept = memory.get(JAVA_LONG, here);
            memory.set(JAVA_LONG, here, memory.get(JAVA_LONG, other));
            memory.set(JAVA_LONG, other, kept);
        }
    }
}
