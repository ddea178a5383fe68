package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.Optional;

/// One container, or what is unnamed of one pod: what is assigned and what is.
///
/// @param isWholePod      the containers of it that have no name, together
/// @param isRunning       false if there is an entry but no cgroup
/// @param assigned        what the checkpoints say
/// @param cpusInForce     of the cgroup
/// @param threadCpus      what the threads may run on, all together; absent without threads
/// @param memsInForce     of the cgroup
/// @param threadMems      where memory of the threads may come from, all together
/// @param memory          where its pages are
/// @param near            the NUMA nodes where its memory should be: those assigned, else those of its exclusive CPUs;
///                        absent if any will do
/// @param nearShare       the share of its own memory that is near, from 0 to 1; absent if it has none, or any NUMA node
///                        will do
/// @param isFine          no drift is about it
public record ContainerCheck(Place place, Optional<String> containerId, boolean isWholePod, boolean isRunning,
        Assigned assigned, Optional<CpuSet> cpusInForce, Optional<CpuSet> threadCpus,
        Optional<NumaNodeIds> memsInForce, Optional<NumaNodeIds> threadMems, int processes, int threads,
        Optional<ContainerMemory> memory, Optional<NumaNodeIds> near, Optional<Double> nearShare,
        boolean isFine) {
    /// What the checkpoints say of a container.
    ///
    /// @param cpus        absent if any will do
    /// @param isExclusive whether `cpus` are its own or the shared pool
    /// @param mems        absent if any will do
    public record Assigned(Optional<CpuSet> cpus, boolean isExclusive, Optional<NumaNodeIds> mems) {
        /// Nothing is pinned.
        public static final Assigned ANY = new Assigned(Optional.empty(), false, Optional.empty());
    }
}
