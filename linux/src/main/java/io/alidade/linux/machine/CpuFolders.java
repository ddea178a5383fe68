package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import io.alidade.linux.tree.UnusableTree;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which CPUs there are and which may be used.
///
/// Usable are the CPUs of `cpu/online`. Old kernels have no such file: there a CPU is online if it has a folder whose own
/// `online` does not say 0 (no such file: it cannot be taken offline). A tree without any folder falls back on
/// `/proc/cpuinfo`, which lists online CPUs, and on `cpu/present`.
///
/// @param folders of the usable CPUs that have one
record CpuFolders(CpuSet usableCpus, CpuSet offlineCpus, SortedMap<Integer, TreeDirectory> folders) {
    private static final int MAX_ENTRIES = 2 * (CpuSet.MAX_CPU + 1);

    /// @throws UnusableTree if there is no usable CPU
    static CpuFolders discover(MachineTree tree, CpuInfoFile cpuInfo, Warnings warnings) {
        Attributes attributes = new Attributes(warnings);
        Optional<TreeDirectory> directory = tree.directory("sys/devices/system/cpu");
        SortedMap<Integer, TreeDirectory> folders = directory.map(CpuFolders::folders).orElseGet(TreeMap::new);
        CpuSet present = directory.flatMap(cpu -> attributes.list(cpu, "present")).orElse(CpuSet.EMPTY);
        CpuSet online = directory.flatMap(cpu -> attributes.list(cpu, "online")).orElse(CpuSet.EMPTY);
        CpuSet inFolders = cpus(folders);
        if (online.isEmpty()) {
            online = onlineByFolder(folders, attributes);
            if (folders.isEmpty()) {
                CpuSet inCpuInfo = cpuInfo.cpus();
                online = inCpuInfo.isEmpty() ? present : inCpuInfo;
            }
        } else if (!folders.isEmpty()) {
            warnings.addFor(online.andNot(inFolders), DiscoveryWarning.Kind.CPU_VANISHED,
                    "listed as online, but without a folder; left out.");
            online = online.and(inFolders);
        }
        if (online.isEmpty()) {
            throw new UnusableTree("no usable CPU is found below the root: /sys/devices/system/cpu and /proc/cpuinfo"
                    + " list none." + warnings.first(),
                    "Name a folder that holds the sys and proc of a Linux machine.");
        }
        CpuSet usable = online;
        folders.keySet().removeIf(cpu -> !usable.contains(cpu));
        return new CpuFolders(usable, present.or(inFolders).andNot(usable), folders);
    }

    private static SortedMap<Integer, TreeDirectory> folders(TreeDirectory directory) {
        SortedMap<Integer, TreeDirectory> folders = new TreeMap<>();
        for (String name : directory.names(MAX_ENTRIES, KernelText::isCpu)) {
            OptionalInt cpu = KernelText.numbered(name, "cpu", CpuSet.MAX_CPU);
            if (cpu.isPresent()) {
                directory.directory(name).ifPresent(folder -> folders.put(cpu.getAsInt(), folder));
            }
        }
        return folders;
    }

    private static CpuSet onlineByFolder(SortedMap<Integer, TreeDirectory> folders, Attributes attributes) {
        CpuSet.Builder online = new CpuSet.Builder();
        folders.forEach((cpu, folder) -> {
            OptionalLong state = attributes.count(folder, "online");
            if (state.isEmpty() || state.getAsLong() != 0) {
                online.add(cpu);
            }
        });
        return online.build();
    }

    private static CpuSet cpus(SortedMap<Integer, TreeDirectory> folders) {
        CpuSet.Builder cpus = new CpuSet.Builder();
        folders.keySet().forEach(cpus::add);
        return cpus.build();
    }
}
