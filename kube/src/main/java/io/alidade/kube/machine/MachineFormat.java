package io.alidade.kube.machine;

/// The documents that a machine may be written in. What tells them apart is in them: `kind`, else the fields.
public enum MachineFormat {
    /// Alidade's own for people: sockets, cores and threads in a line, or a table.
    MACHINE_FILE("machine file"),
    /// A recorded scenario, whose `machine`, `devices` and `kubeletConfiguration` count.
    SCENARIO("recorded scenario"),
    /// Alidade's own for programs, with all that is known ([NodeTopologyDocument]).
    NODE_TOPOLOGY("NodeTopology"),
    /// What an exporter publishes of a node in a cluster: capacities by zone.
    NODE_RESOURCE_TOPOLOGY("NodeResourceTopology");

    private final String wireName;

    MachineFormat(String wireName) {
        this.wireName = wireName;
    }

    /// As people call it, within a sentence.
    public String wireName() {
        return wireName;
    }
}
