package io.alidade.live.measure;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was measured on a machine.
///
/// @param machine    what it is called
/// @param virtual    what it runs on, if it is a virtual machine
/// @param memory     what was measured of memory, if anything
/// @param command    what was measured of a command, if one was given
/// @param counters   NUMA node to counter (`numa_hit`, `numa_miss`, ...) to what the kernel counted meanwhile, in pages, of
///                   everything on the machine
/// @param ownBytes   NUMA node to memory of the measuring process itself, while memory was measured
public record MeasureReport(String machine, Instant measuredAt, Optional<VirtualMachine> virtual,
        List<NumaNodeFacts> numaNodes, Optional<MemoryResult> memory, Optional<CommandResult> command,
        Map<Integer, Map<String, Long>> counters, Map<Integer, Long> ownBytes) {
    public MeasureReport {
        numaNodes = List.copyOf(numaNodes);
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
        ownBytes = Collections.unmodifiableMap(new TreeMap<>(ownBytes));
    }

    /// What a virtual machine runs on.
    ///
    /// @param isEmulated whether its processor is made of software alone
    public record VirtualMachine(String name, boolean isEmulated) {}

    /// A NUMA node as it was found.
    ///
    /// @param cpus       that may be used, as a list
    /// @param cores      how many these are
    /// @param cacheBytes of level 3; 0 if their sizes are not told
    /// @param freeBytes  of memory, before measuring
    public record NumaNodeFacts(int id, String cpus, int cores, long cacheBytes, long freeBytes) {}

    /// What may be claimed.
    public List<Judgement> judgements() {
        return Judgements.of(this);
    }
}
