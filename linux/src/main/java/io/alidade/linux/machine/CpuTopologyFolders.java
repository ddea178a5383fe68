package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the folders `cpuN/topology`; what is not there comes from `/proc/cpuinfo`.
final class CpuTopologyFolders {
    private final CpuFolders cpuFolders;
    private final CpuInfoFile cpuInfo;
    private final Warnings warnings;
    private final Attributes attributes;

    private CpuTopologyFolders(CpuFolders cpuFolders, CpuInfoFile cpuInfo, Warnings warnings) {
        this.cpuFolders = cpuFolders;
        this.cpuInfo = cpuInfo;
        this.warnings = warnings;
        this.attributes = new Attributes(warnings);
    }

    /// Of each usable CPU, ascending.
    static List<CpuFacts> read(CpuFolders cpuFolders, CpuInfoFile cpuInfo, Warnings warnings) {
        CpuTopologyFolders folders = new CpuTopologyFolders(cpuFolders, cpuInfo, warnings);
        List<CpuFacts> all = new ArrayList<>();
        cpuFolders.usableCpus().forEach(cpu -> all.add(folders.facts(cpu)));
        return all;
    }

    private CpuFacts facts(int cpu) {
        Optional<TreeDirectory> topology = Optional.ofNullable(cpuFolders.folders().get(cpu))
                .flatMap(folder -> folder.directory("topology"));
        OptionalInt socket = id(topology, "physical_package_id");
        OptionalInt coreId = id(topology, "core_id");
        OptionalInt cpuInfoSocket = socket.isPresent() ? OptionalInt.empty() : cpuInfo.socket(cpu);
        OptionalInt cpuInfoCoreId = coreId.isPresent() ? OptionalInt.empty() : cpuInfo.core(cpu);
        return new CpuFacts(cpu, socket.isPresent() ? socket : cpuInfoSocket,
                coreId.isPresent() ? coreId : cpuInfoCoreId, id(topology, "die_id"), id(topology, "book_id"),
                id(topology, "drawer_id"),
                topology.flatMap(folder -> group(cpu, folder, "core_cpus", "thread_siblings")),
                topology.flatMap(folder -> group(cpu, folder, "package_cpus", "core_siblings")),
                cpuInfoSocket.isPresent() || cpuInfoCoreId.isPresent());
    }

    private OptionalInt id(Optional<TreeDirectory> topology, String name) {
        return topology.map(folder -> attributes.id(folder, name)).orElseGet(OptionalInt::empty);
    }

    /// A set of CPUs under its name, or under the older one; none that does not have the CPU itself.
    private Optional<CpuSet> group(int cpu, TreeDirectory topology, String name, String olderName) {
        Optional<CpuSet> cpus = attributes.cpus(topology, name, name + "_list")
                .or(() -> attributes.cpus(topology, olderName, olderName + "_list"));
        if (cpus.isPresent() && !cpus.get().contains(cpu)) {
            warnings.malformed(topology.pathOf(name), cpus.get().toListString());
            return Optional.empty();
        }
        return cpus.map(listed -> listed.and(cpuFolders.usableCpus()));
    }
}
