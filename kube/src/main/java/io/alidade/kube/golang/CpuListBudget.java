package io.alidade.kube.golang;

import io.alidade.engine.mask.CpuSet;

/// Reads the CPU lists of one file and bounds what they cost together: `0-65535` is seven bytes and a thousand words, so
/// the size of the file bounds neither time nor memory.
public final class CpuListBudget {
    // Some thousand containers, each with every CPU of the largest machine, cost less.
    private static final int WORK = 1 << 22;

    private int left = WORK;

    /// Reads the kubelet's list text, as [CpuSet#parseList] does.
    ///
    /// @throws IllegalArgumentException with its message
    /// @throws NoSuchState              if the lists so far name too many CPUs in all
    public CpuSet parse(String list) {
        CpuSet cpus = CpuSet.EMPTY;
        int start = 0;
        while (start < list.length() || (start == list.length() && start > 0)) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            // An empty list is the empty set, an empty piece of a list is an error: "," has two of them.
            CpuSet some = CpuSet.parseList(start == end ? "," : list.substring(start, end));
            left -= 1 + some.size() + some.last() / Long.SIZE;
            if (left < 0) {
                left = 0;
                throw new NoSuchState("the lists of this file name more CPUs than any machine has");
            }
            cpus = cpus.or(some);
            start = end + 1;
        }
        return cpus;
    }
}
