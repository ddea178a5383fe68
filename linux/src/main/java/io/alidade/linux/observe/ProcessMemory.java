package io.alidade.linux.observe;

import java.nio.file.Path;
import java.util.Optional;

/// Where the pages of processes are, read from `numa_maps`. The kernel looks at every page, so it takes time with the memory
/// of a process.
public final class ProcessMemory {
    private static final int MAX_MAPPINGS = 1_000_000;

    private ProcessMemory() {}

    /// That of one process; nothing if it has ended, or belongs to another user.
    ///
    /// @param root where `proc` is, `/` for this machine
    /// @throws io.alidade.linux.tree.UnusableTree if it cannot be opened
    public static Optional<MemoryUse> of(Path root, long pid) {
        LiveFiles files = new LiveFiles(root, new Notes());
        return files.directory("proc/" + pid).flatMap(process -> {
            NumaMaps maps = new NumaMaps();
            return switch (files.eachLine(process, "numa_maps", MAX_MAPPINGS, maps::line)) {
                case WHOLE -> Optional.of(maps.use(true));
                case CUT -> Optional.of(maps.use(false));
                case NOTHING -> Optional.empty();
            };
        });
    }
}
