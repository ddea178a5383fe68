package io.alidade.engine.topology;

import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Describes a machine all of whose sockets, NUMA nodes and cores are alike. Irregular machines are made from their NUMA
/// nodes and CPUs, by the constructor of [NodeTopology].
///
/// Ids are as Linux gives them: NUMA nodes socket by socket; CPUs first all first threads, in the order of the NUMA nodes,
/// then all second threads. Starts as one socket with one NUMA node, one core of one thread and no memory. An uncore cache
/// serves a NUMA node unless [#coresPerUncoreCache] says otherwise. Distances are 10 to itself, 12 within a socket and 20
/// between sockets.
public final class RegularMachineBuilder {
    private static final int LARGEST = 1 << 16;
    private static final int ITSELF = 10;

    private int sockets = 1;
    private int numaNodesPerSocket = 1;
    private int coresPerNumaNode = 1;
    private int threadsPerCore = 1;
    private int coresPerUncoreCache = LARGEST;
    private int distanceWithinSocket = 12;
    private int distanceBetweenSockets = 20;
    private long memoryBytes;
    private final Map<Long, Long> hugepages = new TreeMap<>();

    RegularMachineBuilder() {}

    public RegularMachineBuilder sockets(int count) {
        sockets = positive("sockets", count);
        return this;
    }

    public RegularMachineBuilder numaNodesPerSocket(int count) {
        numaNodesPerSocket = positive("NUMA nodes per socket", count);
        return this;
    }

    public RegularMachineBuilder coresPerNumaNode(int count) {
        coresPerNumaNode = positive("cores per NUMA node", count);
        return this;
    }

    public RegularMachineBuilder threadsPerCore(int count) {
        threadsPerCore = positive("threads per core", count);
        return this;
    }

    /// How many cores share a last-level cache; the last one of a NUMA node may have fewer.
    public RegularMachineBuilder coresPerUncoreCache(int count) {
        coresPerUncoreCache = positive("cores per uncore cache", count);
        return this;
    }

    /// The memory of each NUMA node, hugepages included, such as `64Gi`.
    ///
    /// @throws IllegalArgumentException if it is no whole number of bytes
    public RegularMachineBuilder memory(String each) {
        memoryBytes = bytes(each);
        return this;
    }

    /// Hugepages of one size on each NUMA node, such as `1Gi`.
    ///
    /// @throws IllegalArgumentException if the size is no whole number of bytes
    public RegularMachineBuilder hugepages(String pageSize, long countEach) {
        hugepages.put(bytes(pageSize), countEach);
        return this;
    }

    /// What the kernel says of the distance to NUMA nodes of the same socket and of others.
    public RegularMachineBuilder distances(int withinSocket, int betweenSockets) {
        distanceWithinSocket = positive("distance within a socket", withinSocket);
        distanceBetweenSockets = positive("distance between sockets", betweenSockets);
        return this;
    }

    /// The machine.
    ///
    /// @throws IllegalArgumentException if it has more NUMA nodes or CPUs than there can be
    public NodeTopology build() {
        int count = Math.multiplyExact(sockets, numaNodesPerSocket);
        long cores = (long) count * coresPerNumaNode;
        if (count > NodeTopology.MAX_NUMA_NODES || cores * threadsPerCore > LARGEST) {
            throw new IllegalArgumentException(
                    "a machine has at most " + NodeTopology.MAX_NUMA_NODES + " NUMA nodes and "
                            + LARGEST + " CPUs, not " + count + " and " + cores * threadsPerCore + ".");
        }
        List<NumaNode> numaNodes = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            numaNodes.add(new NumaNode(id, memoryBytes, hugepages, row(id, count)));
        }
        return new NodeTopology(numaNodes, cpus((int) cores));
    }

    private List<Integer> row(int from, int count) {
        List<Integer> distances = new ArrayList<>();
        for (int to = 0; to < count; to++) {
            distances.add(to == from ? ITSELF : to / numaNodesPerSocket == from / numaNodesPerSocket
                    ? distanceWithinSocket : distanceBetweenSockets);
        }
        return distances;
    }

    private List<Cpu> cpus(int cores) {
        int cachesPerNumaNode = Math.ceilDiv(coresPerNumaNode, coresPerUncoreCache);
        int coresPerSocket = numaNodesPerSocket * coresPerNumaNode;
        List<Cpu> cpus = new ArrayList<>();
        for (int thread = 0; thread < threadsPerCore; thread++) {
            for (int core = 0; core < cores; core++) {
                int numaNode = core / coresPerNumaNode;
                cpus.add(new Cpu(thread * cores + core, core % coresPerSocket, core / coresPerSocket, numaNode,
                        numaNode * cachesPerNumaNode + core % coresPerNumaNode / coresPerUncoreCache));
            }
        }
        return cpus;
    }

    private static int positive(String what, int count) {
        if (count < 1 || count > LARGEST) {
            throw new IllegalArgumentException(what + ": " + count + " is not from 1 to " + LARGEST + ".");
        }
        return count;
    }

    private static long bytes(String amount) {
        return Quantity.parse(amount).asLong().orElseThrow(() -> new IllegalArgumentException(
                "\"" + amount + "\" is no whole number of bytes. Write 64Gi."));
    }
}
