package io.alidade.linux.observe;

import java.util.List;
import java.util.Optional;

/// One cgroup of a pod, with the cgroups below it.
///
/// @param id        the container id, or the last name of a cgroup that has none
/// @param cgroup    the path as below the root, `/sys/fs/cgroup/kubepods/...`
/// @param name      absent where no log link tells it
/// @param quota     absent without a limit
/// @param processes by id
public record ObservedContainer(String id, String cgroup, Optional<ContainerName> name, Cpuset cpuset,
        Optional<CpuQuota> quota, List<ObservedProcess> processes) {
    private static final String PAUSE = "pause";

    public ObservedContainer {
        processes = List.copyOf(processes);
    }

    /// True for the container that keeps a pod's namespaces: it has no log link, runs nothing but `pause`, and the kubelet
    /// never pins it. A cgroup without name and processes does no harm either.
    public boolean isSandbox() {
        return name.isEmpty() && processes.stream().allMatch(process -> process.name().equals(PAUSE));
    }

    /// The name of a container as in its log link.
    public record ContainerName(String namespace, String pod, String container) {}
}
