package io.alidade.linux.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.mask.CpuSet;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One cache as a source tells it at one CPU.
///
/// @param cpus those that share it, with those that are offline if the source lists them
public record CacheFacts(int level, Cache.Type type, OptionalInt id, OptionalLong sizeBytes, CpuSet cpus) {}
