package io.alidade.engine.machine;

/// Which control groups a machine has mounted.
public enum CgroupMode {
    /// One folder per controller.
    V1("v1"),
    /// One hierarchy for all.
    V2("v2"),
    /// One folder per controller, and a hierarchy of version 2 beside them (systemd's `unified`).
    HYBRID("hybrid");

    private final String wireName;

    CgroupMode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
