package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.StartRefusal;
import java.util.Map;

/// The kubelet's look at its restored CPU state before it starts (cpu-manager 5.2).
final class CpuStateCheck {
    private CpuStateCheck() {}

    static void check(StaticCpuPolicy policy, CpuState state) throws StartRefusal {
        CpuSet pool = state.defaultCpuSet();
        if (pool.isEmpty()) {
            if (!state.entries().isEmpty()) {
                throw new StartRefusal("default cpuset cannot be empty");
            }
            return;
        }
        checkReserved(policy, pool);
        CpuSet known = pool;
        for (Map.Entry<String, Map<String, CpuSet>> pod : state.entries().entrySet()) {
            for (Map.Entry<String, CpuSet> container : pod.getValue().entrySet()) {
                CpuSet set = container.getValue();
                if (set.intersects(pool)) {
                    throw new StartRefusal("pod: " + pod.getKey() + ", container: " + container.getKey() + " cpuset: \""
                            + set.toListString() + "\" overlaps with default cpuset \"" + pool.toListString() + "\"");
                }
                known = known.or(set);
            }
        }
        for (CpuSet set : state.podEntries().values()) {
            known = known.or(set);
        }
        CpuSet managed = policy.managedCpus();
        if (!known.equals(managed)) {
            throw new StartRefusal("current set of available CPUs \"" + managed.toListString()
                    + "\" doesn't match with CPUs in state \"" + known.toListString() + "\"");
        }
    }

    private static void checkReserved(StaticCpuPolicy policy, CpuSet pool) throws StartRefusal {
        CpuSet reserved = policy.reservedCpus();
        if (policy.isReservationStrict()) {
            if (reserved.intersects(pool)) {
                throw new StartRefusal("some of strictly reserved cpus: \"" + reserved.and(pool).toListString()
                        + "\" are present in defaultCpuSet: \"" + pool.toListString() + "\"");
            }
        } else if (!reserved.isSubsetOf(pool)) {
            throw new StartRefusal("not all reserved cpus: \"" + reserved.toListString()
                    + "\" are present in defaultCpuSet: \"" + pool.toListString() + "\"");
        }
    }
}
