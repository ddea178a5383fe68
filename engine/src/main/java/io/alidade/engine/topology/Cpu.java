package io.alidade.engine.topology;

/// One online logical CPU.
///
/// @param cpu         its id, 0 to 65535
/// @param core        the core's id as the kernel reports it, unique only within its socket
/// @param socket      the package's id
/// @param numaNode    the id of the NUMA node it belongs to
/// @param uncoreCache the machine-wide id of its last-level cache as the kubelet understands it; the socket id where the
///                    machine exports none (cpu-manager 2.3)
public record Cpu(int cpu, int core, int socket, int numaNode, int uncoreCache) {
    /// `CPU 3: core 3 of socket 0, NUMA node 0, uncore cache 0`.
    @Override
    public String toString() {
        return "CPU " + cpu + ": core " + core + " of socket " + socket + ", NUMA node " + numaNode + ", uncore cache "
                + uncoreCache;
    }
}
