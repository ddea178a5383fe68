package io.alidade.plan.lint;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A machine on which a configuration starts unless the configuration itself is wrong: every CPU and NUMA node that it
/// names is there, cores have two threads, and there is more of everything than anybody asks for.
final class RoomyMachine {
    private static final int CORES = 256;
    private static final long MEMORY_BYTES = 16L << 40;

    private RoomyMachine() {}

    static MachineDescription of(KubeletConfiguration configuration) {
        int numaNodes = 2;
        for (var entry : configuration.reservedMemory()) {
            numaNodes = Math.max(numaNodes, Math.min(entry.numaNode(), NodeTopology.MAX_NUMA_NODES - 1) + 1);
        }
        int lastCpu = 0;
        try {
            lastCpu = CpuSet.parseList(configuration.reservedSystemCpus()).last();
        } catch (IllegalArgumentException _) {
            // The kubelet's validation has a word for it.
        }
        return of(numaNodes, Math.max(CORES, lastCpu / 2 + 1));
    }

    private static MachineDescription of(int numaNodes, int cores) {
        List<NumaNode> nodes = new ArrayList<>();
        for (int id = 0; id < numaNodes; id++) {
            List<Integer> distances = new ArrayList<>();
            for (int other = 0; other < numaNodes; other++) {
                distances.add(other == id ? 10 : 20);
            }
            nodes.add(new NumaNode(id, MEMORY_BYTES, Map.of(), distances));
        }
        List<Cpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < 2 * cores; cpu++) {
            int core = cpu % cores;
            int numaNode = (int) ((long) core * numaNodes / cores);
            cpus.add(new Cpu(cpu, core, numaNode * 2 / numaNodes, numaNode, numaNode));
        }
        return MachineDescription.of(new NodeTopology(nodes, cpus));
    }
}
