package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What was seen of a node.
///
/// @param kubepods      the cgroup of all pods, as below the root
/// @param onlineCpus    absent if sysfs does not tell
/// @param numaNodes     NUMA node id to its CPUs; empty if sysfs does not tell
/// @param pods          by uid
/// @param logged        pod uid to the names of its containers that have a log link, running or not
/// @param hostProcesses absent if they cannot be told from those of containers
/// @param notes         by kind
public record NodeObservation(CgroupVersion version, CgroupDriver driver, String kubepods, Optional<CpuSet> onlineCpus,
        Map<Integer, CpuSet> numaNodes, List<ObservedPod> pods, Map<String, Set<ContainerName>> logged,
        Optional<List<HostProcess>> hostProcesses, List<ObservationNote> notes) {
    public NodeObservation {
        numaNodes = Collections.unmodifiableMap(new TreeMap<>(numaNodes));
        pods = List.copyOf(pods);
        logged = Collections.unmodifiableMap(new TreeMap<>(logged));
        hostProcesses = hostProcesses.map(List::copyOf);
        notes = List.copyOf(notes);
    }

    /// A process that is in no container.
    ///
    /// @param isKernelThread true for a thread of the kernel
    /// @param cpus           what its threads may run on, all together
    public record HostProcess(int id, String name, boolean isKernelThread, CpuSet cpus) {}
}
