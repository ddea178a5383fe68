package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.observe.NodeObservation.HostProcess;
import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.observe.ObservedContainer.ContainerName;
import io.alidade.linux.observe.PodCgroups.ContainerCgroup;
import io.alidade.linux.observe.PodCgroups.PodCgroup;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.TreeDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at a live node.
public final class NodeObserver {
    private static final String NUMA_NODES = "sys/devices/system/node";
    private static final String NUMA_NODE = "node";
    private static final int MAX_NUMA_ENTRIES = 4096;

    /// What to look at.
    ///
    /// @param root       the folder with `sys` and `proc`; `/` for this machine
    /// @param logs       the folder of container log links; without it `var/log/containers` below the root
    /// @param cgroupRoot the kubelet's option `--cgroup-root`; without it the cgroups of pods are searched for
    /// @param withMemory count pages, for which the kernel walks the page tables of each process
    public record Scope(Path root, Optional<Path> logs, Optional<String> cgroupRoot, boolean withMemory) {}

    private final Scope scope;
    private final Notes notes = new Notes();
    private final KernelLists lists = new KernelLists();
    private final LiveFiles files;
    private final Set<Integer> inContainers = new HashSet<>();

    private NodeObserver(Scope scope) {
        this.scope = scope;
        this.files = new LiveFiles(scope.root(), notes);
    }

    /// Looks once, and takes no lock: processes may come and go meanwhile.
    ///
    /// @throws io.alidade.linux.tree.UnusableTree if the root has no cgroups of pods, no `proc`, or a named folder cannot be
    ///         opened
    public static NodeObservation observe(Scope scope) {
        return new NodeObserver(scope).observe();
    }

    private NodeObservation observe() {
        CpusetHierarchy hierarchy = CpusetHierarchy.find(files);
        ProcessFolder processes = ProcessFolder.open(files, lists, notes);
        Kubepods kubepods = Kubepods.find(files, hierarchy, scope.cgroupRoot(), lists, notes);
        PodCgroups cgroups = new PodCgroups(files, hierarchy, lists, notes);
        cgroups.walk(kubepods);
        LogLinks links = LogLinks.read(files, scope.logs(), notes);
        List<ObservedPod> pods = cgroups.pods().stream().map(pod -> pod(pod, links, processes))
                .sorted(Comparator.comparing(ObservedPod::uid)).toList();
        Optional<List<HostProcess>> host = cgroups.hasForeignProcesses() ? Optional.empty()
                : Optional.of(hostProcesses(processes, hierarchy, kubepods, cgroups.monitors()));
        Map<String, Set<ContainerName>> logged = new HashMap<>(links.byPodUid());
        pods.forEach(pod -> pod.containers().forEach(container -> container.name()
                .ifPresent(name -> logged.computeIfAbsent(pod.uid(), _ -> new HashSet<>()).add(name))));
        return new NodeObservation(hierarchy.version(), kubepods.driver(), kubepods.directory().path(), onlineCpus(),
                numaNodes(), pods, logged, host, notes.toList());
    }

    private ObservedPod pod(PodCgroup pod, LogLinks links, ProcessFolder processes) {
        Comparator<ObservedContainer> byName = Comparator
                .comparing(container -> container.name().map(ContainerName::container).orElse("\uffff"));
        List<ObservedContainer> containers = pod.containers().stream()
                .map(container -> container(pod.uid(), container, links, processes))
                .sorted(byName.thenComparing(ObservedContainer::id)).toList();
        return new ObservedPod(pod.uid(), pod.qosClass(), pod.path(), containers);
    }

    private ObservedContainer container(String podUid, ContainerCgroup cgroup, LogLinks links,
            ProcessFolder processes) {
        List<ObservedProcess> seen = new ArrayList<>();
        for (int id : new TreeSet<>(cgroup.processes())) {
            inContainers.add(id);
            processes.process(id, scope.withMemory()).ifPresent(seen::add);
        }
        if (seen.isEmpty() && !cgroup.processes().isEmpty()) {
            notes.addGrouped(Kind.PROCESSES_NOT_VISIBLE, "", cgroup.path() + " lists " + cgroup.processes().size()
                    + " processes of which none is in proc: they have ended meanwhile, or proc hides them (hidepid)",
                    "");
        }
        Optional<LogLinks.LogLink> link = links.ofContainer(cgroup.id());
        boolean isOfOtherPod = link.flatMap(LogLinks.LogLink::podUid).filter(uid -> !uid.equals(podUid)).isPresent();
        if (isOfOtherPod) {
            notes.addGrouped(Kind.LOG_LINK_OF_OTHER_POD, "", "The log link of container " + cgroup.id()
                    + " tells another pod than its cgroup " + cgroup.path() + ", and is left out", "");
        }
        return new ObservedContainer(cgroup.id(), cgroup.path(),
                isOfOtherPod ? Optional.empty() : link.map(LogLinks.LogLink::name), cgroup.cpuset(), cgroup.quota(),
                seen);
    }

    private List<HostProcess> hostProcesses(ProcessFolder processes, CpusetHierarchy hierarchy, Kubepods kubepods,
            Set<Integer> monitors) {
        String inHierarchy = kubepods.directory().path().substring(hierarchy.root().path().length());
        int self = processes.self().orElse(0);
        List<HostProcess> found = new ArrayList<>();
        for (int id : processes.ids()) {
            // This program looks once and ends: it is not a neighbour of any container.
            if (id != self && !inContainers.contains(id)
                    && (monitors.contains(id) || !processes.isBelow(id, inHierarchy))) {
                processes.hostProcess(id).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingInt(HostProcess::id));
        return found;
    }

    private Optional<CpuSet> onlineCpus() {
        return files.directory("sys/devices/system/cpu").flatMap(cpus -> cpus.attribute("online"))
                .flatMap(lists::cpus).filter(cpus -> !cpus.isEmpty());
    }

    private Map<Integer, CpuSet> numaNodes() {
        Map<Integer, CpuSet> numaNodes = new TreeMap<>();
        Optional<TreeDirectory> folder = files.directory(NUMA_NODES);
        for (String name : folder.map(nodes -> nodes.names(MAX_NUMA_ENTRIES)).orElse(List.of())) {
            if (name.startsWith(NUMA_NODE)) {
                KernelLists.number(name.substring(NUMA_NODE.length())).ifPresent(id -> folder
                        .flatMap(nodes -> nodes.directory(name))
                        .flatMap(node -> node.attribute("cpulist", MachineTree.MAX_ATTRIBUTE_BYTES))
                        .flatMap(lists::cpus).ifPresent(cpus -> numaNodes.put(id, cpus)));
            }
        }
        if (numaNodes.isEmpty()) {
            notes.add(Kind.NUMA_NODES_UNKNOWN, "/" + NUMA_NODES + " tells no NUMA nodes: of containers that only have"
                    + " CPUs of their own, it is not known which memory is near.");
        }
        return numaNodes;
    }
}
