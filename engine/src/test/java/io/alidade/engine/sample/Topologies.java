package io.alidade.engine.sample;

import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.testkit.Machine;
import io.alidade.testkit.MachineShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Machines.
public final class Topologies {
    public static final long GIB = 1L << 30;

    private Topologies() {}

    /// The machine of the testkit as the engine knows it.
    public static NodeTopology of(Machine machine) {
        List<Cpu> cpus = machine.cpus().stream()
                .map(row -> new Cpu(row.cpu(), row.core(), row.socket(), row.numaNode(), row.uncoreCache())).toList();
        List<NumaNode> numaNodes = new ArrayList<>();
        for (Machine.NumaRow row : machine.numaNodes()) {
            Map<Long, Long> hugepages = new TreeMap<>();
            row.hugePagesByKib().forEach((kib, pages) -> hugepages.put(kib * 1024, pages));
            numaNodes.add(new NumaNode(row.numaNode(), row.memoryBytes(), hugepages, row.distances()));
        }
        return new NodeTopology(numaNodes, cpus);
    }

    /// A machine of the recorded vectors or of the worked examples (`T1`), by name.
    public static NodeTopology named(String shape) {
        return of(MachineShape.named(shape).build());
    }

    /// NUMA nodes of one socket each, no SMT, CPUs in a row: with two of two CPUs, 0 and 1 are on NUMA node 0.
    public static NodeTopology sockets(int numaNodes, int cpusEach, int gibEach) {
        return NodeTopology.builder().sockets(numaNodes).coresPerNumaNode(cpusEach).memory(gibEach + "Gi").build();
    }

    /// NUMA nodes with the ids 0 to `count - 1`, 10 from themselves and 20 from each other.
    public static List<NumaNode> numaNodes(int count, int gibEach) {
        List<NumaNode> numaNodes = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            List<Integer> distances = new ArrayList<>();
            for (int other = 0; other < count; other++) {
                distances.add(other == id ? 10 : 20);
            }
            numaNodes.add(new NumaNode(id, gibEach * GIB, Map.of(), distances));
        }
        return numaNodes;
    }
}
