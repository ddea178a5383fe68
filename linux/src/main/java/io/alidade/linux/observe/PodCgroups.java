package io.alidade.linux.observe;

import io.alidade.engine.pod.QosClass;
import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.tree.TreeDirectory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Walks the cgroups of all pods: which there are, what they may use, and which processes are in them.
final class PodCgroups {
    private static final int MAX_FOLDERS = 4096;
    private static final int MAX_PODS = 10_000;
    private static final int MAX_NESTED = 10_000;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_PROCS_BYTES = 4 << 20;

    /// A cgroup of a container, or whatever else is in a pod.
    record ContainerCgroup(String id, String path, Cpuset cpuset, Optional<CpuQuota> quota, Set<Integer> processes) {}

    record PodCgroup(String uid, QosClass qosClass, String path, List<ContainerCgroup> containers) {}

    private final LiveFiles files;
    private final CpusetHierarchy hierarchy;
    private final KernelLists lists;
    private final Notes notes;
    private final List<PodCgroup> pods = new ArrayList<>();
    private final Set<Integer> monitors = new HashSet<>();
    private boolean hasForeignProcesses;

    PodCgroups(LiveFiles files, CpusetHierarchy hierarchy, KernelLists lists, Notes notes) {
        this.files = files;
        this.hierarchy = hierarchy;
        this.lists = lists;
        this.notes = notes;
    }

    void walk(Kubepods kubepods) {
        pods(kubepods.directory(), kubepods.cpuset(), QosClass.GUARANTEED);
        if (hasForeignProcesses) {
            notes.add(Kind.OTHER_PID_NAMESPACE, "The cgroups hold processes of another PID namespace: processes of the"
                    + " host cannot be told from those of containers. Run in the host's (hostPID: true).");
        }
    }

    List<PodCgroup> pods() {
        return List.copyOf(pods);
    }

    /// The processes of runtimes that watch over containers: those of the host, though their cgroups are in pods.
    Set<Integer> monitors() {
        return Set.copyOf(monitors);
    }

    /// True if a cgroup holds processes that this process cannot see.
    boolean hasForeignProcesses() {
        return hasForeignProcesses;
    }

    private void pods(TreeDirectory directory, Cpuset cpuset, QosClass qosClass) {
        for (TreeDirectory child : files.folders(directory, MAX_FOLDERS)) {
            String name = Kubepods.name(child);
            Optional<String> uid = CgroupNames.podUid(name);
            Optional<QosClass> inner = CgroupNames.qosClass(name);
            if (uid.isPresent()) {
                if (pods.size() == MAX_PODS) {
                    notes.limit("There are more than " + MAX_PODS + " pods; the others are left out");
                    return;
                }
                pods.add(pod(uid.get(), qosClass, child, read(child, cpuset)));
            } else if (inner.isPresent() && qosClass == QosClass.GUARANTEED) {
                pods(child, read(child, cpuset), inner.get());
            }
        }
    }

    private PodCgroup pod(String uid, QosClass qosClass, TreeDirectory directory, Cpuset cpuset) {
        List<ContainerCgroup> containers = new ArrayList<>();
        Set<Integer> own = new TreeSet<>();
        processesIn(directory, own);
        if (!own.isEmpty()) {
            containers.add(new ContainerCgroup(Kubepods.name(directory), directory.path(), cpuset,
                    hierarchy.quota(directory), own));
        }
        for (TreeDirectory child : files.folders(directory, MAX_FOLDERS)) {
            String name = Kubepods.name(child);
            Set<Integer> processes = new TreeSet<>();
            processesBelow(child, 0, new int[] {MAX_NESTED}, processes);
            if (CgroupNames.isMonitor(name)) {
                monitors.addAll(processes);
            } else {
                containers.add(new ContainerCgroup(CgroupNames.containerId(name).orElse(name), child.path(),
                        read(child, cpuset), hierarchy.quota(child), processes));
            }
        }
        return new PodCgroup(uid, qosClass, directory.path(), List.copyOf(containers));
    }

    private Cpuset read(TreeDirectory directory, Cpuset parent) {
        return hierarchy.read(directory, parent, lists, notes);
    }

    private void processesBelow(TreeDirectory directory, int depth, int[] room, Set<Integer> processes) {
        if (depth == MAX_DEPTH || room[0]-- <= 0) {
            notes.limit(directory.path() + " is more than " + (depth == MAX_DEPTH
                    ? MAX_DEPTH + " cgroups below its container"
                    : MAX_NESTED + " cgroups in one container") + "; what is there is left out");
            return;
        }
        processesIn(directory, processes);
        files.folders(directory, MAX_FOLDERS)
                .forEach(child -> processesBelow(child, depth + 1, room, processes));
    }

    /// Adds the processes of one cgroup. A threaded cgroup of version 2 has no readable list of processes; they are in that
    /// of the cgroup above it.
    private void processesIn(TreeDirectory directory, Set<Integer> processes) {
        Optional<String> type = hierarchy.isUnified() ? directory.attribute("cgroup.type") : Optional.empty();
        if (type.filter(text -> !text.startsWith("domain") || text.equals("domain invalid")).isPresent()) {
            return;
        }
        String text = directory.attribute("cgroup.procs", MAX_PROCS_BYTES).orElse("");
        text.lines().forEach(line -> {
            OptionalInt id = KernelLists.number(line.strip());
            if (id.isEmpty()) {
                notes.malformed(directory.pathOf("cgroup.procs"), line);
            } else if (id.getAsInt() == 0) {
                hasForeignProcesses = true;
            } else {
                processes.add(id.getAsInt());
            }
        });
    }
}
