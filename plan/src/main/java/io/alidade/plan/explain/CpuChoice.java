package io.alidade.plan.explain;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a set of exclusive CPUs is made of, from the topology and the options in force (cpu-manager 9 to 11): whole sockets,
/// whole NUMA nodes, whole L3 caches, whole cores and single threads, each taken out before the next is looked for.
///
/// The kind is the largest of them: `whole-sockets`, `whole-numa-nodes`, `whole-caches`, `same-cache` (cores of one cache),
/// `whole-cores`, `threads`; with the option for it `distributed` (the same number from each NUMA node) or `spread` (one
/// thread a core).
record CpuChoice(String kind, String text) {
    static CpuChoice of(CpuTopology topology, CpuSet cpus, Map<String, String> options) {
        CpuSet left = cpus;
        List<String> parts = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        boolean sameIds = topology.sockets().size() == topology.numaNodes().size();
        if (!sameIds) {
            left = take(left, topology.sockets(), "whole-sockets", "socket", parts, kinds);
        }
        left = take(left, topology.numaNodes(), "whole-numa-nodes", "NUMA node", parts, kinds);
        if (isOn(options, "prefer-align-cpus-by-uncorecache")) {
            left = take(left, topology.uncoreCaches(), "whole-caches", "L3 cache", parts, kinds);
        }
        int cores = 0;
        for (Group core : topology.cores()) {
            if (core.size() > 1 && core.cpus().isSubsetOf(left)) {
                left = left.andNot(core.cpus());
                cores++;
            }
        }
        if (cores > 0) {
            kinds.add("whole-cores");
            parts.add(cores == 1 ? "1 whole core" : cores + " whole cores");
        }
        if (!left.isEmpty()) {
            boolean hasThreads = topology.cpusPerCore() > 1;
            kinds.add(hasThreads ? "threads" : "whole-cores");
            parts.add(left.size() + (hasThreads ? " single thread" : " core") + (left.size() == 1 ? "" : "s"));
        }
        return new CpuChoice(kind(topology, cpus, options, kinds), sentence(topology, cpus, options, parts));
    }

    private static CpuSet take(CpuSet cpus, List<Group> groups, String kind, String name, List<String> parts,
            List<String> kinds) {
        CpuSet left = cpus;
        CpuSet.Builder ids = new CpuSet.Builder();
        int count = 0;
        for (Group group : groups) {
            if (group.cpus().isSubsetOf(left)) {
                left = left.andNot(group.cpus());
                ids.add(group.id());
                count++;
            }
        }
        if (count > 0) {
            kinds.add(kind);
            parts.add("all of " + name + (count == 1 ? " " : "s ") + ids.build().toListString());
        }
        return left;
    }

    private static String kind(CpuTopology topology, CpuSet cpus, Map<String, String> options, List<String> kinds) {
        if (isOn(options, "distribute-cpus-across-numa") && isEven(topology, cpus)) {
            return "distributed";
        }
        if (isOn(options, "distribute-cpus-across-cores") && touched(topology.cores(), cpus) == cpus.size()) {
            return "spread";
        }
        return isInOneCache(topology, cpus, options) ? "same-cache" : kinds.getFirst();
    }

    private static String sentence(CpuTopology topology, CpuSet cpus, Map<String, String> options,
            List<String> parts) {
        StringBuilder text = new StringBuilder(String.join(" and ", parts));
        if (isInOneCache(topology, cpus, options)) {
            text.append(", all behind one L3 cache (prefer-align-cpus-by-uncorecache)");
        }
        if (isOn(options, "distribute-cpus-across-numa") && isEven(topology, cpus)) {
            text.append(", as many from each of ").append(touched(topology.numaNodes(), cpus))
                    .append(" NUMA nodes (distribute-cpus-across-numa)");
        } else if (isOn(options, "distribute-cpus-across-cores")) {
            text.append(", on ").append(touched(topology.cores(), cpus))
                    .append(" cores (distribute-cpus-across-cores)");
        } else if (isOn(options, "full-pcpus-only") && topology.cpusPerCore() > 1
                && !isInOneCache(topology, cpus, options)) {
            text.append(" (full-pcpus-only)");
        }
        return text.toString();
    }

    private static boolean isOn(Map<String, String> options, String option) {
        return List.of("1", "t", "T", "TRUE", "true", "True").contains(options.getOrDefault(option, "false"));
    }

    private static int touched(List<Group> groups, CpuSet cpus) {
        return (int) groups.stream().filter(group -> group.cpus().intersects(cpus)).count();
    }

    private static boolean isEven(CpuTopology topology, CpuSet cpus) {
        return touched(topology.numaNodes(), cpus) > 1
                && topology.numaNodes().stream().mapToInt(group -> group.cpus().andSize(cpus)).filter(size -> size > 0)
                        .distinct().count() == 1;
    }

    private static boolean isInOneCache(CpuTopology topology, CpuSet cpus, Map<String, String> options) {
        return isOn(options, "prefer-align-cpus-by-uncorecache")
                && topology.uncoreCaches().stream().anyMatch(cache -> cpus.isSubsetOf(cache.cpus())
                        && cache.size() > cpus.size());
    }
}
