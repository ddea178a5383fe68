package io.alidade.engine.machine;

import io.alidade.engine.mask.CpuSet;

/// CPUs whose cores are of one kind, on a machine that has several.
///
/// @param name `performance` or `efficiency` where the kernel says so, else how fast the kernel takes them for, such as
///             `capacity-446`
public record CoreKind(String name, CpuSet cpus) {
    /// `performance: CPUs 0-7`.
    @Override
    public String toString() {
        return name + ": CPUs " + cpus;
    }
}
