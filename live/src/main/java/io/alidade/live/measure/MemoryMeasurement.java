package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.Hypervisor;
import io.alidade.live.measure.Blocks.Block;
import io.alidade.live.measure.Figure.Subject;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// Measures memory of each NUMA node from the cores of each, in turn, round by round.
public final class MemoryMeasurement implements AutoCloseable {
    /// How much is read between two looks at the clock.
    private static final long CHUNK = 1L << 20;
    private static final int STEPS = 4096;
    /// Of calls of a method before time counts: more than it takes to be compiled with care.
    private static final int WARM_UP_CALLS = 30_000;
    private static final int WARM_UP_BYTES = 8 << 10;
    private static final int WARM_UP_STEPS = 32;
    private static final long LEAST_WARM_UP_NANOS = 100_000_000;
    private static final long MOST_WARM_UP_NANOS = 10_000_000_000L;
    private static final long LEAST_SLOT_NANOS = 20_000_000;
    private static final long MOST_SLOT_NANOS = 250_000_000;

    private final MeasuredMachine machine;
    private final MemoryQuestion question;
    private final Pace pace;
    private final Map<Integer, PinnedThread> threads = new HashMap<>();
    private final Blocks blocks = new Blocks();
    private final List<String> notes = new ArrayList<>();
    /// What was read, so that nothing is read in vain.
    private final LongAdder consumed = new LongAdder();

    public MemoryMeasurement(MeasuredMachine machine, MemoryQuestion question, Pace pace) {
        this.machine = machine;
        this.question = question;
        this.pace = pace;
    }

    /// A figure to be, and the cores that it is measured with.
    private record Slot(Subject subject, List<CpuSet> cores) {}

    /// What one thread did.
    private record Part(long amount, long nanos, long result) {
        double perSecond() {
            return amount * 1e9 / nanos;
        }
    }

    /// Measures.
    ///
    /// @throws io.alidade.kube.document.BadInput if there is too little memory
    public MemoryResult measure() {
        long start = System.nanoTime();
        long bytes = Blocks.bytes(machine, question);
        for (int numaNode : machine.memoryNumaNodes()) {
            if (pace.lasts()) {
                blocks.add(numaNode, bytes, question, thread(nearest(numaNode)));
            }
        }
        warmUp();
        long left = Math.max(0, question.time().toNanos() - (System.nanoTime() - start));
        List<Slot> slots = slots(left);
        long slotNanos = Math.clamp(left / Math.max(1, (long) slots.size() * question.rounds()), LEAST_SLOT_NANOS,
                MOST_SLOT_NANOS);
        Map<Subject, List<Double>> rounds = rounds(slots, slotNanos, start + question.time().toNanos());
        List<Figure> figures = rounds.entrySet().stream()
                .map(entry -> new Figure(entry.getKey().aspect(), entry.getKey().threads(),
                        entry.getKey().cpuNumaNode(), entry.getKey().memoryNumaNode(), new Spread(entry.getValue())))
                .toList();
        return new MemoryResult(bytes, question.pages(), blocks.hugeShare(), question.rounds(),
                Duration.ofNanos(slotNanos), figures, blocks.localShares(), notes);
    }

    /// A core of the NUMA node itself, or the first of all where it has none.
    private CpuSet nearest(int numaNode) {
        List<CpuSet> own = machine.cores(numaNode);
        return own.isEmpty() ? machine.cores(machine.cpuNumaNodes().getFirst()).getFirst() : own.getFirst();
    }

    /// On the first thread of a core.
    private PinnedThread thread(CpuSet core) {
        return threads.computeIfAbsent(core.first(), cpu -> new PinnedThread(CpuSet.of(cpu)));
    }

    /// All figures; of numbers of cores only one and all if the time does not suffice for those between.
    private List<Slot> slots(long nanos) {
        List<Slot> all = slots(false);
        if (nanos / Math.max(1, (long) all.size() * question.rounds()) >= LEAST_SLOT_NANOS) {
            return all;
        }
        List<Slot> fewer = slots(true);
        if (fewer.size() < all.size()) {
            notes.add("One core and all cores are measured, and none between: for these the time does not suffice. They"
                    + " want --time " + seconds(all) + ".");
        }
        return fewer;
    }

    private long seconds(List<Slot> slots) {
        return 1 + 2 * ((long) slots.size() * question.rounds() * LEAST_SLOT_NANOS) / 1_000_000_000;
    }

    private List<Slot> slots(boolean endsOnly) {
        List<Slot> slots = new ArrayList<>();
        for (Aspect aspect : question.aspects()) {
            for (int from : machine.cpuNumaNodes()) {
                List<CpuSet> cores = machine.cores(from);
                int most = Math.min(cores.size(), question.mostCores().orElse(cores.size()));
                for (int count : aspect == Aspect.LATENCY ? List.of(1) : counts(most, endsOnly)) {
                    for (int to : machine.memoryNumaNodes()) {
                        slots.add(new Slot(new Subject(aspect, count, from, to), cores.subList(0, count)));
                    }
                }
            }
        }
        return slots;
    }

    /// 1, 2, 4 and so on, and all.
    static List<Integer> counts(int most, boolean endsOnly) {
        TreeSet<Integer> counts = new TreeSet<>(List.of(1, most));
        for (int count = 2; count < most && !endsOnly; count *= 2) {
            counts.add(count);
        }
        return List.copyOf(counts);
    }

    private Map<Subject, List<Double>> rounds(List<Slot> slots, long slotNanos, long end) {
        Map<Subject, List<Double>> rounds = new LinkedHashMap<>();
        long all = (long) slots.size() * question.rounds();
        long done = 0;
        for (int round = 0; round < question.rounds(); round++) {
            for (Slot slot : slots) {
                // A first round there is in any case.
                if (!pace.lasts() || (round > 0 && System.nanoTime() > end)) {
                    notes.add(done + " of " + all + " measurements were made"
                            + (pace.lasts() ? ": then the time was over. A longer --time gives all." : "."));
                    return rounds;
                }
                pace.at(done++, all);
                rounds.computeIfAbsent(slot.subject, _ -> new ArrayList<>()).add(measure(slot, slotNanos));
            }
        }
        return rounds;
    }

    private double measure(Slot slot, long nanos) {
        Block block = blocks.on(slot.subject.memoryNumaNode());
        Aspect aspect = slot.subject.aspect();
        return aspect == Aspect.LATENCY ? latency(thread(slot.cores.getFirst()), block, nanos)
                : bandwidth(aspect, slot.cores, block, nanos);
    }

    private double latency(PinnedThread thread, Block block, long nanos) {
        MemorySegment chain = block.chain();
        long link = block.link();
        Part part = thread.run(() -> {
            long at = link;
            long steps = 0;
            long start = System.nanoTime();
            long now = start;
            while (now - start < nanos) {
                at = MemoryLoops.follow(chain, at, STEPS);
                steps += STEPS;
                now = System.nanoTime();
            }
            return new Part(steps, now - start, at);
        });
        block.moveTo(part.result);
        return 1e9 / part.perSecond();
    }

    /// All threads begin at once, each on a slice of its own.
    private double bandwidth(Aspect aspect, List<CpuSet> cores, Block block, long nanos) {
        MemorySegment memory = block.data();
        long half = memory.byteSize() / 2 / MemoryLoops.LINE * MemoryLoops.LINE;
        long whole = aspect == Aspect.COPY ? half : memory.byteSize();
        long slice = whole / cores.size() / MemoryLoops.LINE * MemoryLoops.LINE;
        long chunk = Math.min(CHUNK, slice);
        long usable = slice / chunk * chunk;
        long first = block.position() / chunk * chunk % usable;
        CyclicBarrier ready = new CyclicBarrier(cores.size());
        List<Future<Part>> running = new ArrayList<>();
        for (int i = 0; i < cores.size(); i++) {
            long begin = i * slice;
            running.add(thread(cores.get(i)).submit(() -> {
                ready.await();
                return pass(aspect, memory, new Pass(begin, usable, chunk, first, half), nanos);
            }));
        }
        double perSecond = 0;
        long most = 0;
        for (Future<Part> part : running) {
            Part done = PinnedThread.get(part);
            perSecond += done.perSecond();
            most = Math.max(most, done.amount);
            consumed.add(done.result);
        }
        block.moveOn(most);
        return perSecond / 1e9;
    }

    /// @param first    where to begin in the slice
    /// @param distance from where is read to where is written
    private record Pass(long begin, long bytes, long chunk, long first, long distance) {}

    private static Part pass(Aspect aspect, MemorySegment memory, Pass pass, long nanos) {
        long at = pass.first;
        long bytes = 0;
        long result = 0;
        long start = System.nanoTime();
        long now = start;
        while (now - start < nanos) {
            long from = pass.begin + at;
            result += once(aspect, memory, from, from + pass.chunk, pass.distance);
            bytes += pass.chunk;
            at = at + pass.chunk >= pass.bytes ? 0 : at + pass.chunk;
            now = System.nanoTime();
        }
        return new Part(bytes, now - start, result);
    }

    private static long once(Aspect aspect, MemorySegment memory, long from, long to, long distance) {
        return switch (aspect) {
            case READ -> MemoryLoops.read(memory, from, to);
            case WRITE -> MemoryLoops.write(memory, from, to);
            case COPY -> MemoryLoops.copy(memory, from, to, distance);
            case LATENCY -> throw new IllegalArgumentException("latency is no bandwidth.");
        };
    }

    /// So that all code is compiled when time counts.
    private void warmUp() {
        // Where code is run by code, waiting until it is compiled takes longer than it is worth: nothing is claimed there.
        if (!pace.lasts() || machine.hypervisor().filter(Hypervisor::isEmulated).isPresent()) {
            return;
        }
        int numaNode = machine.memoryNumaNodes().getFirst();
        Block block = blocks.on(numaNode);
        PinnedThread thread = thread(nearest(numaNode));
        for (Aspect aspect : question.aspects()) {
            consumed.add(thread.run(() -> warmUp(aspect, block)));
            // Whole slots, so that what calls the method is compiled, too.
            measure(new Slot(new Subject(aspect, 1, numaNode, numaNode), List.of(nearest(numaNode))),
                    LEAST_SLOT_NANOS);
        }
    }

    private static long warmUp(Aspect aspect, Block block) {
        long result = 0;
        long start = System.nanoTime();
        for (int call = 0; System.nanoTime() - start < (call < WARM_UP_CALLS ? MOST_WARM_UP_NANOS
                : LEAST_WARM_UP_NANOS); call++) {
            result = aspect == Aspect.LATENCY ? MemoryLoops.follow(block.chain(), result, WARM_UP_STEPS)
                    : result + once(aspect, block.data(), 0, WARM_UP_BYTES, block.data().byteSize() / 2);
        }
        return result;
    }

    /// Gives memory and threads back.
    @Override
    public void close() {
        threads.values().forEach(PinnedThread::close);
        blocks.close();
    }
}
