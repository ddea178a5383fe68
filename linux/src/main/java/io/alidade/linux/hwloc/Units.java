package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.hwloc.ObjectWalk.Unit;
import io.alidade.linux.machine.CpuFacts;
import io.alidade.linux.tree.UnusableTree;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// The processing units of an XML, by the CPU that each of them is.
///
/// @param byCpu ascending, at least one
record Units(SortedMap<Integer, Unit> byCpu) {
    /// @throws UnusableTree if there is no CPU, or one without a number of its own
    static Units of(String source, List<Unit> units) {
        SortedMap<Integer, Unit> byCpu = new TreeMap<>();
        for (Unit unit : units) {
            OptionalInt cpu = unit.unit().osIndex();
            if (cpu.isEmpty() || cpu.getAsInt() > CpuSet.MAX_CPU || byCpu.put(cpu.getAsInt(), unit) != null) {
                throw new UnusableTree(source + ": a PU has the os_index "
                        + unit.unit().attribute("os_index").map(Units::cut).orElse("of none")
                        + ", which is no number of its own from 0 to " + CpuSet.MAX_CPU + ".", HwlocParser.CURE);
            }
        }
        if (byCpu.isEmpty()) {
            throw new UnusableTree(source + ": the XML has no PU, so no CPU.",
                    "Write it anew with lstopo-no-graphics --of xml FILE, without a filter.");
        }
        return new Units(byCpu);
    }

    private static String cut(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "..." : text;
    }

    CpuSet cpus() {
        CpuSet.Builder cpus = new CpuSet.Builder();
        byCpu.keySet().forEach(cpus::add);
        return cpus.build();
    }

    /// The places of the CPUs, as the objects around them tell.
    ///
    /// @param isMainframe whether packages are parts of books. hwloc leaves out a book that has one package, so the
    ///                    package itself, by its lowest CPU, stands for book and drawer
    List<CpuFacts> facts(boolean isMainframe) {
        CpuSet usable = cpus();
        return byCpu.entrySet().stream().map(entry -> {
            int cpu = entry.getKey();
            ObjectWalk.Enclosing around = entry.getValue().around();
            Optional<CpuSet> packageCpus = group(cpu, around.socket(), usable);
            OptionalInt book = isMainframe && packageCpus.isPresent() ? OptionalInt.of(packageCpus.get().first())
                    : OptionalInt.empty();
            return new CpuFacts(cpu, id(around.socket()), id(around.core()), OptionalInt.empty(), book,
                    OptionalInt.empty(), group(cpu, around.core(), usable), packageCpus, false);
        }).toList();
    }

    private static OptionalInt id(Optional<XmlObject> object) {
        return object.map(XmlObject::osIndex).orElseGet(OptionalInt::empty);
    }

    private static Optional<CpuSet> group(int cpu, Optional<XmlObject> object, CpuSet usable) {
        return object.flatMap(given -> given.bitmap("cpuset")).map(cpus -> cpus.and(usable))
                .filter(cpus -> cpus.contains(cpu));
    }
}
