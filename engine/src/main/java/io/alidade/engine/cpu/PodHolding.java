package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.table.NamedTable;

/// What a pod with `spec.resources` already holds when it comes to be given CPUs as a whole, and whether that is still
/// good (cpu-manager 14.2, since 1.38).
enum PodHolding {
    /// No set of its own.
    NOTHING,
    /// A set that it keeps, with its containers' shares as far as they are known.
    CURRENT,
    /// A set whose CPUs are in the shared pool, too: its release was broken off before its entry was gone.
    IN_SHARED_POOL,
    /// A set whose shares are not those of the pod's first containers in their order: remains of an earlier pod of the
    /// same uid.
    OF_ANOTHER_POD;

    /// Judges what is held.
    ///
    /// @param podCpus    the pod's own set, empty where it has none
    /// @param containers the shares of its containers
    static PodHolding of(PodRequest pod, CpuSet podCpus, NamedTable<CpuSet> containers, CpuSet sharedCpus) {
        if (podCpus.isEmpty()) {
            return NOTHING;
        }
        if (podCpus.intersects(sharedCpus)) {
            return IN_SHARED_POOL;
        }
        return areFirst(pod, containers) ? CURRENT : OF_ANOTHER_POD;
    }

    private static boolean areFirst(PodRequest pod, NamedTable<CpuSet> containers) {
        int found = 0;
        for (ContainerRequest container : pod.containers()) {
            if (!containers.contains(container.name())) {
                break;
            }
            found++;
        }
        return found == containers.size();
    }
}
