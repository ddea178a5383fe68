package io.alidade.plan.advise;

/// One number that trials are compared by.
public enum Criterion {
    /// Pods of the workload that were admitted.
    ADMITTED("pods admitted", true),
    /// Those that are aligned.
    ALIGNED("pods aligned", true),
    /// CPUs that pods have for themselves.
    EXCLUSIVE("exclusive CPUs", true),
    /// Those whose containers are all on one NUMA node.
    ONE_NUMA_NODE("pods on one NUMA node", true),
    /// Cores of which a container has only a part.
    SHARED_CORES("cores shared", false),
    /// Last-level caches that containers touch beyond the fewest possible.
    EXTRA_CACHES("extra L3 caches", false),
    /// How unevenly containers on several NUMA nodes have their CPUs there.
    UNEVEN("CPUs uneven", false),
    /// Pods that run when no further copy of a pod of the workload is admitted.
    FITTING("pods that fit", true);

    private final String label;
    private final boolean moreIsBetter;

    Criterion(String label, boolean moreIsBetter) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
    }

    /// For people, `pods aligned`.
    public String label() {
        return label;
    }

    public long of(Measurement measurement) {
        return switch (this) {
            case ADMITTED -> measurement.admitted();
            case ALIGNED -> measurement.aligned();
            case EXCLUSIVE -> measurement.exclusiveCpus();
            case ONE_NUMA_NODE -> measurement.onOneNumaNode();
            case SHARED_CORES -> measurement.sharedCores();
            case EXTRA_CACHES -> measurement.extraCaches();
            case UNEVEN -> measurement.unevenCpus();
            case FITTING -> measurement.fitting();
        };
    }

    /// Negative if the first is better, 0 if both are equally good.
    int compare(Measurement first, Measurement second) {
        int order = Long.compare(of(first), of(second));
        return moreIsBetter ? -order : order;
    }
}
