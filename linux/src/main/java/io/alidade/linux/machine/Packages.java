package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The packages of the hardware.
///
/// They are the sets that the CPUs list (`package_cpus`, `core_siblings`), if these agree: each CPU is in one of them, and
/// all CPUs of a set list the same one. The ids alone would make one package of several where the kernel knows none (-1) or
/// gives all the same. Where the sets do not agree, the ids count, and a CPU without one is in package 0.
final class Packages {
    private Packages() {}

    /// Package id to its usable CPUs. A package without an id of its own gets the lowest number that none has.
    static SortedMap<Integer, CpuSet> of(List<CpuFacts> all) {
        return agreed(all).map(sets -> numbered(sets, all)).orElseGet(() -> byId(all));
    }

    /// The sets by lowest CPU, or nothing.
    private static Optional<SortedMap<Integer, CpuSet>> agreed(List<CpuFacts> all) {
        SortedMap<Integer, CpuSet> sets = new TreeMap<>();
        for (CpuFacts facts : all) {
            CpuSet set = facts.packageCpus().orElse(CpuSet.EMPTY);
            if (!set.contains(facts.cpu()) || !set.equals(sets.computeIfAbsent(set.first(), absent -> set))) {
                return Optional.empty();
            }
        }
        // Every CPU is in one, so they overlap if there are more places than CPUs.
        return sets.values().stream().mapToInt(CpuSet::size).sum() == all.size() ? Optional.of(sets) : Optional.empty();
    }

    private static SortedMap<Integer, CpuSet> numbered(SortedMap<Integer, CpuSet> sets, List<CpuFacts> all) {
        Map<Integer, OptionalInt> idByCpu = new HashMap<>();
        all.forEach(facts -> idByCpu.put(facts.cpu(), facts.socket()));
        Set<Integer> reported = new HashSet<>();
        all.forEach(facts -> facts.socket().ifPresent(reported::add));
        SortedMap<Integer, CpuSet> packages = new TreeMap<>();
        int free = 0;
        for (CpuSet set : sets.values()) {
            OptionalInt id = idByCpu.getOrDefault(set.first(), OptionalInt.empty());
            if (id.isPresent() && packages.putIfAbsent(id.getAsInt(), set) == null) {
                continue;
            }
            while (reported.contains(free) || packages.containsKey(free)) {
                free++;
            }
            packages.put(free, set);
        }
        return packages;
    }

    private static SortedMap<Integer, CpuSet> byId(List<CpuFacts> all) {
        SortedMap<Integer, CpuSet.Builder> builders = new TreeMap<>();
        all.forEach(facts -> builders.computeIfAbsent(facts.socket().orElse(0), absent -> new CpuSet.Builder())
                .add(facts.cpu()));
        SortedMap<Integer, CpuSet> packages = new TreeMap<>();
        builders.forEach((id, cpus) -> packages.put(id, cpus.build()));
        return packages;
    }
}
