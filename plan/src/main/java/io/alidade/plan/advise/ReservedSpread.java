package io.alidade.plan.advise;

/// Where the reserved cores of a candidate lie.
public enum ReservedSpread {
    /// On one NUMA node if it has enough cores.
    TOGETHER("together"),
    /// On each socket.
    SPREAD("spread");

    private final String wireName;

    ReservedSpread(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
