package io.alidade.engine.settings;

import java.util.Arrays;
import java.util.Optional;

/// For what the Topology Manager aligns, with the kubelet's string (topology-manager 2).
public enum TopologyScope {
    /// Each container by itself.
    CONTAINER("container"),
    /// The pod as a whole.
    POD("pod");

    private final String wireName;

    TopologyScope(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// The scope of this name; empty for a name at which the kubelet does not start.
    public static Optional<TopologyScope> named(String wireName) {
        return Arrays.stream(values()).filter(scope -> scope.wireName.equals(wireName)).findFirst();
    }
}
