package io.alidade.bench;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A machine as large as its name says: `8x256` has 8 NUMA nodes and 256 CPUs.
///
/// Machines are two-way SMT with 8 cores to an uncore cache, siblings in the upper half of the CPU ids, 1 TiB of memory with an
/// eighth of it in 1 GiB hugepages, 8 GPUs and 16 NICs spread evenly. Up to 8 NUMA nodes share two sockets, 16 share four, more
/// have a socket for two. 34 NUMA nodes are those of a GB200 board: two with CPUs (no SMT), memory, 2 GPUs and 2 NICs each, and 32
/// that the GPUs leave empty.
record MachineSize(int numaNodes, int cpus) {
    static final String GPU = "nvidia.com/gpu";
    static final String NIC = "intel.com/sriov";
    static final long GIB = 1L << 30;

    private static final int GB200_NUMA_NODES = 34;
    private static final int CORES_PER_UNCORE_CACHE = 8;

    MachineSize {
        if (numaNodes < 1 || cpus < 1) {
            throw new IllegalArgumentException("A machine of " + numaNodes + " NUMA nodes and " + cpus + " CPUs.");
        }
    }

    static MachineSize parse(String name) {
        int cross = name.indexOf('x');
        MachineSize size = new MachineSize(Integer.parseInt(name.substring(0, cross)),
                Integer.parseInt(name.substring(cross + 1)));
        if (size.cpus % (size.populatedNumaNodes() * size.threads()) != 0) {
            throw new IllegalArgumentException(name + " does not divide into equal NUMA nodes.");
        }
        return size;
    }

    /// The NUMA nodes that have CPUs, memory and devices: the first ones.
    int populatedNumaNodes() {
        return isGb200() ? 2 : numaNodes;
    }

    int cpusPerNumaNode() {
        return cpus / populatedNumaNodes();
    }

    private boolean isGb200() {
        return numaNodes == GB200_NUMA_NODES;
    }

    private int threads() {
        return isGb200() ? 1 : 2;
    }

    private int sockets() {
        return numaNodes <= 8 || isGb200() ? Math.min(2, numaNodes) : numaNodes == 16 ? 4 : numaNodes / 2;
    }

    NodeTopology topology() {
        int cores = cpus / threads();
        int coresPerNumaNode = cores / populatedNumaNodes();
        int coresPerUncoreCache = isGb200() ? coresPerNumaNode : Math.min(CORES_PER_UNCORE_CACHE, coresPerNumaNode);
        List<Cpu> all = new ArrayList<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            int core = cpu % cores;
            int numaNode = core / coresPerNumaNode;
            all.add(new Cpu(cpu, core % (cores / sockets()), socket(numaNode), numaNode, core / coresPerUncoreCache));
        }
        List<NumaNode> nodes = new ArrayList<>();
        for (int id = 0; id < numaNodes; id++) {
            boolean empty = id >= populatedNumaNodes();
            long memoryGib = empty ? 0 : 1024 / populatedNumaNodes();
            nodes.add(new NumaNode(id, memoryGib * GIB, Map.of(GIB, memoryGib / 8), distances(id)));
        }
        return new NodeTopology(nodes, all);
    }

    private int socket(int numaNode) {
        return numaNode * sockets() / populatedNumaNodes();
    }

    private List<Integer> distances(int from) {
        List<Integer> distances = new ArrayList<>();
        for (int to = 0; to < numaNodes; to++) {
            boolean empty = from >= populatedNumaNodes() || to >= populatedNumaNodes();
            distances.add(from == to ? 10 : empty ? 80 : socket(from) == socket(to) ? 12 : 32);
        }
        return distances;
    }

    List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        addDevices(devices, GPU, "GPU-%02d", isGb200() ? 4 : 8);
        addDevices(devices, NIC, "0000:%02x:00.1", isGb200() ? 4 : 16);
        return devices;
    }

    private void addDevices(List<Device> devices, String resource, String id, int count) {
        for (int i = 0; i < count; i++) {
            devices.add(new Device(resource, String.format(java.util.Locale.ROOT, id, i),
                    Optional.of(List.of(i * populatedNumaNodes() / count)), true));
        }
    }

    @Override
    public String toString() {
        return numaNodes + "x" + cpus;
    }
}
