package io.alidade.linux.machine;

import io.alidade.engine.machine.CgroupMode;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which control groups are mounted. The files below `/sys/fs/cgroup` come first: the list of mounts belongs to the process
/// that reads it, which may be in a container. What they leave open the list decides.
final class CgroupLayout {
    private static final int MAX_MOUNTS_BYTES = 8 * 1024 * 1024;

    private CgroupLayout() {}

    static Optional<CgroupMode> discover(MachineTree tree) {
        Optional<TreeDirectory> folder = tree.directory("sys/fs/cgroup");
        if (folder.filter(CgroupLayout::isUnified).isPresent()) {
            return Optional.of(CgroupMode.V2);
        }
        if (folder.flatMap(cgroup -> cgroup.directory("unified")).filter(CgroupLayout::isUnified).isPresent()) {
            return Optional.of(CgroupMode.HYBRID);
        }
        Set<String> types = mountedTypes(tree);
        if (types.contains("cgroup2")) {
            return Optional.of(types.contains("cgroup") ? CgroupMode.HYBRID : CgroupMode.V2);
        }
        boolean hasControllers = List.of("cpuset", "memory", "cpu").stream()
                .anyMatch(controller -> folder.flatMap(cgroup -> cgroup.directory(controller)).isPresent());
        return types.contains("cgroup") || hasControllers ? Optional.of(CgroupMode.V1) : Optional.empty();
    }

    /// The file is there in every hierarchy of version 2, whatever is in it.
    private static boolean isUnified(TreeDirectory folder) {
        return folder.attribute("cgroup.controllers", MachineTree.MAX_ATTRIBUTE_BYTES, text -> "").isPresent();
    }

    private static Set<String> mountedTypes(MachineTree tree) {
        Optional<TreeDirectory> proc = tree.directory("proc");
        String types = proc.flatMap(folder -> folder.attribute("mounts", MAX_MOUNTS_BYTES, CgroupLayout::cgroupTypes))
                .or(() -> proc.flatMap(folder -> folder.directory("self")).flatMap(self -> self.attribute("mounts",
                        MAX_MOUNTS_BYTES, CgroupLayout::cgroupTypes)))
                .orElse("");
        return types.lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).collect(Collectors.toSet());
    }

    /// Of each mount of control groups the type alone, in a line of the same form: sources and folders are not used.
    private static String cgroupTypes(String mounts) {
        return mounts.lines().map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 2 && (fields[2].equals("cgroup") || fields[2].equals("cgroup2")))
                .map(fields -> "none none " + fields[2]).distinct().sorted().collect(Collectors.joining("\n"));
    }
}
