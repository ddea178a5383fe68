package io.alidade.engine.cpu;

import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/// The machines of the examples in `cpu-manager`, and random ones.
final class Machines {
    /// T1 (cpu-manager 4.4): one NUMA node, cores {0,4} {1,5} {2,6} {3,7}.
    static final CpuTopology T1 = of(8, c -> c % 4, c -> 0, c -> 0, c -> 0);
    /// T2 (cpu-manager 10.7): sockets and NUMA nodes are even and odd CPUs, cores {0,6} {2,8} {4,10} and {1,7} {3,9}
    /// {5,11}.
    static final CpuTopology T2 = of(12, c -> c % 6, c -> c % 2, c -> c % 2, c -> c % 2);
    /// T3 (cpu-manager 10.7): 80 CPUs, two sockets of two NUMA nodes of ten cores, siblings 40 apart.
    static final CpuTopology T3 = of(80, c -> c % 40, c -> c % 40 / 20, c -> c % 40 / 10, c -> c % 40 / 20);
    /// T4 (cpu-manager 10.8): 16 CPUs, one NUMA node, four uncore caches of two cores, siblings 8 apart.
    static final CpuTopology T4 = of(16, c -> c % 8, c -> 0, c -> 0, c -> c % 8 / 2);

    private Machines() {}

    /// A machine of the CPUs 0 to `count - 1`, each placed by its id.
    static CpuTopology of(int count, IntUnaryOperator core, IntUnaryOperator socket, IntUnaryOperator numaNode,
            IntUnaryOperator uncoreCache) {
        List<Cpu> cpus = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            cpus.add(new Cpu(c, core.applyAsInt(c), socket.applyAsInt(c), numaNode.applyAsInt(c),
                    uncoreCache.applyAsInt(c)));
        }
        return of(cpus, List.of());
    }

    /// The same machine with some CPUs offline.
    static CpuTopology without(CpuTopology machine, Integer... offline) {
        List<Integer> gone = List.of(offline);
        return of(machine.topology().cpus().stream().filter(cpu -> !gone.contains(cpu.cpu())).toList(), List.of());
    }

    /// NUMA nodes of equal size on one socket each, without SMT.
    static CpuTopology numaNodes(int numaNodes, int cpusEach) {
        return of(numaNodes * cpusEach, c -> c, c -> 0, c -> c / cpusEach, c -> c / cpusEach);
    }

    private static CpuTopology of(List<Cpu> cpus, List<Integer> memoryOnly) {
        TreeSet<Integer> ids = new TreeSet<>(memoryOnly);
        cpus.forEach(cpu -> ids.add(cpu.numaNode()));
        List<NumaNode> numaNodes = ids.stream().map(id -> new NumaNode(id, 1L << 30, Map.of(), List.of())).toList();
        return new CpuTopology(new NodeTopology(numaNodes, cpus));
    }

    /// A machine of at most `maxNumaNodes` NUMA nodes with CPUs: more sockets than NUMA nodes or fewer, 1, 2 or 4
    /// threads, any numbering, often with CPUs offline, sometimes with groups that lie across each other.
    static CpuTopology random(SplittableRandom random, int maxNumaNodes) {
        int numaNodes = random.nextInt(1, maxNumaNodes + 1);
        int sockets = random.nextInt(4) == 0 ? random.nextInt(1, 9) : random.nextInt(1, numaNodes + 1);
        int coresEach = random.nextInt(1, 7);
        int threads = 1 << random.nextInt(3);
        int cachesEach = random.nextInt(1, 4);
        int layout = random.nextInt(3);
        boolean across = random.nextInt(12) == 0;
        int idStep = random.nextInt(1, 3);
        int cores = numaNodes * coresEach;
        int[] ids = ids(random, cores, threads, layout);
        List<Cpu> cpus = new ArrayList<>();
        for (int core = 0; core < cores; core++) {
            int numaNode = core / coresEach;
            int socket = sockets > numaNodes ? core % sockets : numaNode * sockets / numaNodes;
            int cache = numaNode * cachesEach + core % coresEach * cachesEach / coresEach;
            if (across) {
                socket = random.nextInt(sockets);
                cache = random.nextInt(1, cores + 1);
            }
            for (int thread = 0; thread < threads; thread++) {
                cpus.add(new Cpu(ids[core * threads + thread], core, socket * idStep, numaNode * idStep, cache));
            }
        }
        if (random.nextInt(3) == 0) {
            int gone = random.nextInt(1, Math.max(2, cpus.size() / 3));
            for (int i = 0; i < gone && cpus.size() > 1; i++) {
                cpus.remove(random.nextInt(cpus.size()));
            }
        }
        return of(cpus, random.nextInt(4) == 0 ? List.of(99) : List.of());
    }

    // Siblings next to each other, siblings apart, or anything.
    private static int[] ids(SplittableRandom random, int cores, int threads, int layout) {
        int[] ids = new int[cores * threads];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = layout == 0 ? i : i % threads * cores + i / threads;
        }
        for (int i = ids.length - 1; layout == 2 && i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = ids[i];
            ids[i] = ids[other];
            ids[other] = kept;
        }
        return ids;
    }
}
