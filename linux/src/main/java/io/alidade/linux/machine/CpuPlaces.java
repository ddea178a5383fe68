package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Where each usable CPU sits: its socket, the core id that the kernel reports, and its real core.
///
/// Socket and core id come from `cpuN/topology`, then from `/proc/cpuinfo`. Without a package id (missing, or -1: the
/// kernel's "unknown") a CPU counts to socket 0. Without a core id, listed siblings make a core, else the CPU is a core of
/// its own; such a core gets an id that no other core of the socket has.
final class CpuPlaces {
    record Place(int cpu, int socket, int coreId) {}

    /// What tells real cores apart. Sibling lists alone would merge the two cores of an AMD module, ids alone the cores of
    /// two dies. The die is asked only where there are no sibling lists.
    private record CoreKey(int socket, int die, int coreId, int firstSibling) {}

    private record Found(int cpu, OptionalInt socket, OptionalInt coreId, int die, Optional<CpuSet> siblings,
            boolean fromCpuInfo) {}

    private static final int NO_DIE = -1;
    private static final int NO_SIBLINGS = -1;

    private final SortedMap<Integer, Place> places = new TreeMap<>();
    private final SortedMap<Integer, CpuSet> sockets = new TreeMap<>();
    private final List<CpuSet> cores;

    private CpuPlaces(List<Found> all) {
        Map<Integer, Set<Integer>> coreIdsBySocket = new HashMap<>();
        for (Found found : all) {
            found.coreId.ifPresent(id -> coreIdsBySocket
                    .computeIfAbsent(found.socket.orElse(0), absent -> new HashSet<>()).add(id));
        }
        Map<Integer, Integer> firstSiblings = firstSiblings(all);
        Map<CoreKey, CpuSet.Builder> cpusByCore = new HashMap<>();
        Map<Integer, CpuSet.Builder> cpusBySocket = new TreeMap<>();
        for (Found found : all) {
            int socket = found.socket.orElse(0);
            int firstSibling = firstSiblings.getOrDefault(found.cpu, NO_SIBLINGS);
            int coreId = found.coreId.orElseGet(() -> madeId(firstSibling == NO_SIBLINGS ? found.cpu : firstSibling,
                    coreIdsBySocket.getOrDefault(socket, Set.of())));
            places.put(found.cpu, new Place(found.cpu, socket, coreId));
            int die = firstSibling == NO_SIBLINGS ? found.die : NO_DIE;
            cpusByCore.computeIfAbsent(new CoreKey(socket, die, coreId, firstSibling), absent -> new CpuSet.Builder())
                    .add(found.cpu);
            cpusBySocket.computeIfAbsent(socket, absent -> new CpuSet.Builder()).add(found.cpu);
        }
        cores = cpusByCore.values().stream().map(CpuSet.Builder::build).sorted(Comparator.comparingInt(CpuSet::first))
                .toList();
        cpusBySocket.forEach((socket, cpus) -> sockets.put(socket, cpus.build()));
    }

    static CpuPlaces discover(CpuFolders cpuFolders, CpuInfoFile cpuInfo, Warnings warnings) {
        Attributes attributes = new Attributes(warnings);
        List<Found> all = new ArrayList<>();
        cpuFolders.usableCpus().forEach(cpu -> all.add(find(cpu, cpuFolders, cpuInfo, attributes, warnings)));
        warnings.addFor(cpusOf(all, Found::fromCpuInfo), DiscoveryWarning.Kind.PLACE_FROM_CPUINFO,
                "package or core id come from /proc/cpuinfo. The kubelet leaves out CPUs without them in sysfs.");
        warnings.addFor(cpusOf(all, found -> found.socket.isEmpty()), DiscoveryWarning.Kind.SOCKET_UNKNOWN,
                "no package id is known; counted to socket 0.");
        warnings.addFor(cpusOf(all, found -> found.coreId.isEmpty()), DiscoveryWarning.Kind.CORE_UNKNOWN,
                "no core id is known; each is a core of its own, or one with its listed siblings. The kubelet leaves out"
                        + " CPUs whose core_id is missing.");
        return new CpuPlaces(all);
    }

    /// The place of each usable CPU.
    SortedMap<Integer, Place> places() {
        return places;
    }

    SortedMap<Integer, CpuSet> sockets() {
        return sockets;
    }

    /// The real cores, by lowest CPU.
    List<CpuSet> cores() {
        return cores;
    }

    /// The lowest sibling of each CPU that has a sibling list, or is in the list of another.
    private static Map<Integer, Integer> firstSiblings(List<Found> all) {
        Map<Integer, Integer> firstSiblings = new HashMap<>();
        for (Found found : all) {
            found.siblings.ifPresent(siblings -> siblings
                    .forEach(sibling -> firstSiblings.putIfAbsent(sibling, siblings.first())));
        }
        for (Found found : all) {
            found.siblings.ifPresent(siblings -> firstSiblings.put(found.cpu, siblings.first()));
        }
        return firstSiblings;
    }

    private static Found find(int cpu, CpuFolders cpuFolders, CpuInfoFile cpuInfo, Attributes attributes,
            Warnings warnings) {
        Optional<TreeDirectory> topology = Optional.ofNullable(cpuFolders.folders().get(cpu))
                .flatMap(folder -> folder.directory("topology"));
        OptionalInt socket = topology.map(folder -> attributes.id(folder, "physical_package_id"))
                .orElseGet(OptionalInt::empty);
        OptionalInt coreId = topology.map(folder -> attributes.id(folder, "core_id")).orElseGet(OptionalInt::empty);
        int die = topology.map(folder -> attributes.id(folder, "die_id")).orElseGet(OptionalInt::empty).orElse(NO_DIE);
        Optional<CpuSet> siblings = topology.flatMap(folder -> siblings(cpu, folder, attributes, warnings))
                .map(cpus -> cpus.and(cpuFolders.usableCpus()));
        OptionalInt cpuInfoSocket = socket.isPresent() ? OptionalInt.empty() : cpuInfo.socket(cpu);
        OptionalInt cpuInfoCoreId = coreId.isPresent() ? OptionalInt.empty() : cpuInfo.core(cpu);
        return new Found(cpu, socket.isPresent() ? socket : cpuInfoSocket, coreId.isPresent() ? coreId : cpuInfoCoreId,
                die, siblings, cpuInfoSocket.isPresent() || cpuInfoCoreId.isPresent());
    }

    private static Optional<CpuSet> siblings(int cpu, TreeDirectory topology, Attributes attributes,
            Warnings warnings) {
        // thread_siblings is the older name of core_cpus.
        Optional<CpuSet> siblings = attributes.cpus(topology, "core_cpus", "core_cpus_list")
                .or(() -> attributes.cpus(topology, "thread_siblings", "thread_siblings_list"));
        if (siblings.isPresent() && !siblings.get().contains(cpu)) {
            warnings.malformed(topology.pathOf("core_cpus"), siblings.get().toListString());
            return Optional.empty();
        }
        return siblings;
    }

    /// The core's lowest CPU; where a real core of the socket has that id, a negative number, which no real core has.
    private static int madeId(int lowestCpu, Set<Integer> reportedIds) {
        return reportedIds.contains(lowestCpu) ? -1 - lowestCpu : lowestCpu;
    }

    private static CpuSet cpusOf(List<Found> all, Predicate<Found> condition) {
        CpuSet.Builder cpus = new CpuSet.Builder();
        all.stream().filter(condition).forEach(found -> cpus.add(found.cpu));
        return cpus.build();
    }
}
