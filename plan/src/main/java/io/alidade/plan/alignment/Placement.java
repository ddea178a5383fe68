package io.alidade.plan.alignment;

/// Where things really are, whatever the kubelet preferred: the second of the two facts of an alignment.
public enum Placement {
    /// CPUs, pinned memory and devices are on one NUMA node, or all of them on the same ones, as few as the largest of
    /// them needs.
    ALIGNED("aligned"),
    /// They are not: on different NUMA nodes, or on more than are needed.
    SPLIT("split"),
    /// No CPUs of its own, and nothing else that lies apart: where it runs is the scheduler's business.
    SHARED("shared");

    private final String wireName;

    Placement(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
