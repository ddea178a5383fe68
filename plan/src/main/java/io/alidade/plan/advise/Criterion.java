package io.alidade.plan.advise;

import java.util.function.ToLongFunction;

/// One number that trials are compared by.
public enum Criterion {
    /// Pods of the workload that were admitted.
    ADMITTED("pods admitted", true, Measurement::admitted),
    /// Those that are aligned.
    ALIGNED("pods aligned", true, Measurement::aligned),
    /// CPUs that pods have for themselves.
    EXCLUSIVE("exclusive CPUs", true, Measurement::exclusiveCpus),
    /// Those whose containers are all on one NUMA node.
    ONE_NUMA_NODE("pods on one NUMA node", true, Measurement::onOneNumaNode),
    /// Cores of which a container has only a part.
    SHARED_CORES("cores shared", false, Measurement::sharedCores),
    /// Last-level caches that containers touch beyond the fewest possible.
    EXTRA_CACHES("extra L3 caches", false, Measurement::extraCaches),
    /// How unevenly containers on several NUMA nodes have their CPUs there.
    UNEVEN("CPUs uneven", false, Measurement::unevenCpus),
    /// Pods that run when no further copy of a pod of the workload is admitted.
    FITTING("pods that fit", true, Measurement::fitting);

    private final String label;
    private final boolean moreIsBetter;
    private final ToLongFunction<Measurement> value;

    Criterion(String label, boolean moreIsBetter, ToLongFunction<Measurement> value) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
        this.value = value;
    }

    /// For people, `pods aligned`.
    public String label() {
        return label;
    }

    public long of(Measurement measurement) {
        return value.applyAsLong(measurement);
    }

    /// Negative if the first is better, 0 if both are equally good.
    int compare(Measurement first, Measurement second) {
        int order = Long.compare(of(first), of(second));
        return moreIsBetter ? -order : order;
    }
}
