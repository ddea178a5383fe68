package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;

/// What a source says of the place of one usable CPU, before anything is concluded from it.
///
/// @param socket      the id of its package; absent where the source has none, or -1
/// @param coreId      the id of its core
/// @param die         the id of its die
/// @param book        the id of its book, which only mainframes have
/// @param drawer      the id of its drawer, which only mainframes have
/// @param siblings    the usable CPUs of its core, itself among them
/// @param packageCpus the usable CPUs of its package, itself among them
/// @param fromCpuInfo whether socket or core id are not in sysfs but in `/proc/cpuinfo`
public record CpuFacts(int cpu, OptionalInt socket, OptionalInt coreId, OptionalInt die, OptionalInt book,
        OptionalInt drawer, Optional<CpuSet> siblings, Optional<CpuSet> packageCpus, boolean fromCpuInfo) {}
