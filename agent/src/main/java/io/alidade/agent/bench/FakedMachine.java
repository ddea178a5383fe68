package io.alidade.agent.bench;

import io.alidade.engine.mask.CpuSet;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// A machine that is only described, as `/sys` and `/proc` describe it. CPUs are numbered as most firmware does: the first
/// threads of all cores, then the second ones.
///
/// @param numaNodes     of each socket
/// @param cores         of each socket
/// @param threads       of each core
/// @param memoryMi      of each NUMA node
/// @param hugepages2Mi  of each NUMA node
public record FakedMachine(String name, int sockets, int numaNodes, int cores, int threads, int memoryMi,
        int hugepages2Mi) {
    private record Place(int cpu, int socket, int numaNode, int core) {}

    private List<Place> places() {
        return IntStream.range(0, sockets * cores * threads).mapToObj(cpu -> {
            int core = cpu % (sockets * cores);
            int socket = core / cores;
            int within = core % cores;
            return new Place(cpu, socket, socket * numaNodes + within * numaNodes / cores, within);
        }).toList();
    }

    private String cpus(Predicate<Place> chosen) {
        return CpuSet.of(places().stream().filter(chosen).mapToInt(Place::cpu).toArray()).toListString();
    }

    /// Writes `sys` and `proc` below a folder.
    public void write(Path root) throws IOException {
        String all = cpus(_ -> true);
        for (String list : List.of("online", "possible", "present")) {
            file(root.resolve("sys/devices/system/cpu").resolve(list), all);
        }
        StringBuilder cpuInfo = new StringBuilder();
        for (Place place : places()) {
            writeCpu(root.resolve("sys/devices/system/cpu/cpu" + place.cpu), place);
            cpuInfo.append("processor\t: ").append(place.cpu).append("\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n")
                    .append("model\t\t: 85\nmodel name\t: Faked\ncpu MHz\t\t: 2000.000\nphysical id\t: ")
                    .append(place.socket).append("\nsiblings\t: ").append(cores * threads).append("\ncore id\t\t: ")
                    .append(place.core).append("\ncpu cores\t: ").append(cores).append("\n\n");
        }
        file(root.resolve("proc/cpuinfo"), cpuInfo.toString());
        long totalKb = 1024L * memoryMi * sockets * numaNodes;
        file(root.resolve("proc/meminfo"), "MemTotal: " + totalKb + " kB\nMemFree: " + totalKb + " kB\nMemAvailable: "
                + totalKb + " kB\nHugepagesize: 2048 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB");
        Path pages = root.resolve("sys/kernel/mm/hugepages/hugepages-2048kB");
        file(pages.resolve("nr_hugepages"), Integer.toString(hugepages2Mi * sockets * numaNodes));
        file(pages.resolve("free_hugepages"), Integer.toString(hugepages2Mi * sockets * numaNodes));
        Path folder = root.resolve("sys/devices/system/node");
        for (int numaNode = 0; numaNode < sockets * numaNodes; numaNode++) {
            writeNumaNode(folder.resolve("node" + numaNode), numaNode);
        }
        for (String list : List.of("online", "possible", "has_memory", "has_cpu", "has_normal_memory")) {
            file(folder.resolve(list), CpuSet.range(0, sockets * numaNodes - 1).toListString());
        }
    }

    private void writeCpu(Path folder, Place place) throws IOException {
        String siblings = cpus(other -> other.socket == place.socket && other.core == place.core);
        String socket = cpus(other -> other.socket == place.socket);
        Path topology = folder.resolve("topology");
        file(topology.resolve("physical_package_id"), Integer.toString(place.socket));
        file(topology.resolve("core_id"), Integer.toString(place.core));
        file(topology.resolve("die_id"), "0");
        file(topology.resolve("thread_siblings_list"), siblings);
        file(topology.resolve("core_cpus_list"), siblings);
        file(topology.resolve("core_siblings_list"), socket);
        file(topology.resolve("package_cpus_list"), socket);
        cache(folder.resolve("cache/index0"), "1", "Data", siblings);
        cache(folder.resolve("cache/index1"), "1", "Instruction", siblings);
        cache(folder.resolve("cache/index2"), "2", "Unified", siblings);
        cache(folder.resolve("cache/index3"), "3", "Unified", cpus(other -> other.numaNode == place.numaNode));
        if (place.cpu > 0) {
            file(folder.resolve("online"), "1");
        }
    }

    private static void cache(Path folder, String level, String type, String cpus) throws IOException {
        file(folder.resolve("level"), level);
        file(folder.resolve("type"), type);
        file(folder.resolve("size"), "1024K");
        file(folder.resolve("shared_cpu_list"), cpus);
        file(folder.resolve("id"), Integer.toString(CpuSet.parseList(cpus).first()));
    }

    private void writeNumaNode(Path folder, int numaNode) throws IOException {
        file(folder.resolve("cpulist"), cpus(place -> place.numaNode == numaNode));
        file(folder.resolve("cpumap"), places().stream().filter(place -> place.numaNode == numaNode)
                .map(place -> BigInteger.ONE.shiftLeft(place.cpu)).reduce(BigInteger.ZERO, BigInteger::add)
                .toString(16));
        StringBuilder distances = new StringBuilder();
        for (int other = 0; other < sockets * numaNodes; other++) {
            distances.append(other == 0 ? "" : " ")
                    .append(other == numaNode ? 10 : other / numaNodes == numaNode / numaNodes ? 12 : 21);
        }
        file(folder.resolve("distance"), distances.toString());
        String start = "Node " + numaNode + " ";
        file(folder.resolve("meminfo"), start + "MemTotal:       " + (memoryMi << 10) + " kB\n" + start
                + "MemFree:        " + (memoryMi << 10) + " kB\n" + start + "HugePages_Total: " + hugepages2Mi + "\n"
                + start + "HugePages_Free: " + hugepages2Mi);
        Path pages = folder.resolve("hugepages/hugepages-2048kB");
        file(pages.resolve("nr_hugepages"), Integer.toString(hugepages2Mi));
        file(pages.resolve("free_hugepages"), Integer.toString(hugepages2Mi));
        for (Place place : places()) {
            if (place.numaNode == numaNode) {
                String name = "cpu" + place.cpu;
                Files.createSymbolicLink(folder.resolve(name), Path.of("../../cpu").resolve(name));
            }
        }
    }

    private static void file(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }
}
