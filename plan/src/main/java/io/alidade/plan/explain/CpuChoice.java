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
///
/// Where an option that is on does not do what its name says, the text says why.
record CpuChoice(String kind, String text) {
    private static final String BY_CACHE = "prefer-align-cpus-by-uncorecache";
    private static final String ACROSS_CORES = "distribute-cpus-across-cores";

    /// @param free of which they were chosen, themselves included
    static CpuChoice of(CpuTopology topology, CpuSet cpus, CpuSet free, Map<String, String> options) {
        CpuSet left = cpus;
        List<String> parts = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        boolean sameIds = topology.sockets().size() == topology.numaNodes().size();
        if (!sameIds) {
            left = take(left, topology.sockets(), "whole-sockets", "socket", parts, kinds);
        }
        left = take(left, topology.numaNodes(), "whole-numa-nodes", "NUMA node", parts, kinds);
        if (isOn(options, BY_CACHE)) {
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
        return new CpuChoice(kind(topology, cpus, options, kinds),
                sentence(topology, cpus, options, parts) + caveat(topology, cpus, free, options));
    }

    /// The same with more to say.
    CpuChoice with(String more) {
        return new CpuChoice(kind, text + more);
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
        if (isOn(options, ACROSS_CORES) && isSpread(topology, cpus)) {
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
        } else if (isOn(options, ACROSS_CORES) && isSpread(topology, cpus)) {
            text.append(", on ").append(touched(topology.cores(), cpus))
                    .append(" cores (distribute-cpus-across-cores)");
        } else if (isOn(options, "full-pcpus-only") && topology.cpusPerCore() > 1
                && !isInOneCache(topology, cpus, options)) {
            text.append(" (full-pcpus-only)");
        }
        return text.toString();
    }

    /// What an option that is on did not do.
    private static String caveat(CpuTopology topology, CpuSet cpus, CpuSet free, Map<String, String> options) {
        if (isOn(options, ACROSS_CORES) && topology.cpusPerCore() > 1 && !isSpread(topology, cpus)) {
            return "; " + ACROSS_CORES + " does nothing here: it takes free CPUs in the order of their ids, and these "
                    + cpus.size() + " are on " + touched(topology.cores(), cpus)
                    + " cores, since neighbours share a core or cores run out";
        }
        int caches = touched(topology.uncoreCaches(), cpus);
        return isOn(options, BY_CACHE) && caches > 1 ? acrossCaches(topology, cpus, free, caches) : "";
    }

    private static String acrossCaches(CpuTopology topology, CpuSet cpus, CpuSet free, int caches) {
        int largest = topology.uncoreCaches().stream().mapToInt(Group::size).max().orElse(1);
        if (caches <= Math.ceilDiv(cpus.size(), largest)) {
            return "";
        }
        String text = "; they are behind " + caches + " L3 caches";
        List<Group> roomy = topology.uncoreCaches().stream().filter(cache -> cache.cpus().andSize(free) >= cpus.size())
                .toList();
        if (roomy.isEmpty()) {
            int most = topology.uncoreCaches().stream().mapToInt(cache -> cache.cpus().andSize(free)).max().orElse(0);
            return text + " although " + BY_CACHE + " is on: none has " + cpus.size() + " CPUs free, the most is "
                    + most;
        }
        int cores = Math.ceilDiv(cpus.size(), topology.cpusPerCore());
        return text + " although " + BY_CACHE + " is on and L3 cache " + roomy.getFirst().id() + " has "
                + roomy.getFirst().cpus().andSize(free) + " CPUs free: the option takes the free CPUs of the " + cores
                + " lowest cores of a cache or nothing, and some of these are in use in part";
    }

    private static boolean isSpread(CpuTopology topology, CpuSet cpus) {
        return touched(topology.cores(), cpus) == cpus.size();
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
        return isOn(options, BY_CACHE)
                && topology.uncoreCaches().stream().anyMatch(cache -> cpus.isSubsetOf(cache.cpus())
                        && cache.size() > cpus.size());
    }
}
