package io.alidade.view.picture;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.view.picture.Scene.Cell;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The cores of NUMA nodes, in groups that have a last-level cache in common, are of one kind and in one socket; groups
/// and cores by lowest CPU.
final class CoreGroups {
    private static final int UNCORE_LEVEL = 3;

    private final Hardware hardware;
    private final Holdings holdings;
    private final List<Cache> caches;
    private final Map<Integer, Integer> coreOf;
    private final Map<Integer, Integer> cacheOf;
    private final Map<Integer, Integer> kindOf;
    private final Map<Integer, Integer> socketOf = new HashMap<>();

    CoreGroups(Hardware hardware, Holdings holdings) {
        this.hardware = hardware;
        this.holdings = holdings;
        this.caches = lastLevel(hardware);
        this.coreOf = index(hardware.cores());
        this.cacheOf = index(caches.stream().map(Cache::cpus).toList());
        this.kindOf = index(hardware.coreKinds().stream().map(CoreKind::cpus).toList());
        hardware.sockets().forEach((id, cpus) -> cpus.forEach(cpu -> socketOf.put(cpu, id)));
    }

    /// -1 stands for what is not known.
    private record Key(int socket, int cache, int kind) {}

    /// CPU to the first of the sets that it is in.
    private static Map<Integer, Integer> index(List<CpuSet> sets) {
        Map<Integer, Integer> index = new HashMap<>();
        for (int i = 0; i < sets.size(); i++) {
            int position = i;
            sets.get(i).forEach(cpu -> index.putIfAbsent(cpu, position));
        }
        return index;
    }

    /// Caches of level 3; where there are none, those of the highest level, unless they are a core's own.
    private static List<Cache> lastLevel(Hardware hardware) {
        int highest = hardware.caches().stream().mapToInt(Cache::level).max().orElse(0);
        boolean hasUncore = hardware.caches().stream().anyMatch(cache -> cache.level() == UNCORE_LEVEL);
        List<Cache> last = hardware.caches().stream()
                .filter(cache -> cache.level() == (hasUncore ? UNCORE_LEVEL : highest)
                        && cache.type() != Cache.Type.INSTRUCTION)
                .toList();
        return hasUncore || last.size() < hardware.cores().size() ? last : List.of();
    }

    CpuPart.Cells of(CpuSet cpus) {
        Map<Key, List<CpuSet>> byKey = new LinkedHashMap<>();
        for (CpuSet core : cores(cpus)) {
            byKey.computeIfAbsent(key(core.first()), _ -> new ArrayList<>()).add(core);
        }
        Set<Integer> sockets = new HashSet<>();
        Set<Integer> kinds = new HashSet<>();
        byKey.keySet().forEach(key -> {
            sockets.add(key.socket());
            kinds.add(key.kind());
        });
        boolean boxed = byKey.size() > 1;
        List<CoreGroup> groups = new ArrayList<>();
        byKey.forEach((key, cores) -> {
            List<String> label = new ArrayList<>();
            if (sockets.size() > 1) {
                label.add("socket " + key.socket());
            }
            if (kinds.size() > 1 && key.kind() >= 0) {
                label.add(Names.shorten(kindName(key.kind()), 20) + " cores");
            }
            groups.add(new CoreGroup(String.join(" · ", label), boxed, cores.stream().map(this::core).toList()));
        });
        return new CpuPart.Cells(groups);
    }

    /// The cores among these CPUs, by lowest CPU; a CPU of no known core is one of its own.
    List<CpuSet> cores(CpuSet cpus) {
        Map<Integer, CpuSet.Builder> byCore = new LinkedHashMap<>();
        cpus.forEach(cpu -> byCore.computeIfAbsent(coreOf.getOrDefault(cpu, -1 - cpu), _ -> new CpuSet.Builder())
                .add(cpu));
        return byCore.values().stream().map(CpuSet.Builder::build).toList();
    }

    /// What is to be said of the caches of these CPUs, such as `4 L3 caches of 16Mi`; empty where nothing is known that the
    /// sockets do not tell already.
    String caches(CpuSet cpus) {
        SortedSet<Integer> indices = new TreeSet<>();
        cpus.forEach(cpu -> Optional.ofNullable(cacheOf.get(cpu)).ifPresent(indices::add));
        List<Cache> own = indices.stream().map(caches::get).toList();
        if (own.isEmpty()) {
            return "";
        }
        String level = "L" + own.getFirst().level();
        boolean alone = own.stream().allMatch(cache -> cache.cpus().isSubsetOf(cpus));
        Map<OptionalLong, Integer> sizes = new LinkedHashMap<>();
        own.forEach(cache -> sizes.merge(cache.sizeBytes(), 1, Integer::sum));
        if (own.size() == 1) {
            OptionalLong size = own.getFirst().sizeBytes();
            return size.isEmpty() ? "" : level + " " + Counts.bytes(size.getAsLong()) + (alone ? "" : " shared");
        }
        List<String> texts = new ArrayList<>();
        sizes.forEach((size, count) -> texts
                .add(count + " × " + level + (size.isPresent() ? " " + Counts.bytes(size.getAsLong()) : "")));
        return String.join(", ", texts);
    }

    private Key key(int cpu) {
        return new Key(socketOf.getOrDefault(cpu, -1), cacheOf.getOrDefault(cpu, -1), kindOf.getOrDefault(cpu, -1));
    }

    private String kindName(int kind) {
        return hardware.coreKinds().get(kind).name();
    }

    private Core core(CpuSet cpus) {
        List<Cell> cells = new ArrayList<>();
        cpus.forEach(cpu -> {
            String holder = holdings.cpuHolder(cpu);
            boolean isolated = hardware.isolatedCpus().contains(cpu);
            cells.add(new Cell(cpu, holdings.cpu(cpu), isolated,
                    "CPU " + cpu + (cpus.size() > 1 ? ", core of " + cpus.toListString() : "")
                            + (isolated ? ", isolated" : "") + (holder.isEmpty() ? "" : ": " + holder)));
        });
        return new Core(cells);
    }

    /// The CPUs of these as a bar: how many are used by whom.
    Scene.Bar counted(CpuSet cpus) {
        Map<Use, Integer> counts = new TreeMap<>(Use.ORDER);
        cpus.forEach(cpu -> counts.merge(holdings.cpu(cpu), 1, Integer::sum));
        List<Scene.Slice> slices = new ArrayList<>();
        counts.forEach((use, count) -> slices.add(new Scene.Slice(use, count, Integer.toString(count))));
        return new Scene.Bar("CPUs", Integer.toString(cpus.size()), cpus.size(), slices);
    }
}
