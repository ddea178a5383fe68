package io.alidade.engine.provider;

/// The hint providers in the order in which the Topology Manager asks them (topology-manager 5.2).
public enum Provider {
    DEVICE("device"),
    CPU("cpu"),
    MEMORY("memory");

    private final String wireName;

    Provider(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
