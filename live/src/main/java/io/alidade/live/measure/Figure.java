package io.alidade.live.measure;

/// A measured figure of memory.
///
/// @param threads        how many cores used it at once, each with one thread
/// @param cpuNumaNode    where those cores are
/// @param memoryNumaNode where the memory is
public record Figure(Aspect aspect, int threads, int cpuNumaNode, int memoryNumaNode, Spread spread) {
    /// What was measured, whatever came out.
    public record Subject(Aspect aspect, int threads, int cpuNumaNode, int memoryNumaNode) {
        /// The figure without its NUMA nodes: `read, 8 cores`; `latency`, which is always of one core.
        String kind() {
            return aspect.wireName()
                    + (aspect == Aspect.LATENCY ? "" : ", " + threads + (threads == 1 ? " core" : " cores"));
        }
    }

    public Subject subject() {
        return new Subject(aspect, threads, cpuNumaNode, memoryNumaNode);
    }

    /// True if memory and CPUs are on one NUMA node.
    public boolean isLocal() {
        return cpuNumaNode == memoryNumaNode;
    }
}
