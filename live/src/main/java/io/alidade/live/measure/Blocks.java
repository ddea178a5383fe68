package io.alidade.live.measure;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.process.NumaMemory;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory that is measured: a block on each NUMA node, and a chain where latency is wanted.
final class Blocks implements AutoCloseable {
    /// Of the caches that must not hold it.
    private static final int CACHES = 4;
    private static final int LEAST_CACHES = 2;
    private static final long LEAST_BYTES = 128L << 20;
    private static final long MOST_BYTES = 4L << 30;
    private static final long SEED = 1;
    private static final Pattern HUGE = Pattern.compile("AnonHugePages:\\s+([0-9]{1,15}) kB");

    private final Map<Integer, Block> blocks = new LinkedHashMap<>();
    private final Optional<Long> hugeBefore = hugeBytes();

    /// One of them.
    static final class Block {
        private final NumaMemory data;
        private final Optional<NumaMemory> chain;
        /// Where the last measurement ended, so that the next one does not find in caches what that one left there.
        private long position;
        private long link;

        private Block(NumaMemory data, Optional<NumaMemory> chain) {
            this.data = data;
            this.chain = chain;
        }

        MemorySegment data() {
            return data.segment();
        }

        MemorySegment chain() {
            return chain.orElseThrow(() -> new IllegalStateException("no latency is measured.")).segment();
        }

        long position() {
            return position;
        }

        void moveOn(long bytes) {
            position += bytes;
        }

        long link() {
            return link;
        }

        void moveTo(long where) {
            link = where;
        }
    }

    /// How much is used of each NUMA node: what was asked for, else four times its caches.
    ///
    /// @throws BadInput if there is too little memory
    static long bytes(MeasuredMachine machine, MemoryQuestion question) {
        int copies = question.aspects().contains(Aspect.LATENCY) ? 2 : 1;
        long caches = machine.cpuNumaNodes().stream().mapToLong(machine::cacheBytes).max().orElse(0);
        long wanted = question.blockBytes().orElse(Math.clamp(CACHES * caches, LEAST_BYTES, MOST_BYTES));
        long least = question.blockBytes().orElse(Math.clamp(LEAST_CACHES * caches, LEAST_BYTES / 2, MOST_BYTES));
        for (int numaNode : machine.memoryNumaNodes()) {
            long room = machine.freeBytes(numaNode) / 2 / copies;
            if (room < least) {
                throw new BadInput("NUMA node " + numaNode + " has " + Quantity.shortBytes(machine.freeBytes(numaNode))
                        + " of memory to spare, of which at most half is used for measuring, and "
                        + Quantity.shortBytes(least * copies) + " is wanted.",
                        question.blockBytes().isPresent() ? "Name less with --block, but more than the caches hold ("
                                + Quantity.shortBytes(caches) + ")."
                                : "Make room, or name less with --block; in a block that caches hold they are measured,"
                                        + " not memory.");
            }
            wanted = Math.min(wanted, room);
        }
        return Math.max(1, wanted / NumaMemory.ALIGNMENT) * NumaMemory.ALIGNMENT;
    }

    /// Makes one, with all its pages.
    ///
    /// @param near a thread near to it, that touches it
    void add(int numaNode, long bytes, MemoryQuestion question, PinnedThread near) {
        blocks.put(numaNode, near.run(() -> {
            NumaMemory data = map(numaNode, bytes, question);
            if (!question.aspects().contains(Aspect.LATENCY)) {
                return new Block(data, Optional.empty());
            }
            NumaMemory chain = map(numaNode, bytes, question);
            MemoryLoops.chain(chain.segment(), SEED);
            return new Block(data, Optional.of(chain));
        }));
    }

    private static NumaMemory map(int numaNode, long bytes, MemoryQuestion question) {
        try {
            return NumaMemory.on(numaNode, bytes, question.pages().pages());
        } catch (SystemCallFailed failure) {
            throw new BadInput("there is no memory on NUMA node " + numaNode + " for measuring: "
                    + failure.getMessage() + ".",
                    failure.isUnavailable()
                            ? "Maybe a seccomp profile of a container does not let mbind through. Measure outside of it."
                            : "Name less with --block, or make room.");
        }
    }

    Block on(int numaNode) {
        return Optional.ofNullable(blocks.get(numaNode)).orElseThrow();
    }

    private List<Map.Entry<Integer, NumaMemory>> all() {
        List<Map.Entry<Integer, NumaMemory>> all = new ArrayList<>();
        blocks.forEach((numaNode, block) -> {
            all.add(Map.entry(numaNode, block.data));
            block.chain.ifPresent(chain -> all.add(Map.entry(numaNode, chain)));
        });
        return all;
    }

    /// Which part of each NUMA node's memory the kernel says is there; empty where it does not say.
    Map<Integer, Double> localShares() {
        Map<Integer, Integer> there = new TreeMap<>();
        Map<Integer, Integer> pages = new TreeMap<>();
        try {
            for (Map.Entry<Integer, NumaMemory> memory : all()) {
                Map<Integer, Integer> found = memory.getValue().whereabouts();
                there.merge(memory.getKey(), found.getOrDefault(memory.getKey(), 0), Integer::sum);
                pages.merge(memory.getKey(), found.values().stream().mapToInt(Integer::intValue).sum(), Integer::sum);
            }
        } catch (SystemCallFailed untold) {
            return Map.of();
        }
        Map<Integer, Double> shares = new TreeMap<>();
        pages.forEach((numaNode, all) -> shares.put(numaNode, there.getOrDefault(numaNode, 0) / (double) all));
        return Collections.unmodifiableMap(shares);
    }

    /// Which part of all of it is on huge pages.
    Optional<Double> hugeShare() {
        long bytes = all().stream().mapToLong(memory -> memory.getValue().segment().byteSize()).sum();
        return hugeBytes().flatMap(now -> hugeBefore.map(
                before -> Math.clamp((now - before) / (double) Math.max(1, bytes), 0.0, 1.0)));
    }

    private static Optional<Long> hugeBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/smaps_rollup"), StandardCharsets.ISO_8859_1).stream()
                    .map(HUGE::matcher).filter(Matcher::matches).map(line -> Long.parseLong(line.group(1)) << 10)
                    .findFirst();
        } catch (IOException untold) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        all().forEach(memory -> memory.getValue().close());
    }
}
