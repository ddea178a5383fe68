package io.alidade.linux.process;

/// CPU time that a group of processes may use, on all CPUs together.
///
/// @param micros       in each period
/// @param periodMicros how long a period is
public record CpuQuota(long micros, long periodMicros) {}
