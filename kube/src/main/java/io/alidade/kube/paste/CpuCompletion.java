package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes the full table of CPUs of what is known of them. What is not told is assumed, with a warning for each kind:
///
/// | not told | assumed |
/// | --- | --- |
/// | ids of CPUs | from 0 on |
/// | NUMA nodes | one |
/// | sockets | the NUMA nodes in equal shares, in their order |
/// | cores | the second threads come after all first ones, unless only neighbours would stay on one NUMA node |
/// | caches of level 3 | each NUMA node's cores in equal shares, in their order; without a number, none |
final class CpuCompletion {
    private static final int MAX_COUNTED = CpuSet.MAX_CPU + 1;

    private final Evidence evidence;
    private final List<String> warnings;
    private final SortedMap<Integer, Integer> numaNodeOf = new TreeMap<>();
    private final SortedMap<Integer, Integer> socketOf = new TreeMap<>();
    private final SortedMap<Integer, Integer> coreOf = new TreeMap<>();
    private final SortedMap<Integer, Integer> l3Of = new TreeMap<>();

    CpuCompletion(Evidence evidence, List<String> warnings) {
        this.evidence = evidence;
        this.warnings = warnings;
    }

    /// The table, and on the way the groups that [#l3] tells.
    ///
    /// @throws BadInput if no CPU is known
    List<Cpu> cpus() {
        placeOnNumaNodes();
        placeInSockets();
        placeInCores();
        placeInCaches();
        return table();
    }

    /// Each CPU to its cache of level 3, as far as known or assumed.
    SortedMap<Integer, Integer> l3() {
        return l3Of;
    }

    /// A paste that was cut: CPUs would count to NUMA nodes that are not theirs.
    private void refuseCutList(Claim<Integer> count) {
        long shown = Math.max(evidence.numaNodeCpus().size(),
                evidence.numaNodeOfCpu().values().stream().map(Claim::value).distinct().count());
        if (count.value() > Math.max(shown, 1)) {
            throw new BadInput(
                    count.origin() + " says that there are " + count.value() + " NUMA nodes, and the CPUs of "
                            + (shown == 0 ? "none" : "only " + shown) + " are shown.",
                    "Paste the lines NUMA node0 CPU(s) and so on, too, or add numactl --hardware.");
        }
    }

    private void placeOnNumaNodes() {
        evidence.numaNodeCount().ifPresent(this::refuseCutList);
        evidence.numaNodeOfCpu().forEach((cpu, numaNode) -> numaNodeOf.put(cpu, numaNode.value()));
        if (!numaNodeOf.isEmpty()) {
            evidence.onlineCpus().ifPresent(online -> {
                CpuSet outside = online.value().andNot(set(numaNodeOf.keySet()));
                if (!outside.isEmpty()) {
                    warnings.add("cpus-outside-numa-nodes: CPUs " + outside
                            + " are online, but no source puts them on a NUMA"
                            + " node; left out, a kubelet does not see such CPUs.");
                }
            });
            return;
        }
        CpuSet all = evidence.onlineCpus().map(Claim::value).orElseGet(this::tabledOrCounted);
        if (all.isEmpty()) {
            throw new BadInput("nothing that was given tells which CPUs the machine has.",
                    "Add the output of lscpu, and of numactl --hardware for the memory.");
        }
        all.forEach(cpu -> numaNodeOf.put(cpu, 0));
        if (!evidence.isWithoutNuma()) {
            warnings.add("numa-nodes-assumed: no source tells NUMA nodes; all CPUs count to NUMA node 0. Add lscpu or"
                    + " numactl --hardware.");
        }
    }

    private CpuSet tabledOrCounted() {
        TreeSet<Integer> tabled = new TreeSet<>(evidence.cores().ids().keySet());
        tabled.addAll(evidence.sockets().ids().keySet());
        if (!tabled.isEmpty()) {
            return set(tabled);
        }
        long count = evidence.cpuCount().map(claim -> (long) claim.value())
                .or(() -> evidence.cpuCapacity().map(Claim::value))
                .orElse(0L);
        if (count > MAX_COUNTED) {
            throw new BadInput(
                    "the machine is said to have " + count + " CPUs, at most " + MAX_COUNTED + " are possible.",
                    "Correct the number.");
        }
        if (count == 0) {
            return CpuSet.EMPTY;
        }
        warnings.add(
                "cpu-ids-assumed: only the number of CPUs is told; their ids count from 0 to " + (count - 1) + ".");
        return CpuSet.range(0, (int) count - 1);
    }

    private static CpuSet set(Iterable<Integer> cpus) {
        CpuSet.Builder builder = new CpuSet.Builder();
        cpus.forEach(builder::add);
        return builder.build();
    }

    private SortedMap<Integer, List<Integer>> cpusByNumaNode() {
        SortedMap<Integer, List<Integer>> cpus = new TreeMap<>();
        numaNodeOf.forEach((cpu, numaNode) -> cpus.computeIfAbsent(numaNode, _ -> new ArrayList<>()).add(cpu));
        return cpus;
    }

    private void placeInSockets() {
        if (evidence.sockets().ids().keySet().containsAll(numaNodeOf.keySet())) {
            socketOf.putAll(evidence.sockets().ids());
            return;
        }
        SortedMap<Integer, List<Integer>> byNumaNode = cpusByNumaNode();
        int numaNodes = byNumaNode.size();
        int sockets = evidence.socketCount().orElse(0);
        if (sockets > 0 && numaNodes % sockets == 0) {
            int index = 0;
            for (List<Integer> cpus : byNumaNode.values()) {
                int socket = index++ / (numaNodes / sockets);
                cpus.forEach(cpu -> socketOf.put(cpu, socket));
            }
            if (sockets > 1 && numaNodes > sockets) {
                warnings.add("sockets-assumed: " + sockets
                        + " sockets are told, not which NUMA nodes are on which; they count"
                        + " in their order, " + numaNodes / sockets + " on each. lscpu -e tells it.");
            }
            return;
        }
        byNumaNode.forEach((numaNode, cpus) -> cpus.forEach(cpu -> socketOf.put(cpu, numaNode)));
        warnings.add("sockets-assumed: " + (sockets == 0 ? "no source tells sockets"
                : sockets + " sockets are told, over which " + numaNodes + " NUMA nodes cannot be shared equally")
                + "; each NUMA node counts as one. lscpu -e tells it.");
    }

    private void placeInCores() {
        if (evidence.cores().ids().keySet().containsAll(numaNodeOf.keySet())) {
            coreOf.putAll(evidence.cores().ids());
            return;
        }
        int[] cpus = numaNodeOf.keySet().stream().mapToInt(Integer::intValue).toArray();
        int threads = evidence.threadsPerCore().orElse(0);
        if (threads <= 1) {
            Arrays.stream(cpus).forEach(cpu -> coreOf.put(cpu, cpu));
            if (threads == 0) {
                warnings.add("cores-assumed: no source tells threads and cores; each CPU counts as a core. Add lscpu.");
            }
            return;
        }
        Map<Integer, Integer> split = split(cpus, threads);
        Map<Integer, Integer> adjacent = adjacent(cpus, threads);
        boolean isMixed = evidence.coresPerSocket().isPresent() && evidence.socketCount().isPresent()
                && (long) threads * evidence.coresPerSocket().getAsInt() * evidence.socketCount().getAsInt()
                        != cpus.length;
        boolean countsNeighbours = evidence.architecture().startsWith("ppc")
                || evidence.architecture().startsWith("s390");
        if (isMixed || (split.isEmpty() && adjacent.isEmpty())) {
            Arrays.stream(cpus).forEach(cpu -> coreOf.put(cpu, cpu));
            warnings.add("cores-assumed: " + cpus.length + " CPUs are not cores of " + threads
                    + " threads each (some are"
                    + " offline, or cores are of several kinds); each CPU counts as a core. lscpu -e tells which share one.");
            return;
        }
        boolean isSplit = !split.isEmpty() && (adjacent.isEmpty() || !countsNeighbours);
        coreOf.putAll(isSplit ? split : adjacent);
        CpuSet first = set(coreOf.entrySet().stream().filter(entry -> entry.getValue().equals(coreOf.get(cpus[0])))
                .map(Map.Entry::getKey).toList());
        warnings.add("siblings-assumed: no source tells which CPUs share a core; it is assumed that CPUs " + first
                + " do, and so on" + (split.isEmpty() || adjacent.isEmpty() ? ", as the NUMA nodes allow nothing else."
                        : ".")
                + " lscpu -e tells it.");
    }

    /// First all first threads, then all second ones; empty if a core would be on two NUMA nodes.
    private Map<Integer, Integer> split(int[] cpus, int threads) {
        int cores = cpus.length / threads;
        return cores * threads == cpus.length ? cores(cpus, index -> index % cores) : Map.of();
    }

    /// The threads of a core follow each other.
    private Map<Integer, Integer> adjacent(int[] cpus, int threads) {
        return cpus.length % threads == 0 ? cores(cpus, index -> index / threads) : Map.of();
    }

    private Map<Integer, Integer> cores(int[] cpus, java.util.function.IntUnaryOperator coreOfIndex) {
        Map<Integer, Integer> cores = new HashMap<>();
        Map<Integer, List<Integer>> placeOfCore = new HashMap<>();
        for (int i = 0; i < cpus.length; i++) {
            int core = coreOfIndex.applyAsInt(i);
            List<Integer> place = List.of(numaNodeOf.getOrDefault(cpus[i], 0), socketOf.getOrDefault(cpus[i], 0));
            if (!placeOfCore.computeIfAbsent(core, _ -> place).equals(place)) {
                return Map.of();
            }
            cores.put(cpus[i], core);
        }
        return cores;
    }

    private void placeInCaches() {
        if (!evidence.l3().ids().isEmpty()) {
            evidence.l3().ids().forEach((cpu, id) -> {
                if (numaNodeOf.containsKey(cpu)) {
                    l3Of.put(cpu, id);
                }
            });
            return;
        }
        SortedMap<Integer, List<Integer>> byNumaNode = cpusByNumaNode();
        OptionalInt count = evidence.l3Count();
        int numaNodes = byNumaNode.size();
        if (count.isEmpty() || count.getAsInt() == 0 || count.getAsInt() % numaNodes != 0) {
            if (count.isEmpty() || count.getAsInt() != new TreeSet<>(socketOf.values()).size()) {
                warnings.add("caches-assumed: " + (count.isEmpty() ? "no source tells caches of level 3"
                        : count.getAsInt() + " caches of level 3 are told, over which " + numaNodes
                                + " NUMA nodes cannot be shared equally")
                        + "; the socket counts as the uncore cache. lscpu -e tells it.");
            }
            return;
        }
        int perNumaNode = count.getAsInt() / numaNodes;
        int next = 0;
        for (List<Integer> cpus : byNumaNode.values()) {
            List<Integer> cores = cpus.stream().map(cpu -> coreOf.getOrDefault(cpu, cpu)).distinct().toList();
            int coresPerCache = Math.max(1, (cores.size() + perNumaNode - 1) / perNumaNode);
            int base = next;
            cpus.forEach(cpu -> l3Of.put(cpu, base + cores.indexOf(coreOf.getOrDefault(cpu, cpu)) / coresPerCache));
            next += perNumaNode;
        }
        if (perNumaNode > 1) {
            warnings.add(
                    "caches-assumed: " + count.getAsInt() + " caches of level 3 are told, not which cores share which;"
                            + " those of a NUMA node count in their order. lscpu -e tells it.");
        }
    }

    /// The uncore cache as the kubelet sees it (cpu-manager 2.3): one that as many CPUs share as the NUMA node has (its
    /// cores times the CPUs of this one) belongs to the NUMA node, and the socket stands in.
    private List<Cpu> table() {
        Map<Integer, Integer> cacheSizes = new HashMap<>();
        l3Of.values().forEach(cache -> cacheSizes.merge(cache, 1, Integer::sum));
        Map<List<Integer>, Integer> coreSizes = new HashMap<>();
        Map<Integer, TreeSet<Integer>> coresByNumaNode = new HashMap<>();
        numaNodeOf.forEach((cpu, numaNode) -> {
            int core = coreOf.getOrDefault(cpu, cpu);
            coreSizes.merge(List.of(numaNode, core), 1, Integer::sum);
            coresByNumaNode.computeIfAbsent(numaNode, _ -> new TreeSet<>()).add(core);
        });
        List<Cpu> cpus = new ArrayList<>();
        numaNodeOf.forEach((cpu, numaNode) -> {
            int core = coreOf.getOrDefault(cpu, cpu);
            int socket = socketOf.getOrDefault(cpu, 0);
            Integer cache = l3Of.get(cpu);
            int spanning = coresByNumaNode.getOrDefault(numaNode, new TreeSet<>()).size()
                    * coreSizes.getOrDefault(List.of(numaNode, core), 1);
            boolean isUncore = cache != null && cacheSizes.getOrDefault(cache, 0) != spanning;
            cpus.add(new Cpu(cpu, core, socket, numaNode, isUncore && cache != null ? cache : socket));
        });
        return cpus;
    }
}
