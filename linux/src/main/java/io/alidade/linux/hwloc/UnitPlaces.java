package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.hwloc.ObjectWalk.Unit;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where each CPU sits: its socket, its core id, its real core. A package without a number counts to socket 0; a core
/// without one gets a number that no other core of the socket has.
final class UnitPlaces {
    record Place(int socket, int coreId, int realCore) {}

    private final SortedMap<Integer, Place> places = new TreeMap<>();
    private final SortedMap<Integer, CpuSet> sockets = new TreeMap<>();
    private final List<CpuSet> cores = new ArrayList<>();
    private final CpuSet.Builder withoutSocket = new CpuSet.Builder();
    private final CpuSet.Builder withoutCore = new CpuSet.Builder();

    /// @throws UnusableTree if there is no CPU, or one without a number of its own
    UnitPlaces(String source, List<Unit> units) {
        SortedMap<Integer, Unit> byCpu = byCpu(source, units);
        IdentityHashMap<XmlObject, CpuSet.Builder> cpusByCore = new IdentityHashMap<>();
        Map<Integer, Set<Integer>> coreIds = new HashMap<>();
        byCpu.forEach((cpu, unit) -> {
            XmlObject core = unit.core().orElse(unit.unit());
            cpusByCore.computeIfAbsent(core, absent -> new CpuSet.Builder()).add(cpu);
            OptionalInt coreId = coreId(unit);
            coreId.ifPresent(id -> coreIds.computeIfAbsent(socket(unit).orElse(0), absent -> new HashSet<>()).add(id));
        });
        Map<Integer, CpuSet.Builder> cpusBySocket = new TreeMap<>();
        byCpu.forEach((cpu, unit) -> {
            int socket = socket(unit).orElse(0);
            CpuSet core = cpusByCore.getOrDefault(unit.core().orElse(unit.unit()), new CpuSet.Builder().add(cpu))
                    .build();
            boolean taken = coreIds.getOrDefault(socket, Set.of()).contains(core.first());
            places.put(cpu, new Place(socket, coreId(unit).orElse(taken ? -1 - core.first() : core.first()),
                    core.first()));
            cpusBySocket.computeIfAbsent(socket, absent -> new CpuSet.Builder()).add(cpu);
            if (core.first() == cpu) {
                cores.add(core);
            }
            if (socket(unit).isEmpty()) {
                withoutSocket.add(cpu);
            }
            if (coreId(unit).isEmpty()) {
                withoutCore.add(cpu);
            }
        });
        cpusBySocket.forEach((socket, cpus) -> sockets.put(socket, cpus.build()));
        cores.sort(Comparator.comparingInt(CpuSet::first));
    }

    private static SortedMap<Integer, Unit> byCpu(String source, List<Unit> units) {
        SortedMap<Integer, Unit> byCpu = new TreeMap<>();
        for (Unit unit : units) {
            OptionalInt cpu = unit.unit().osIndex();
            if (cpu.isEmpty() || cpu.getAsInt() > CpuSet.MAX_CPU || byCpu.put(cpu.getAsInt(), unit) != null) {
                throw new UnusableTree(source + ": a PU has the os_index "
                        + unit.unit().attribute("os_index").map(UnitPlaces::cut).orElse("of none")
                        + ", which is no number of its own from 0 to " + CpuSet.MAX_CPU + ".",
                        "Write the XML anew with lstopo-no-graphics --of xml FILE.");
            }
        }
        if (byCpu.isEmpty()) {
            throw new UnusableTree(source + ": the XML has no PU, so no CPU.",
                    "Write it anew with lstopo-no-graphics --of xml FILE, without a filter.");
        }
        return byCpu;
    }

    private static String cut(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "..." : text;
    }

    private static OptionalInt socket(Unit unit) {
        return unit.socket().map(XmlObject::osIndex).orElseGet(OptionalInt::empty);
    }

    private static OptionalInt coreId(Unit unit) {
        return unit.core().map(XmlObject::osIndex).orElseGet(OptionalInt::empty);
    }

    /// By CPU.
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

    CpuSet cpus() {
        CpuSet.Builder cpus = new CpuSet.Builder();
        places.keySet().forEach(cpus::add);
        return cpus.build();
    }

    void warn(HwlocWarnings warnings) {
        warnings.addFor(withoutSocket.build(), DiscoveryWarning.Kind.SOCKET_UNKNOWN,
                "no package with a number is around them; counted to socket 0.");
        warnings.addFor(withoutCore.build(), DiscoveryWarning.Kind.CORE_UNKNOWN,
                "no core with a number is around them; each core that is there gets one.");
    }
}
