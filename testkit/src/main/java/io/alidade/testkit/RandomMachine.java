package io.alidade.testkit;

import io.alidade.testkit.MachineShape.Numbering;
import io.alidade.testkit.Randomness.Weighted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Machines drawn at random, from one CPU on one NUMA node to 8 NUMA nodes: regular shapes first, then what real ones add to
/// them: uneven memory, huge pages, odd distances, offline CPUs, a NUMA node of memory only.
public final class RandomMachine {
    /// No drawn machine has more NUMA nodes, a node of memory only included.
    public static final int MAX_NUMA_NODES = 8;

    private static final int MAX_CORES_PER_NUMA_NODE = 8;
    private static final int MAX_MEMORY_GIB = 64;
    private static final long GIB = 1L << 30;
    private static final long[] HUGE_PAGE_KIB = {2048, 1 << 20};

    private RandomMachine() {}

    /// A machine for a case: few and small NUMA nodes in small cases. At least one CPU is online.
    public static Machine next(Randomness random) {
        Machine machine = shape(random).build();
        if (random.chance(30)) {
            machine = withUnevenMemory(random, machine);
        }
        if (random.chance(30)) {
            machine = withHugePages(random, machine);
        }
        if (random.chance(20)) {
            machine = withOddDistances(random, machine);
        }
        if (random.chance(20)) {
            machine = withOfflineCpus(random, machine);
        }
        if (machine.numaNodes().size() < MAX_NUMA_NODES && random.chance(15)) {
            machine = machine.withMemoryOnlyNumaNode(random.between(1, MAX_MEMORY_GIB) * GIB);
        }
        return random.note("machine", machine);
    }

    /// A regular shape: 1 to 4 sockets, 1 to 8 NUMA nodes, 1 to 8 cores in each, 1, 2 or 4 threads a core.
    public static MachineShape shape(Randomness random) {
        int sockets = random.growing(1, 4);
        int numaNodesPerSocket = random.growing(1, Math.min(4, MAX_NUMA_NODES / sockets));
        int coresPerNumaNode = random.growing(1, MAX_CORES_PER_NUMA_NODE);
        int cores = numaNodesPerSocket * coresPerNumaNode;
        int threads = random.pickWeighted(List.of(new Weighted<>(4, 1), new Weighted<>(5, 2), new Weighted<>(1, 4)));
        int uncoreCaches = random.pick(divisorsOf(cores));
        long memoryBytes = random.between(1, MAX_MEMORY_GIB) * GIB;
        return new MachineShape("random", sockets, numaNodesPerSocket, cores, threads,
                random.pick(List.of(Numbering.values())), uncoreCaches, memoryBytes);
    }

    private static List<Integer> divisorsOf(int number) {
        List<Integer> divisors = new ArrayList<>();
        for (int divisor = 1; divisor <= number; divisor++) {
            if (number % divisor == 0) {
                divisors.add(divisor);
            }
        }
        return divisors;
    }

    private static Machine withUnevenMemory(Randomness random, Machine machine) {
        Machine uneven = machine;
        for (Machine.NumaRow row : machine.numaNodes()) {
            uneven = uneven.withMemory(row.numaNode(), random.between(1, MAX_MEMORY_GIB) * GIB);
        }
        return uneven;
    }

    // The kernel lists the same page sizes in every NUMA node; the numbers of pages differ and may be 0. Less than half of
    // the memory is set aside for each size, so that ordinary memory is left.
    private static Machine withHugePages(Randomness random, Machine machine) {
        Machine changed = machine;
        for (Machine.NumaRow row : machine.numaNodes()) {
            for (long pageKib : HUGE_PAGE_KIB) {
                long most = (row.memoryBytes() / 2 - 1) / (pageKib * 1024);
                changed = changed.withHugePages(row.numaNode(), pageKib, random.flip() ? 0 : random.between(0, most));
            }
        }
        return changed;
    }

    // Nothing forbids a firmware to report distances that differ by direction.
    private static Machine withOddDistances(Randomness random, Machine machine) {
        List<List<Integer>> distances = new ArrayList<>();
        for (int a = 0; a < machine.numaNodes().size(); a++) {
            List<Integer> row = new ArrayList<>();
            for (int b = 0; b < machine.numaNodes().size(); b++) {
                row.add(a == b ? MachineShape.LOCAL_DISTANCE : random.between(11, 15));
            }
            distances.add(row);
        }
        return machine.withDistances(distances);
    }

    private static Machine withOfflineCpus(Randomness random, Machine machine) {
        List<Integer> ids = machine.cpus().stream().map(Machine.CpuRow::cpu).toList();
        Set<Integer> offline = new HashSet<>(random.sample(random.between(0, Math.min(3, ids.size() - 1)), ids));
        return offline.isEmpty() ? machine : machine.withoutCpus(offline);
    }
}
