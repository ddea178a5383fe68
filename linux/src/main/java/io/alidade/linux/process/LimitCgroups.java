package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Cgroups that keep processes to [ResourceLimits], as far as this user may make some. In version 1 each controller has a tree
/// of its own, and one is made in each below the caller's; in version 2 there is one tree, where the limits are written into the
/// cgroup that holds the cpuset, or into one beside the caller's.
///
/// @param folders of those that were made
/// @param memory  that of the memory controller, if it could be written
public record LimitCgroups(List<Path> folders, Optional<Path> memory) {
    /// None could be made.
    public static final LimitCgroups NONE = new LimitCgroups(List.of(), Optional.empty());

    private static final String PROCESSES = "cgroup.procs";
    private static final String HANDED_ON = "cgroup.subtree_control";
    private static final String MEMORY = "memory";
    private static final String OUT_OF_MEMORY = "oom_kill ";

    public LimitCgroups {
        folders = List.copyOf(folders);
    }

    /// Makes them.
    ///
    /// @param root   where `proc` is and the paths of mounts begin, `/` for this machine
    /// @param cpuset the cgroup of the same processes that holds their CPUs, if there is one
    public static LimitCgroups create(Path root, String name, ResourceLimits limits, Optional<CpusetCgroup> cpuset) {
        try {
            return new Making(root, name, limits).make(cpuset);
        } catch (IOException notAllowed) {
            return NONE;
        }
    }

    /// Brings a process with all its threads into them.
    public void take(long pid) {
        for (Path folder : folders) {
            try {
                Files.writeString(folder.resolve(PROCESSES), pid + "\n");
            } catch (IOException notAllowed) {
                // It keeps the limits of the others.
            }
        }
    }

    /// Whether a process in them was killed for want of memory.
    public boolean wasOutOfMemory() {
        for (Path folder : memory.stream().toList()) {
            for (boolean isUnified : new boolean[] {true, false}) {
                try {
                    boolean isSo = Files
                            .readAllLines(ResourceLimits.killed(folder, isUnified), StandardCharsets.US_ASCII)
                            .stream().anyMatch(line -> line.startsWith(OUT_OF_MEMORY) && !line.endsWith(" 0"));
                    if (isSo) {
                        return true;
                    }
                } catch (IOException none) {
                    // It is of the other version, or gone.
                }
            }
        }
        return false;
    }

    /// Removes those in which no process is.
    public void remove() {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException inUse) {
                // The kernel keeps one that has processes.
            }
        }
    }

    /// What is known while they are made.
    private static final class Making {
        private final Path root;
        private final String name;
        private final ResourceLimits limits;
        private final List<String> mounts;
        private final List<String> own;
        private final Set<Path> made = new LinkedHashSet<>();
        private Optional<Path> memory = Optional.empty();

        Making(Path root, String name, ResourceLimits limits) throws IOException {
            this.root = root;
            this.name = name;
            this.limits = limits;
            this.mounts = Files.readAllLines(root.resolve("proc/self/mounts"), StandardCharsets.ISO_8859_1);
            this.own = Files.readAllLines(root.resolve("proc/self/cgroup"), StandardCharsets.ISO_8859_1);
        }

        LimitCgroups make(Optional<CpusetCgroup> cpuset) throws IOException {
            List<String> left = new ArrayList<>();
            for (String controller : ResourceLimits.CONTROLLERS) {
                Optional<Path> mount = mount("cgroup", controller);
                if (mount.isPresent()) {
                    Path folder = mount.get().resolve(path(controller)).resolve(name);
                    write(controller, folder, limits.filesOfVersion1(controller), true);
                } else {
                    left.add(controller);
                }
            }
            Optional<Path> mount = mount("cgroup2", "");
            if (!left.isEmpty() && mount.isPresent()) {
                unified(left, mount.get(), cpuset);
            }
            return new LimitCgroups(List.copyOf(made), memory);
        }

        private void unified(List<String> controllers, Path mount, Optional<CpusetCgroup> cpuset) throws IOException {
            Path caller = mount.resolve(path(""));
            Path beside = caller.equals(mount) ? mount : caller.resolveSibling(name).getParent();
            Optional<Path> shared = cpuset.map(CpusetCgroup::folder).filter(folder -> folder.startsWith(mount));
            Path parent = shared.map(Path::getParent).orElse(beside);
            if (parent == null || Files.notExists(parent.resolve(HANDED_ON))) {
                return;
            }
            List<String> handedOn = Arrays.asList(
                    Files.readString(parent.resolve(HANDED_ON), StandardCharsets.US_ASCII).strip().split(" ", -1));
            for (String controller : controllers) {
                if (handedOn.contains(controller)) {
                    write(controller, parent.resolve(name), limits.filesOfVersion2(controller), shared.isEmpty());
                }
            }
        }

        private void write(String controller, Path folder, Map<String, String> files, boolean isOwn) {
            if (files.isEmpty()) {
                return;
            }
            try {
                if (isOwn) {
                    Files.createDirectories(folder);
                    made.add(folder);
                }
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
                }
                memory = controller.equals(MEMORY) ? Optional.of(folder) : memory;
            } catch (IOException notAllowed) {
                // This controller sets no limit.
            }
        }

        private Optional<Path> mount(String type, String controller) {
            return mounts.stream().map(line -> line.split(" ", -1))
                    // device folder type options
                    .filter(fields -> fields.length >= 4 && fields[2].equals(type)
                            && (controller.isEmpty() || Arrays.asList(fields[3].split(",", -1)).contains(controller)))
                    .map(fields -> root.resolve(Path.of("/").relativize(Path.of(fields[1])).toString())).findFirst();
        }

        /// The caller's place in a tree, relative.
        private String path(String controller) {
            return own.stream().map(line -> line.split(":", 3))
                    // number:controllers:path
                    .filter(fields -> fields.length == 3 && (controller.isEmpty() ? fields[1].isEmpty()
                            : Arrays.asList(fields[1].split(",", -1)).contains(controller)))
                    .map(fields -> Path.of("/").relativize(Path.of(fields[2])).toString()).findFirst().orElse("");
        }
    }
}
