package io.alidade.linux.observe;

import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.tree.TreeDirectory;
import io.alidade.linux.tree.UnusableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cgroup of all pods of the kubelet.
///
/// @param cpuset what it may use itself
record Kubepods(TreeDirectory directory, CgroupDriver driver, Cpuset cpuset) {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_SEARCHED = 10_000;
    private static final int MAX_FOLDERS = 4096;

    /// Finds it below the root of the hierarchy or below `cgroupRoot`, the kubelet's option of that name. Without one, a
    /// kubelet in a container is found as well, a few levels down.
    ///
    /// @throws UnusableTree if there is none, or several that have pods
    static Kubepods find(LiveFiles files, CpusetHierarchy hierarchy, Optional<String> cgroupRoot, KernelLists lists,
            Notes notes) {
        List<Kubepods> found = new ArrayList<>();
        Cpuset top = hierarchy.read(hierarchy.root(), Cpuset.UNKNOWN, lists, notes);
        if (cgroupRoot.isPresent()) {
            TreeDirectory start = below(files, hierarchy.root(), cgroupRoot.get())
                    .or(() -> below(files, hierarchy.root(), CgroupNames.systemdPath(cgroupRoot.get())))
                    .orElseThrow(() -> new UnusableTree(
                            hierarchy.root().path() + " has no cgroup " + cgroupRoot.get() + ".",
                            "Name the kubelet's --cgroup-root, as below the root of the cgroups."));
            collect(files, hierarchy, new Kubepods(start, CgroupDriver.CGROUPFS, top), lists, notes, found);
        } else {
            search(files, hierarchy, new Kubepods(hierarchy.root(), CgroupDriver.CGROUPFS, top), lists, notes, found);
        }
        return only(files, hierarchy, found, notes);
    }

    private static Kubepods only(LiveFiles files, CpusetHierarchy hierarchy, List<Kubepods> found, Notes notes) {
        if (found.size() < 2) {
            return found.stream().findFirst().orElseThrow(() -> new UnusableTree(
                    hierarchy.root().path() + " has no cgroup kubepods or kubepods.slice, which every kubelet makes.",
                    "Maybe no kubelet runs here, or --root or --cgroup-root names another place."));
        }
        List<Kubepods> withPods = found.stream().filter(one -> one.hasPods(files)).toList();
        List<String> paths = found.stream().map(one -> one.directory.path()).toList();
        if (withPods.size() > 1) {
            throw new UnusableTree("there are pods in several cgroups: " + String.join(", ", paths) + ".",
                    "Name with --cgroup-root the one above the kubepods that is meant.");
        }
        Kubepods chosen = withPods.isEmpty() ? found.getFirst() : withPods.getFirst();
        notes.add(Kind.EMPTY_KUBEPODS, "Of the cgroups " + String.join(", ", paths) + " only " + chosen.directory.path()
                + " is looked at; the others have no pods.");
        return chosen;
    }

    private boolean hasPods(LiveFiles files) {
        List<TreeDirectory> children = files.folders(directory, MAX_FOLDERS);
        return children.stream().anyMatch(child -> CgroupNames.podUid(name(child)).isPresent()
                || (CgroupNames.qosClass(name(child)).isPresent()
                        && !files.folders(child, MAX_FOLDERS).isEmpty()));
    }

    private static Optional<TreeDirectory> below(LiveFiles files, TreeDirectory root, String path) {
        Optional<TreeDirectory> directory = Optional.of(root);
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                directory = directory.flatMap(parent -> files.folders(parent, MAX_FOLDERS).stream()
                        .filter(child -> name(child).equals(part)).findFirst());
            }
        }
        return directory;
    }

    /// Adds the children of `parent` that are cgroups of all pods, and returns the others.
    private static List<Kubepods> collect(LiveFiles files, CpusetHierarchy hierarchy, Kubepods parent,
            KernelLists lists, Notes notes, List<Kubepods> found) {
        List<Kubepods> others = new ArrayList<>();
        for (TreeDirectory child : files.folders(parent.directory, MAX_FOLDERS)) {
            Optional<CgroupDriver> driver = CgroupNames.kubepods(name(child));
            Cpuset cpuset = hierarchy.read(child, parent.cpuset, lists, notes);
            (driver.isPresent() ? found : others)
                    .add(new Kubepods(child, driver.orElse(CgroupDriver.CGROUPFS), cpuset));
        }
        return others;
    }

    private static void search(LiveFiles files, CpusetHierarchy hierarchy, Kubepods top, KernelLists lists, Notes notes,
            List<Kubepods> found) {
        List<Kubepods> level = List.of(top);
        int searched = 0;
        for (int depth = 0; depth <= MAX_DEPTH && found.isEmpty() && !level.isEmpty(); depth++) {
            List<Kubepods> next = new ArrayList<>();
            for (Kubepods parent : level) {
                if (searched++ < MAX_SEARCHED) {
                    next.addAll(collect(files, hierarchy, parent, lists, notes, found));
                }
            }
            level = next;
        }
    }

    static String name(TreeDirectory directory) {
        return directory.path().substring(directory.path().lastIndexOf('/') + 1);
    }
}
