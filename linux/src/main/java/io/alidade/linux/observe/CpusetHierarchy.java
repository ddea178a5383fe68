package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.tree.TreeDirectory;
import io.alidade.linux.tree.UnusableTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The cgroup hierarchy with the controller `cpuset`, and how its files are called.
///
/// Version 1: `cpuset.effective_cpus` is what is in force; kernels without it apply `cpuset.cpus` as written. Version 2: an
/// empty `cpuset.cpus`, or none, means "as the nearest ancestor that sets it", not "no CPUs", so what is in force is
/// `cpuset.cpus.effective`.
///
/// @param root       where the hierarchy is mounted
/// @param isUnified  files are those of version 2
/// @param quotaRoot  where the quotas of version 1 are
record CpusetHierarchy(TreeDirectory root, CgroupVersion version, boolean isUnified,
        Optional<TreeDirectory> quotaRoot) {
    static final String MOUNT = "sys/fs/cgroup";

    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String UNIFIED = "unified";
    private static final String CPUSET = "cpuset";
    private static final int MAX_MOUNTS = 256;

    /// @throws UnusableTree if there is none
    static CpusetHierarchy find(LiveFiles files) {
        Optional<TreeDirectory> mount = files.directory(MOUNT);
        if (mount.isEmpty()) {
            throw new UnusableTree(files.top().pathOf(MOUNT) + " is not there, so there are no cgroups to look at.",
                    "Name with --root a folder that has sys/fs/cgroup and proc, such as /host in a pod that mounts the"
                            + " node's / there.");
        }
        TreeDirectory top = mount.get();
        if (top.attribute(CONTROLLERS).isPresent()) {
            return new CpusetHierarchy(top, CgroupVersion.V2, true, Optional.empty());
        }
        Optional<TreeDirectory> unified = top.names(MAX_MOUNTS).contains(UNIFIED) ? top.directory(UNIFIED)
                : Optional.empty();
        CgroupVersion version = unified.isPresent() ? CgroupVersion.HYBRID : CgroupVersion.V1;
        Optional<TreeDirectory> cpuset = controller(top, CPUSET);
        if (cpuset.isPresent()) {
            return new CpusetHierarchy(cpuset.get(), version, false, controller(top, "cpu"));
        }
        if (unified.flatMap(folder -> folder.attribute(CONTROLLERS))
                .filter(names -> List.of(names.split(" ", -1)).contains(CPUSET)).isPresent()) {
            return new CpusetHierarchy(unified.get(), version, true, Optional.empty());
        }
        throw new UnusableTree(top.path() + " has no hierarchy with the controller cpuset.",
                "Mount the cgroups of the host there, or name another --root.");
    }

    /// A hierarchy of version 1 by one of its controllers: `cpu,cpuacct` is one, too.
    private static Optional<TreeDirectory> controller(TreeDirectory top, String controller) {
        return top.names(MAX_MOUNTS).stream().filter(name -> List.of(name.split(",", -1)).contains(controller))
                .findFirst().flatMap(top::directory);
    }

    /// What a cgroup may use.
    ///
    /// @param parent of the cgroup above
    Cpuset read(TreeDirectory cgroup, Cpuset parent, KernelLists lists, Notes notes) {
        return new Cpuset(
                inForce(cgroup, isUnified ? "cpuset.cpus.effective" : "cpuset.effective_cpus", "cpuset.cpus",
                        lists::cpus, CpuSet::isEmpty, notes).or(parent::cpus),
                inForce(cgroup, isUnified ? "cpuset.mems.effective" : "cpuset.effective_mems", "cpuset.mems",
                        lists::numaNodes, NumaNodeIds::isEmpty, notes).or(parent::mems));
    }

    private interface Emptiness<S> {
        boolean isEmpty(S set);
    }

    private static <S> Optional<S> inForce(TreeDirectory cgroup, String effective, String written,
            Function<String, Optional<S>> parse, Emptiness<S> emptiness, Notes notes) {
        return list(cgroup, effective, parse, notes).filter(set -> !emptiness.isEmpty(set))
                .or(() -> list(cgroup, written, parse, notes).filter(set -> !emptiness.isEmpty(set)));
    }

    private static <S> Optional<S> list(TreeDirectory cgroup, String name, Function<String, Optional<S>> parse,
            Notes notes) {
        Optional<String> text = cgroup.attribute(name);
        Optional<S> set = text.flatMap(parse);
        if (text.isPresent() && set.isEmpty()) {
            notes.malformed(cgroup.pathOf(name), text.get());
        }
        return set;
    }

    /// The CPU time that a cgroup may use, if it is limited.
    Optional<CpuQuota> quota(TreeDirectory cgroup) {
        if (isUnified) {
            return cgroup.attribute("cpu.max").map(text -> text.split(" ", -1))
                    .flatMap(words -> words.length == 2 ? quota(words[0], words[1]) : Optional.empty());
        }
        Optional<TreeDirectory> beside = quotaRoot;
        for (String name : cgroup.path().substring(root.path().length()).split("/", -1)) {
            beside = name.isEmpty() ? beside : beside.flatMap(parent -> parent.directory(name));
        }
        return beside.flatMap(folder -> quota(folder.attribute("cpu.cfs_quota_us").orElse(""),
                folder.attribute("cpu.cfs_period_us").orElse("")));
    }

    private static Optional<CpuQuota> quota(String quota, String period) {
        int quotaMicros = KernelLists.number(quota).orElse(0);
        int periodMicros = KernelLists.number(period).orElse(0);
        return quotaMicros > 0 && periodMicros > 0 ? Optional.of(new CpuQuota(quotaMicros, periodMicros))
                : Optional.empty();
    }
}
