package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;

/// One thread of a container.
///
/// @param cpus what it may run on: `Cpus_allowed_list`
/// @param mems where its memory may come from: `Mems_allowed_list`
public record ObservedThread(int id, CpuSet cpus, NumaNodeIds mems) {}
