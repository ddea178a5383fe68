package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.List;
import java.util.Optional;

/// One process of a container.
///
/// @param threads by id
/// @param memory  absent if it was not or could not be read
public record ObservedProcess(int id, String name, List<ObservedThread> threads, Optional<MemoryUse> memory) {
    public ObservedProcess {
        threads = List.copyOf(threads);
    }

    /// One thread of a container.
    ///
    /// @param cpus what it may run on: `Cpus_allowed_list`
    /// @param mems where its memory may come from: `Mems_allowed_list`
    public record ObservedThread(int id, CpuSet cpus, NumaNodeIds mems) {}
}
