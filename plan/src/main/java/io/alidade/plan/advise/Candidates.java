package io.alidade.plan.advise;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The configurations that are tried: each policy and scope, with each set of CPU Manager options that can change something
/// on this machine, with the reserved cores together and spread, and (for density) with and without pinned memory; and one
/// in which nothing is pinned. At most [#MOST].
final class Candidates {
    /// 7 policies with scopes, 8 sets of options, 2 placements, 2 memory policies, and the one without anything.
    static final int MOST = 225;
    private static final List<String> POLICIES = List.of("single-numa-node", "restricted", "best-effort", "none");

    private final NodeTopology topology;
    private final CpuTopology cpus;
    private final Goal goal;
    private final Platform platform;
    private final Reservation reservation;
    private final ReservedCores cores;
    private final boolean hasLargeContainer;

    Candidates(MachineDescription machine, CpuTopology cpus, Goal goal, Platform platform, Reservation reservation,
            ReservedCores cores, List<PodManifest> pods) {
        this.topology = machine.topology();
        this.cpus = cpus;
        this.goal = goal;
        this.platform = platform;
        this.reservation = reservation;
        this.cores = cores;
        int smallest = cpus.numaNodes().stream().mapToInt(CpuTopology.Group::size).min().orElse(0);
        this.hasLargeContainer = pods.stream().flatMap(pod -> pod.request().containers().stream())
                .map(container -> Optional.ofNullable(container.resources().requests().get("cpu")))
                .anyMatch(amount -> amount.isPresent() && amount.get().ceilUnits() > smallest);
    }

    List<Candidate> all() {
        Set<Candidate> candidates = new LinkedHashSet<>();
        if (cpus.cores().size() > 1) {
            for (String policy : canAlign() ? POLICIES : List.of("none")) {
                for (String scope : scopes(policy)) {
                    for (ReservedSpread spread : List.of(goal.spread(), ReservedSpread.TOGETHER,
                            ReservedSpread.SPREAD)) {
                        addOptions(policy, scope, spread, candidates);
                    }
                }
            }
        }
        candidates.add(new Candidate("none", "container", "none", "None", List.of(), Map.of(), goal.spread(),
                CpuSet.EMPTY, Map.of()));
        return List.copyOf(candidates);
    }

    /// Nothing can be aligned on one NUMA node, nor where the option for many NUMA nodes cannot be given.
    private boolean canAlign() {
        int numaNodes = topology.numaNodes().size();
        return numaNodes > 1 && (platform.takesEverything() || numaNodes <= Policies.DEFAULT_MAX_NUMA_NODES);
    }

    private List<String> scopes(String policy) {
        return policy.equals(Policies.TOPOLOGY_NONE) || !platform.hasScope() ? List.of("container") : goal.scopes();
    }

    private void addOptions(String policy, String scope, ReservedSpread spread, Set<Candidate> candidates) {
        CpuSet reserved = platform.takesEverything() ? cores.choose(spread) : CpuSet.EMPTY;
        Optional<Map<Integer, Long>> memory = platform.hasMemoryManager() && topology.numaNodes().size() > 1
                ? reservation.memory(topology, spread == ReservedSpread.TOGETHER && !reserved.isEmpty()
                        ? cores.numaNodesOf(reserved) : cores.numaNodesOf(cpus.cpus()))
                : Optional.empty();
        // Placements that come to the same are one candidate.
        ReservedSpread named = candidates.stream().filter(other -> other.reservedCpus().equals(reserved)
                && other.reservedMebibytes().equals(memory.orElse(Map.of()))).map(Candidate::spread).findFirst()
                .orElse(spread);
        for (List<String> options : options(policy)) {
            if (memory.isPresent()) {
                candidates.add(new Candidate(policy, scope, "static", "Static", options, topologyOptions(policy),
                        named, reserved, memory.get()));
            }
            if (memory.isEmpty() || goal == Goal.DENSITY) {
                candidates.add(new Candidate(policy, scope, "static", "None", options, topologyOptions(policy),
                        memory.isEmpty() ? named : spread, reserved, Map.of()));
            }
        }
    }

    /// The sets of CPU Manager options that may change what becomes of a pod here.
    private List<List<String>> options(String policy) {
        if (!platform.takesEverything()) {
            return List.of(List.of());
        }
        List<List<String>> layouts = new ArrayList<>(List.of(List.of()));
        if (cpus.uncoreCaches().size() > cpus.numaNodes().size()) {
            layouts.add(List.of(Candidate.BY_CACHE));
        }
        if (hasLargeContainer && cpus.numaNodes().size() > 1) {
            layouts.add(List.of(Candidate.ACROSS_NUMA));
        }
        if (hasLargeContainer && combines(policy) && cpus.numaNodes().size() > cpus.sockets().size()) {
            layouts.add(List.of(Candidate.BY_SOCKET));
        }
        List<List<String>> sets = new ArrayList<>();
        boolean hasThreads = cpus.cores().stream().anyMatch(core -> core.size() > 1);
        for (boolean fullCores : hasThreads ? List.of(true, false) : List.of(false)) {
            for (List<String> layout : layouts) {
                List<String> set = new ArrayList<>(layout);
                if (fullCores) {
                    set.add(Candidate.FULL_PCPUS);
                }
                if (goal.keepsSystemApart()) {
                    set.add(Candidate.STRICT);
                }
                sets.add(set);
            }
        }
        return sets;
    }

    private static boolean combines(String policy) {
        return policy.equals(Policies.BEST_EFFORT) || policy.equals(Policies.RESTRICTED);
    }

    private Map<String, String> topologyOptions(String policy) {
        Map<String, String> options = new TreeMap<>();
        int numaNodes = topology.numaNodes().size();
        if (!policy.equals(Policies.TOPOLOGY_NONE) && numaNodes > Policies.DEFAULT_MAX_NUMA_NODES) {
            options.put(Policies.MAX_NUMA_NODES, Integer.toString(numaNodes));
        }
        if (combines(policy) && platform.takesEverything() && distancesDiffer()) {
            options.put(Policies.PREFER_CLOSEST, "true");
        }
        return new LinkedHashMap<>(options);
    }

    /// Whether some pair of NUMA nodes is closer than another.
    private boolean distancesDiffer() {
        Set<Integer> distances = new LinkedHashSet<>();
        for (int own = 0; own < topology.numaNodes().size(); own++) {
            NumaNode numaNode = topology.numaNodes().get(own);
            if (numaNode.distances().isEmpty()) {
                return false;
            }
            for (int other = 0; other < numaNode.distances().size(); other++) {
                if (other != own) {
                    distances.add(numaNode.distances().get(other));
                }
            }
        }
        return distances.size() > 1;
    }
}
