package io.alidade.linux.machine;

import io.alidade.engine.machine.MemoryTier;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The memory tiers that a kernel exports (Linux 6.1 and newer). CXL memory and other memory without CPUs is usually in a
/// tier of its own.
final class MemoryTiers {
    private static final int MAX_TIERS = 1024;

    private MemoryTiers() {}

    /// By id; NUMA nodes that the machine does not have are left out, and so is a tier without any.
    static List<MemoryTier> discover(MachineTree tree, Set<Integer> numaNodes, Warnings warnings) {
        Optional<TreeDirectory> folder = tree.directory("sys/devices/virtual/memory_tiering");
        if (folder.isEmpty()) {
            return List.of();
        }
        Attributes attributes = new Attributes(warnings);
        List<MemoryTier> tiers = new ArrayList<>();
        for (String name : folder.get().names(MAX_TIERS, name -> id(name).isPresent())) {
            folder.get().directory(name).flatMap(tier -> attributes.list(tier, "nodelist")).ifPresent(list -> {
                List<Integer> members = Arrays.stream(list.toArray()).boxed().filter(numaNodes::contains).toList();
                if (!members.isEmpty()) {
                    tiers.add(new MemoryTier(id(name).orElse(0), members));
                }
            });
        }
        tiers.sort(Comparator.comparingInt(MemoryTier::id));
        return tiers;
    }

    private static OptionalInt id(String name) {
        return KernelText.numbered(name, "memory_tier", Integer.MAX_VALUE);
    }
}
