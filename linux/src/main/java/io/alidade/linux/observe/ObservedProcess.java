package io.alidade.linux.observe;

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
}
