package io.alidade.engine.settings;

/// The policies of the three managers, by the kubelet's names, and what is asked of them.
///
/// Names stay as they are written: a manager refuses an unknown one when it starts, in the kubelet's order (node-config 3.8).
/// Of an unknown name every question here is answered as of `none`.
///
/// @param cpuManager      `none` or `static`
/// @param memoryManager   `None` or `Static`
/// @param topologyManager `none`, `best-effort`, `restricted` or `single-numa-node`
/// @param topologyScope   `container` or `pod`
public record Policies(String cpuManager, String memoryManager, String topologyManager, String topologyScope) {
    public static final String CPU_NONE = "none";
    public static final String CPU_STATIC = "static";
    public static final String MEMORY_NONE = "None";
    public static final String MEMORY_STATIC = "Static";
    public static final String TOPOLOGY_NONE = "none";
    public static final String BEST_EFFORT = "best-effort";
    public static final String RESTRICTED = "restricted";
    public static final String SINGLE_NUMA_NODE = "single-numa-node";

    /// The option with which the merge prefers NUMA nodes that are near each other (topology-manager 4.2).
    public static final String PREFER_CLOSEST = "prefer-closest-numa-nodes";
    /// The option that lets the Topology Manager take on more NUMA nodes than [#DEFAULT_MAX_NUMA_NODES].
    public static final String MAX_NUMA_NODES = "max-allowable-numa-nodes";
    /// The number of NUMA nodes that the kubelet takes on without [#MAX_NUMA_NODES].
    public static final int DEFAULT_MAX_NUMA_NODES = 8;

    /// These policies, with another one of the Topology Manager.
    public Policies with(AlignmentPolicy alignment) {
        return new Policies(cpuManager, memoryManager, alignment.wireName(), topologyScope);
    }

    /// True if containers may get CPUs of their own.
    public boolean pinsCpus() {
        return cpuManager.equals(CPU_STATIC);
    }

    /// True if the memory of containers is taken from certain NUMA nodes.
    public boolean pinsMemory() {
        return memoryManager.equals(MEMORY_STATIC);
    }

    /// True if hints are merged: the Topology Manager has another policy than `none`.
    public boolean aligns() {
        return combinesHints() || wantsSingleNumaNode();
    }

    /// True if combinations of hints on several NUMA nodes count: `best-effort` and `restricted`.
    public boolean combinesHints() {
        return topologyManager.equals(BEST_EFFORT) || topologyManager.equals(RESTRICTED);
    }

    /// True if a pod that is not aligned is refused.
    public boolean refusesUnaligned() {
        return topologyManager.equals(RESTRICTED) || wantsSingleNumaNode();
    }

    /// True if nothing but one NUMA node will do.
    public boolean wantsSingleNumaNode() {
        return topologyManager.equals(SINGLE_NUMA_NODE);
    }

    /// For what hints are merged.
    public TopologyScope scope() {
        return TopologyScope.named(topologyScope).orElse(TopologyScope.CONTAINER);
    }

    /// True if hints are merged for pods as a whole.
    public boolean hasPodScope() {
        return aligns() && scope() == TopologyScope.POD;
    }

    /// `Topology Manager restricted, scope pod, CPU Manager static, Memory Manager Static`.
    @Override
    public String toString() {
        return "Topology Manager " + topologyManager + (aligns() ? ", scope " + topologyScope : "") + ", CPU Manager "
                + cpuManager + ", Memory Manager " + memoryManager;
    }
}
