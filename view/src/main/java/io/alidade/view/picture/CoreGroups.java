package io.alidade.view.picture;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.view.picture.Scene.Cell;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The cores of NUMA nodes, in groups that have a last-level cache in common, are of one kind and in one socket; groups
/// and cores by lowest CPU.
final class CoreGroups {
    private static final int UNCORE_LEVEL = 3;

    private final Hardware hardware;
    private final Holdings holdings;
    private final List<Cache> caches;

    CoreGroups(Hardware hardware, Holdings holdings) {
        this.hardware = hardware;
        this.holdings = holdings;
        this.caches = lastLevel(hardware);
    }

    private record Key(int socket, int cache, int kind) {}

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
        Set<Integer> shared = new HashSet<>();
        byKey.keySet().forEach(key -> {
            sockets.add(key.socket());
            kinds.add(key.kind());
            shared.add(key.cache());
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
        List<CpuSet> cores = new ArrayList<>();
        CpuSet rest = cpus;
        for (CpuSet core : hardware.cores()) {
            CpuSet own = core.and(rest);
            if (!own.isEmpty()) {
                cores.add(own);
                rest = rest.andNot(own);
            }
        }
        rest.forEach(cpu -> cores.add(CpuSet.of(cpu)));
        cores.sort(Comparator.comparingInt(CpuSet::first));
        return cores;
    }

    /// What is to be said of the caches of these CPUs, such as `4 L3 caches of 16Mi`; empty where nothing is known that the
    /// sockets do not tell already.
    String caches(CpuSet cpus) {
        List<Cache> own = caches.stream().filter(cache -> cache.cpus().intersects(cpus)).toList();
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
        int cache = indexOf(caches.stream().map(Cache::cpus).toList(), cpu);
        int kind = indexOf(hardware.coreKinds().stream().map(CoreKind::cpus).toList(), cpu);
        return new Key(socket(cpu).orElse(-1), cache, kind);
    }

    private Optional<Integer> socket(int cpu) {
        return hardware.sockets().entrySet().stream().filter(socket -> socket.getValue().contains(cpu))
                .map(Map.Entry::getKey).findFirst();
    }

    private String kindName(int kind) {
        return hardware.coreKinds().get(kind).name();
    }

    private static int indexOf(List<CpuSet> sets, int cpu) {
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).contains(cpu)) {
                return i;
            }
        }
        return -1;
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
