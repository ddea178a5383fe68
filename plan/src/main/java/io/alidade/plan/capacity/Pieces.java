package io.alidade.plan.capacity;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Work in numbered pieces that do not depend on each other, on all processors, about in their order.
final class Pieces {
    private final Patience patience;

    Pieces(Patience patience) {
        this.patience = patience;
    }

    /// Does them until all are done or the patience is over.
    ///
    /// @param work is given the number of a piece, and called by several threads
    /// @return true if all were done
    boolean run(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, Math.min(count, Runtime.getRuntime().availableProcessors())).parallel().forEach(_ -> {
            for (int piece = next.getAndIncrement(); piece < count && patience.lasts(); piece = next
                    .getAndIncrement()) {
                work.accept(piece);
                patience.at(done.incrementAndGet(), count);
            }
        });
        return done.get() == count;
    }
}
