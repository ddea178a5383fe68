package io.alidade.linux.observe;

/// How cgroups are mounted. The controller `cpuset` is in a hierarchy of its own in `V1` and mostly in `HYBRID`.
public enum CgroupVersion {
    V1("v1"), V2("v2"),
    /// Both are mounted; controllers are in one or the other.
    HYBRID("hybrid");

    private final String wireName;

    CgroupVersion(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
