package io.alidade.plan.compare;

/// In what a pod may be treated differently, the weightiest first.
public enum Aspect {
    /// Admitted here, refused there.
    VERDICT("verdict"),
    /// Refused by both, with another reason or message.
    REASON("reason"),
    /// Aligned here, split or without CPUs of its own there.
    ALIGNMENT("alignment"),
    /// On other NUMA nodes.
    NUMA_NODES("numaNodes"),
    /// With other exclusive CPUs.
    CPUS("cpus"),
    /// With other devices.
    DEVICES("devices"),
    /// With other memory pinned.
    MEMORY("memory");

    private final String wireName;

    Aspect(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
