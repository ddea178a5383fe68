package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// A container that was started, now or by a former agent.
public interface RunningContainer {
    /// Its first process; nothing if that is not known.
    OptionalLong pid();

    /// Whether it runs, as far as is known now.
    boolean isAlive();

    /// Is done when it has ended.
    CompletableFuture<ContainerEnd> ended();

    /// Asks it to end, and kills it with all that belongs to it when it takes longer than `grace`.
    void stop(Duration grace);

    /// Moves it elsewhere. What goes wrong is tried again for as long as it runs.
    ///
    /// @param before where it was until now; empty if that is not known
    /// @return done when it is there, or has ended
    CompletableFuture<Boolean> confine(CpuSet before, Place place);

    /// Brings back what may run, or take memory, where its container may not.
    ///
    /// @return what was brought back
    CompletableFuture<List<Drift>> bringBack(Place place);

    /// Whether its memory can be moved to other NUMA nodes.
    default boolean canMoveMemory() {
        return true;
    }

    /// How many bytes of its own memory are on other NUMA nodes than these; nothing if nobody tells. It takes time with the memory.
    OptionalLong bytesOutside(NumaNodeIds numaNodes);

    /// The end of what it printed, at most 80 lines and 2 KiB; empty if that is not known.
    default String lastWords() {
        return "";
    }

    /// Clears up after its end. It can still be found.
    void forget();
}
