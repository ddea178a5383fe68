package io.alidade.linux.process;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A cgroup that confines its processes to CPUs and NUMA nodes, whatever they ask for themselves. It is made below or beside
/// the cgroup of the calling process, where that is allowed; as a rule that needs root, or a delegated part of the tree.
///
/// Version 1 and 2. In version 2 a cgroup with processes cannot hand controllers on to its children, so there it is made
/// beside the caller's, where the parent hands `cpuset` on.
///
/// @param folder where it is mounted
public record CpusetCgroup(Path folder) {
    private static final String CPUS = "cpuset.cpus";
    private static final String MEMS = "cpuset.mems";
    private static final String MIGRATES = "cpuset.memory_migrate";
    private static final String PROCESSES = "cgroup.procs";
    private static final String MEMORY = "memory.numa_stat";
    /// What processes have of their own; what is of files is there as long as nobody else needs the room.
    private static final Pattern OWN = Pattern.compile("(?:anon|shmem)(?: N[0-9]{1,5}=[0-9]{1,18})+");
    private static final Pattern OF_NUMA_NODE = Pattern.compile(" N([0-9]+)=([0-9]+)");

    /// A hierarchy that has cpusets.
    private record Hierarchy(Path mount, boolean isUnified) {}

    /// What is written into one: lists as the kernel writes them.
    ///
    /// @param mems empty for those of the cgroup above
    public record Confinement(String cpus, String mems) {}

    /// The one in which a process is; nothing if it has ended, or its cgroup is not mounted here.
    ///
    /// @param root as for [#create]
    public static Optional<CpusetCgroup> of(Path root, long pid) {
        try {
            Optional<Hierarchy> hierarchy = hierarchy(root);
            return hierarchy.isEmpty() ? Optional.empty()
                    : own(root, Long.toString(pid), hierarchy.get()).filter(Files::isDirectory).map(CpusetCgroup::new);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// Makes one; nothing where the kernel has no cpusets, or this user may not.
    ///
    /// @param root      where `proc` is and the paths of mounts begin, `/` for this machine
    /// @param numaNodes none for those of the caller
    public static Optional<CpusetCgroup> create(Path root, String name, CpuSet cpus, NumaNodeIds numaNodes) {
        try {
            Optional<Hierarchy> hierarchy = hierarchy(root);
            if (hierarchy.isEmpty()) {
                return Optional.empty();
            }
            Optional<Path> parent = parent(hierarchy.get(),
                    own(root, "self", hierarchy.get()).orElse(hierarchy.get().mount));
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            return create(hierarchy.get(), parent.get(), name, cpus, numaNodes);
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
    }

    private static Optional<CpusetCgroup> create(Hierarchy hierarchy, Path parent, String name, CpuSet cpus,
            NumaNodeIds numaNodes) throws IOException {
        CpusetCgroup made = new CpusetCgroup(parent.resolve(name));
        // One of a former container of that name, in which nothing is any more.
        made.remove();
        Files.createDirectory(made.folder);
        try {
            // In version 1 a cpuset is empty until it is written, and takes no process.
            String mems = !numaNodes.isEmpty() ? numaNodes.toListString()
                    : hierarchy.isUnified ? "" : Files.readString(parent.resolve(MEMS)).strip();
            Files.writeString(made.folder.resolve(CPUS), cpus.toListString() + "\n");
            if (!mems.isEmpty()) {
                Files.writeString(made.folder.resolve(MEMS), mems + "\n");
            }
            return Optional.of(made);
        } catch (IOException notAllowed) {
            made.remove();
            return Optional.empty();
        }
    }

    private static Optional<Hierarchy> hierarchy(Path root) throws IOException {
        Optional<Hierarchy> unified = Optional.empty();
        for (String line : Files.readAllLines(root.resolve("proc/self/mounts"), StandardCharsets.ISO_8859_1)) {
            // device folder type options
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path mount = root.resolve(Path.of("/").relativize(Path.of(fields[1])).toString());
            if (fields[2].equals("cgroup") && List.of(fields[3].split(",", -1)).contains("cpuset")) {
                return Optional.of(new Hierarchy(mount, false));
            }
            if (fields[2].equals("cgroup2") && unified.isEmpty()) {
                unified = Optional.of(new Hierarchy(mount, true));
            }
        }
        return unified;
    }

    /// The folder of a process's cgroup.
    private static Optional<Path> own(Path root, String process, Hierarchy hierarchy) throws IOException {
        for (String line : Files.readAllLines(root.resolve("proc").resolve(process).resolve("cgroup"),
                StandardCharsets.ISO_8859_1)) {
            // number:controllers:path
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && (hierarchy.isUnified ? fields[1].isEmpty() && fields[0].equals("0")
                    : Arrays.asList(fields[1].split(",", -1)).contains("cpuset"))) {
                return Optional.of(
                        hierarchy.mount.resolve(Path.of("/").relativize(Path.of(fields[2])).toString()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> parent(Hierarchy hierarchy, Path own) throws IOException {
        if (!hierarchy.isUnified) {
            return Optional.of(own);
        }
        Optional<Path> beside = own.equals(hierarchy.mount) ? Optional.of(own) : Optional.ofNullable(own.getParent());
        if (beside.isEmpty() || Files.notExists(beside.get().resolve("cgroup.subtree_control"))) {
            return Optional.empty();
        }
        String handedOn = Files.readString(beside.get().resolve("cgroup.subtree_control"), StandardCharsets.US_ASCII);
        return beside.filter(_ -> Arrays.asList(handedOn.strip().split(" ", -1)).contains("cpuset"));
    }

    /// Brings a process with all its threads into it.
    ///
    /// @return whether that was allowed
    public boolean take(long pid) {
        try {
            Files.writeString(folder.resolve(PROCESSES), pid + "\n");
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /// Confines it to other CPUs.
    ///
    /// @return whether that was allowed
    public boolean confine(CpuSet cpus) {
        try {
            Files.writeString(folder.resolve(CPUS), cpus.toListString() + "\n");
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /// Sees to it that what its processes have moves along when it is confined to the memory of other NUMA nodes. In version 2 that
    /// is always so.
    public void migrateMemory() {
        Path migrates = folder.resolve(MIGRATES);
        if (Files.exists(migrates)) {
            try {
                Files.writeString(migrates, "1\n");
            } catch (IOException notAllowed) {
                // What it takes from then on is there.
            }
        }
    }

    /// Confines it to the memory of other NUMA nodes, to which what it has is moved.
    ///
    /// @return whether that was allowed
    public boolean confineMemory(NumaNodeIds numaNodes) {
        migrateMemory();
        try {
            Files.writeString(folder.resolve(MEMS), numaNodes.toListString() + "\n");
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /// What is written into it now; nothing if it is gone.
    public Optional<Confinement> confinement() {
        try {
            return Optional
                    .of(new Confinement(Files.readString(folder.resolve(CPUS), StandardCharsets.US_ASCII).strip(),
                            Files.readString(folder.resolve(MEMS), StandardCharsets.US_ASCII).strip()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// How many bytes of its own, anonymous or shared memory, it has on other NUMA nodes than these. The kernel counts some late,
    /// by two seconds at most.
    ///
    /// @return nothing where the kernel does not say it: in version 1, or without the controller of memory
    public OptionalLong ownBytesOutside(NumaNodeIds numaNodes) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(MEMORY), StandardCharsets.US_ASCII);
        } catch (IOException notThere) {
            return OptionalLong.empty();
        }
        boolean isSaid = false;
        long outside = 0;
        for (String line : lines) {
            if (OWN.matcher(line).matches()) {
                isSaid = true;
                Matcher numaNode = OF_NUMA_NODE.matcher(line);
                while (numaNode.find()) {
                    outside += numaNodes.contains(Integer.parseInt(numaNode.group(1))) ? 0
                            : Long.parseLong(numaNode.group(2));
                }
            }
        }
        return isSaid ? OptionalLong.of(outside) : OptionalLong.empty();
    }

    /// Ends all processes in it (SIGKILL), and what they start meanwhile, and waits until none is there; a second at most, for
    /// one in the kernel's hands takes its time.
    public void kill() {
        ProcessEnd.ofAll(this::processes);
    }

    /// Of the processes in it the one with the lowest id; nothing if none is there, or none that has an id here.
    public OptionalLong firstProcess() {
        return pids().stream().mapToLong(Long::longValue).filter(pid -> pid > 0).min();
    }

    private List<ProcessHandle> processes() {
        return pids().stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
    }

    private List<Long> pids() {
        try {
            return Files.readAllLines(folder.resolve(PROCESSES), StandardCharsets.US_ASCII).stream().map(Long::valueOf)
                    .toList();
        } catch (IOException | NumberFormatException gone) {
            // Nothing is in it any more.
            return List.of();
        }
    }

    /// True if a process is in it.
    public boolean hasProcesses() {
        try {
            return !Files.readString(folder.resolve(PROCESSES), StandardCharsets.US_ASCII).isBlank();
        } catch (IOException gone) {
            return false;
        }
    }

    /// Removes it unless a process is in it.
    public void remove() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException inUse) {
            // The kernel keeps one that has processes; the next start looks again.
        }
    }
}
