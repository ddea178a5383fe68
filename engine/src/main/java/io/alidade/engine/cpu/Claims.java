package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import java.util.Arrays;

/// The working state of one choice: the CPUs still free, those got so far, and how many are still needed (cpu-manager
/// 10.1).
///
/// Invariant *apart*: no CPU is in both `free` and `got`. What is got need not have been free: a group is claimed
/// with its CPUs outside the pool (cpu-manager 10.5a).
final class Claims {
    private final long[] free;
    private final long[] got;
    private int need;

    Claims(int words) {
        free = new long[words];
        got = new long[words];
    }

    /// Begins with the CPUs of `pool` that the machine knows.
    void begin(CpuSet pool, long[] known, int count) {
        for (int i = 0; i < free.length; i++) {
            free[i] = pool.word(i) & known[i];
        }
        Arrays.fill(got, 0);
        need = count;
    }

    /// Begins with the CPUs of one group that are free in `outer`.
    void beginWithin(Claims outer, CpuGroups groups, int group, int count) {
        Arrays.fill(free, 0);
        groups.addFreeTo(free, outer.free, group);
        Arrays.fill(got, 0);
        need = count;
    }

    /// The CPUs still free. To be read only; [#freeSnapshot] stays as it is while claims go on.
    long[] free() {
        return free;
    }

    long[] freeSnapshot() {
        return free.clone();
    }

    int freeCount() {
        return count(free);
    }

    int need() {
        return need;
    }

    /// What was got so far, and which part of it is not from `pool`.
    CpuSelection.Selected selected(CpuSet pool) {
        CpuSet cpus = CpuSet.ofWords(got);
        return new CpuSelection.Selected(cpus, cpus.andNot(pool));
    }

    /// Claims a group with all the CPUs that the machine's table gives it (cpu-manager 10.5a).
    void claim(CpuGroups groups, int group) {
        groups.addTo(got, group);
        groups.removeFrom(free, group);
        need -= groups.size(group);
    }

    void claimCpu(int cpu) {
        got[cpu >> 6] |= 1L << cpu;
        free[cpu >> 6] &= ~(1L << cpu);
        need--;
    }

    void claimWords(long[] cpus) {
        for (int i = 0; i < cpus.length; i++) {
            got[i] |= cpus[i];
            free[i] &= ~cpus[i];
        }
        need -= count(cpus);
    }

    /// Claims all that `inner` got.
    void claimAll(Claims inner) {
        claimWords(inner.got);
    }

    static int count(long[] words) {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }
}
