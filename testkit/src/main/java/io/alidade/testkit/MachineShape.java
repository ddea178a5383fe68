package io.alidade.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The parameters of a regular machine: every socket, NUMA node and core is like every other.
///
/// @param numaNodesPerSocket a divisor of `coresPerSocket`
/// @param uncoreCachesPerSocket a divisor of `coresPerSocket`
/// @param memoryBytes the memory of each NUMA node
public record MachineShape(
        String name,
        int sockets,
        int numaNodesPerSocket,
        int coresPerSocket,
        int threadsPerCore,
        Numbering numbering,
        int uncoreCachesPerSocket,
        long memoryBytes) {
    static final int LOCAL_DISTANCE = 10;
    private static final long GIB = 1L << 30;

    /// How CPU ids run over the threads of a core.
    public enum Numbering {
        /// First one thread of every core of the machine, then the second of every core, and so on.
        SPLIT,
        /// All threads of a core side by side.
        ADJACENT,
        /// As [#SPLIT], but neighbouring ids lie on different sockets: first the first core of every socket.
        INTERLEAVED
    }

    public MachineShape {
        if (coresPerSocket % numaNodesPerSocket != 0 || coresPerSocket % uncoreCachesPerSocket != 0) {
            throw new IllegalArgumentException("the " + coresPerSocket + " cores of a socket of " + name
                    + " do not divide evenly over its NUMA nodes and uncore caches.");
        }
    }

    /// The shapes of the recorded scenarios, by the names used there.
    public static List<MachineShape> recorded() {
        return List.of(
                split("uma-4c", 1, 1, 4, 1, 1, 16),
                split("uma-8c-smt", 1, 1, 8, 2, 2, 32),
                split("1s-3n-smt", 1, 3, 12, 2, 3, 12),
                split("1s-nps4", 1, 4, 16, 2, 8, 16),
                split("2s-4c", 2, 1, 4, 1, 1, 16),
                split("2s-6c-smt", 2, 1, 6, 2, 1, 64),
                split("2s-12c-smt", 2, 1, 12, 2, 1, 128),
                split("2s-32c-smt", 2, 1, 32, 2, 4, 256),
                new MachineShape("2s-8c-smt-seq", 2, 1, 8, 2, Numbering.ADJACENT, 2, 64 * GIB),
                new MachineShape("2s-power-smt4", 2, 1, 3, 4, Numbering.ADJACENT, 1, 64 * GIB),
                split("2s-snc2", 2, 2, 8, 2, 2, 32),
                split("2s-nps2", 2, 2, 12, 2, 4, 24),
                split("2s-nps4", 2, 4, 16, 2, 8, 16),
                split("3n-5c", 3, 1, 5, 1, 1, 12),
                split("4s-4c-smt", 4, 1, 4, 2, 2, 32),
                split("4s-6c", 4, 1, 6, 1, 1, 32));
    }

    /// The shapes of the recorded scenarios on machines of 112 to 256 CPUs, by the names used there.
    public static List<MachineShape> recordedLarge() {
        return List.of(
                split("1s-128c-arm", 1, 1, 128, 1, 1, 256),
                split("1s-nps2-64c-l3x8", 1, 2, 64, 2, 8, 192),
                split("2s-16l3-4c", 2, 1, 64, 1, 16, 256),
                split("2s-48c-smt-p5", 2, 1, 48, 2, 1, 1024),
                split("2s-64c-smt-l3x8", 2, 1, 64, 2, 8, 512),
                split("2s-nps4-96c", 2, 4, 48, 2, 8, 96),
                split("2s-snc2-56c-smt", 2, 2, 28, 2, 2, 128),
                split("4s-28c-smt", 4, 1, 28, 2, 1, 384));
    }

    /// The machines T1, T2 and T3 of the worked examples of cpu-manager 4.4 and 10.
    public static List<MachineShape> workedExamples() {
        return List.of(
                split("T1", 1, 1, 4, 2, 1, 16),
                new MachineShape("T2", 2, 1, 3, 2, Numbering.INTERLEAVED, 1, 16 * GIB),
                split("T3", 2, 2, 20, 2, 2, 16));
    }

    /// The shape of that name among the recorded ones, large or not, and the worked examples.
    public static MachineShape named(String name) {
        List<MachineShape> shapes = new ArrayList<>(recorded());
        shapes.addAll(recordedLarge());
        shapes.addAll(workedExamples());
        return shapes.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no known machine is called \"" + name + "\"; there are "
                                + shapes.stream().map(MachineShape::name).toList() + "."));
    }

    private static MachineShape split(String name, int sockets, int numaNodesPerSocket, int coresPerSocket,
            int threadsPerCore, int uncoreCachesPerSocket, int memoryGib) {
        return new MachineShape(name, sockets, numaNodesPerSocket, coresPerSocket, threadsPerCore, Numbering.SPLIT,
                uncoreCachesPerSocket, memoryGib * GIB);
    }

    /// The number of NUMA nodes of the machine.
    public int numaNodes() {
        return sockets * numaNodesPerSocket;
    }

    /// The machine of this shape: all CPUs online, no huge pages, the usual distances.
    public Machine build() {
        List<Machine.CpuRow> cpus = new ArrayList<>();
        for (int socket = 0; socket < sockets; socket++) {
            for (int core = 0; core < coresPerSocket; core++) {
                for (int thread = 0; thread < threadsPerCore; thread++) {
                    cpus.add(new Machine.CpuRow(
                            cpuId(socket, core, thread),
                            core,
                            socket,
                            socket * numaNodesPerSocket + core / (coresPerSocket / numaNodesPerSocket),
                            socket * uncoreCachesPerSocket + core / (coresPerSocket / uncoreCachesPerSocket)));
                }
            }
        }
        cpus.sort(Comparator.comparingInt(Machine.CpuRow::cpu));
        List<Machine.NumaRow> rows = new ArrayList<>();
        for (int a = 0; a < numaNodes(); a++) {
            List<Integer> distances = new ArrayList<>();
            for (int b = 0; b < numaNodes(); b++) {
                distances.add(distance(a, b));
            }
            rows.add(new Machine.NumaRow(a, memoryBytes, distances));
        }
        return new Machine(name, cpus, rows);
    }

    private int cpuId(int socket, int core, int thread) {
        int coreOfMachine = socket * coresPerSocket + core;
        return switch (numbering) {
            case SPLIT -> thread * sockets * coresPerSocket + coreOfMachine;
            case ADJACENT -> coreOfMachine * threadsPerCore + thread;
            case INTERLEAVED -> (thread * coresPerSocket + core) * sockets + socket;
        };
    }

    // In a socket of four or more NUMA nodes, neighbours (0 and 1, 2 and 3) are closer. Sockets form a ring whose
    // opposite ends have a link of their own.
    private int distance(int a, int b) {
        if (a == b) {
            return LOCAL_DISTANCE;
        }
        int apart = Math.abs(a / numaNodesPerSocket - b / numaNodesPerSocket);
        if (apart > 0) {
            return apart == 2 ? 21 : 32;
        }
        return numaNodesPerSocket < 4 || a / 2 == b / 2 ? 12 : 14;
    }
}
