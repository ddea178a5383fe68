package io.alidade.kube.checkpoint;

import io.alidade.engine.mask.CpuSet;

/// Reads the CPU lists of one file and bounds what they cost together: `0-65535` is seven bytes and a thousand words, so
/// the size of the file bounds neither time nor memory.
final class CpuListBudget {
    private static final int WORK = 1 << 24;

    private int left = WORK;

    /// Reads the kubelet's list text, as [CpuSet#parseList] does.
    ///
    /// @throws IllegalArgumentException with its message, or with one of our own when the lists name too many CPUs in all
    CpuSet parse(String list) {
        CpuSet cpus = CpuSet.EMPTY;
        if (list.isEmpty()) {
            return cpus;
        }
        for (String piece : list.split(",", -1)) {
            // An empty list is the empty set, an empty piece of a list is an error: "," has two of them.
            CpuSet some = CpuSet.parseList(piece.isEmpty() ? "," : piece);
            left -= 1 + some.size() + some.last() / Long.SIZE;
            if (left < 0) {
                throw new IllegalArgumentException("the lists of this file name more CPUs than any machine has");
            }
            cpus = cpus.or(some);
        }
        return cpus;
    }
}
