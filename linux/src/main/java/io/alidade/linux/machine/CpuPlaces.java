package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Where each usable CPU sits: its socket and the id of its core as the kubelet has them, its real core, its package.
///
/// Without a package id (missing, or -1: the kernel's "unknown") a CPU counts to socket 0. Without a core id, listed
/// siblings make a core, else the CPU is a core of its own; such a core gets an id that no other core of the socket has.
/// So does a core that shares socket and id with another one of another book or drawer: cAdvisor tells these apart.
public final class CpuPlaces {
    record Place(int cpu, int socket, int coreId) {}

    /// What tells real cores apart. Sibling lists alone would merge the two cores of an AMD module, ids alone the cores of
    /// two dies. The die is asked only where there are no sibling lists.
    private record CoreKey(int socket, int die, int coreId, int firstSibling) {}

    private record NumberedCore(int socket, int coreId) {}

    private record Enclosure(OptionalInt book, OptionalInt drawer) {}

    private static final int NO_DIE = -1;
    private static final int NO_SIBLINGS = -1;

    private final SortedMap<Integer, Place> places = new TreeMap<>();
    private final SortedMap<Integer, CpuSet> packages;
    private final List<CpuSet> cores;

    private CpuPlaces(List<CpuFacts> all) {
        Map<Integer, Set<Integer>> coreIdsBySocket = new HashMap<>();
        for (CpuFacts facts : all) {
            facts.coreId().ifPresent(id -> coreIdsBySocket
                    .computeIfAbsent(facts.socket().orElse(0), absent -> new HashSet<>()).add(id));
        }
        Map<Integer, Integer> firstSiblings = firstSiblings(all);
        Map<NumberedCore, Map<Enclosure, Integer>> idsByEnclosure = new HashMap<>();
        Map<CoreKey, CpuSet.Builder> cpusByCore = new HashMap<>();
        for (CpuFacts facts : all) {
            int socket = facts.socket().orElse(0);
            Set<Integer> taken = coreIdsBySocket.getOrDefault(socket, Set.of());
            int firstSibling = firstSiblings.getOrDefault(facts.cpu(), NO_SIBLINGS);
            int coreId;
            if (facts.coreId().isPresent()) {
                int reported = facts.coreId().getAsInt();
                Map<Enclosure, Integer> ids = idsByEnclosure.computeIfAbsent(new NumberedCore(socket, reported),
                        absent -> new HashMap<>());
                int own = ids.isEmpty() ? reported : madeId(facts.cpu(), taken);
                coreId = ids.computeIfAbsent(new Enclosure(facts.book(), facts.drawer()), absent -> own);
            } else {
                coreId = madeId(firstSibling == NO_SIBLINGS ? facts.cpu() : firstSibling, taken);
            }
            places.put(facts.cpu(), new Place(facts.cpu(), socket, coreId));
            int die = firstSibling == NO_SIBLINGS ? facts.die().orElse(NO_DIE) : NO_DIE;
            cpusByCore.computeIfAbsent(new CoreKey(socket, die, coreId, firstSibling), absent -> new CpuSet.Builder())
                    .add(facts.cpu());
        }
        cores = cpusByCore.values().stream().map(CpuSet.Builder::build).sorted(Comparator.comparingInt(CpuSet::first))
                .toList();
        packages = Packages.of(all);
    }

    /// The places that follow from what is told of each CPU, with a warning for what is not.
    ///
    /// @param all of each usable CPU, in ascending order
    public static CpuPlaces of(List<CpuFacts> all, Warnings warnings) {
        warnings.addFor(cpusOf(all, CpuFacts::fromCpuInfo), DiscoveryWarning.Kind.PLACE_FROM_CPUINFO,
                "package or core id come from /proc/cpuinfo. The kubelet leaves out CPUs without them in sysfs.");
        warnings.addFor(cpusOf(all, facts -> facts.socket().isEmpty()), DiscoveryWarning.Kind.SOCKET_UNKNOWN,
                "no package id is known; counted to socket 0.");
        warnings.addFor(cpusOf(all, facts -> facts.coreId().isEmpty()), DiscoveryWarning.Kind.CORE_UNKNOWN,
                "no core id is known; each is a core of its own, or one with its listed siblings. The kubelet leaves out"
                        + " CPUs whose core_id is missing.");
        return new CpuPlaces(all);
    }

    /// The place of each usable CPU.
    SortedMap<Integer, Place> places() {
        return places;
    }

    /// The packages of the hardware, which need not be the sockets that the kubelet sees.
    SortedMap<Integer, CpuSet> packages() {
        return packages;
    }

    /// The real cores, by lowest CPU.
    List<CpuSet> cores() {
        return cores;
    }

    /// The lowest sibling of each CPU that has a sibling list, or is in the list of another.
    private static Map<Integer, Integer> firstSiblings(List<CpuFacts> all) {
        Map<Integer, Integer> firstSiblings = new HashMap<>();
        for (CpuFacts facts : all) {
            facts.siblings().ifPresent(siblings -> siblings
                    .forEach(sibling -> firstSiblings.putIfAbsent(sibling, siblings.first())));
        }
        for (CpuFacts facts : all) {
            facts.siblings().ifPresent(siblings -> firstSiblings.put(facts.cpu(), siblings.first()));
        }
        return firstSiblings;
    }

    /// The core's lowest CPU; where a real core of the socket has that id, a negative number, which no real core has.
    private static int madeId(int lowestCpu, Set<Integer> reportedIds) {
        return reportedIds.contains(lowestCpu) ? -1 - lowestCpu : lowestCpu;
    }

    private static CpuSet cpusOf(List<CpuFacts> all, Predicate<CpuFacts> condition) {
        CpuSet.Builder cpus = new CpuSet.Builder();
        all.stream().filter(condition).forEach(facts -> cpus.add(facts.cpu()));
        return cpus.build();
    }
}
