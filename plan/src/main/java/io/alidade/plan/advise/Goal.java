package io.alidade.plan.advise;

import java.util.List;

/// What matters on a node, as an order of criteria. Of trials that are equal in all of them, the one with the preferred
/// policy and scope wins, then the one in which more such pods fit and fewer cores are shared, then preferred options.
///
/// @see Criterion
public enum Goal {
    /// As many pods of the workload as possible are aligned and undisturbed; a later one that cannot be is better refused
    /// than slow.
    LATENCY("latency"),
    /// All pods of the workload run, as well aligned as that allows.
    THROUGHPUT("throughput"),
    /// As many pods as possible.
    DENSITY("density");

    private final String wireName;

    Goal(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// What trials are compared by, the most important first.
    public List<Criterion> criteria() {
        return switch (this) {
            case LATENCY -> List.of(Criterion.ALIGNED, Criterion.ADMITTED, Criterion.ONE_NUMA_NODE,
                    Criterion.EXCLUSIVE, Criterion.SHARED_CORES, Criterion.EXTRA_CACHES);
            case THROUGHPUT -> List.of(Criterion.ADMITTED, Criterion.ALIGNED, Criterion.EXCLUSIVE, Criterion.UNEVEN,
                    Criterion.EXTRA_CACHES, Criterion.FITTING);
            case DENSITY -> List.of(Criterion.ADMITTED, Criterion.FITTING, Criterion.ALIGNED, Criterion.EXCLUSIVE);
        };
    }

    /// Topology Manager policies, the one that is preferred among equals first.
    List<String> policies() {
        return switch (this) {
            case LATENCY -> List.of("single-numa-node", "restricted", "best-effort", "none");
            case THROUGHPUT -> List.of("best-effort", "restricted", "single-numa-node", "none");
            case DENSITY -> List.of("best-effort", "none", "restricted", "single-numa-node");
        };
    }

    /// Scopes, likewise.
    List<String> scopes() {
        return this == LATENCY ? List.of("pod", "container") : List.of("container", "pod");
    }

    /// Whether pods of the shared pool stay off the reserved CPUs (`strict-cpu-reservation`), and containers off each
    /// other's cores where that costs nothing (`full-pcpus-only`).
    boolean keepsSystemApart() {
        return this != DENSITY;
    }

    /// Where reserved cores lie among equals: all on one NUMA node leaves the others whole and quiet, one on each socket
    /// keeps sockets equal.
    ReservedSpread spread() {
        return this == THROUGHPUT ? ReservedSpread.SPREAD : ReservedSpread.TOGETHER;
    }
}
