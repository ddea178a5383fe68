package io.alidade.plan.advise;

import java.util.List;

/// What matters on a node, as an order of criteria. Of trials that are equal in all of them, the one with the preferred
/// policy and scope wins, then the one in which more such pods fit and fewer cores are shared, then preferred options.
///
/// @see Criterion
public enum Goal {
    /// As many pods of the workload as possible are aligned and undisturbed; a later one that cannot be is better refused
    /// than slow.
    LATENCY("latency",
            List.of(Criterion.ALIGNED, Criterion.ADMITTED, Criterion.ONE_NUMA_NODE, Criterion.EXCLUSIVE,
                    Criterion.SHARED_CORES, Criterion.EXTRA_CACHES),
            List.of("single-numa-node", "restricted", "best-effort", "none"), List.of("pod", "container"), true),
    /// All pods of the workload run, as well aligned as that allows.
    THROUGHPUT("throughput",
            List.of(Criterion.ADMITTED, Criterion.ALIGNED, Criterion.EXCLUSIVE, Criterion.UNEVEN,
                    Criterion.EXTRA_CACHES, Criterion.FITTING),
            List.of("best-effort", "restricted", "single-numa-node", "none"), List.of("container", "pod"), true),
    /// As many pods as possible.
    DENSITY("density",
            List.of(Criterion.ADMITTED, Criterion.FITTING, Criterion.ALIGNED, Criterion.EXCLUSIVE),
            List.of("best-effort", "none", "restricted", "single-numa-node"), List.of("container", "pod"), false);

    private final String wireName;
    private final List<Criterion> criteria;
    private final List<String> policies;
    private final List<String> scopes;
    private final boolean keepsSystemApart;

    Goal(String wireName, List<Criterion> criteria, List<String> policies, List<String> scopes,
            boolean keepsSystemApart) {
        this.wireName = wireName;
        this.criteria = criteria;
        this.policies = policies;
        this.scopes = scopes;
        this.keepsSystemApart = keepsSystemApart;
    }

    public String wireName() {
        return wireName;
    }

    /// What trials are compared by, the most important first.
    public List<Criterion> criteria() {
        return criteria;
    }

    /// Topology Manager policies, the one that is preferred among equals first.
    List<String> policies() {
        return policies;
    }

    /// Scopes, likewise.
    List<String> scopes() {
        return scopes;
    }

    /// Whether pods of the shared pool stay off the reserved CPUs (`strict-cpu-reservation`), and containers off each
    /// other's cores where that costs nothing (`full-pcpus-only`).
    boolean keepsSystemApart() {
        return keepsSystemApart;
    }

    /// Where reserved cores lie among equals: all on one NUMA node leaves the others whole and quiet, one on each socket
    /// keeps sockets equal.
    Placement placement() {
        return this == THROUGHPUT ? Placement.SPREAD : Placement.TOGETHER;
    }
}
