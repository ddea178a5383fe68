package io.alidade.engine;

import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.table.NamedTable;
import java.util.ArrayList;
import java.util.List;

/// Finds what the kubelet does wrong without a word where CPUs are offline: one CPU given to two containers, reserved CPUs
/// given away, one CPU counted twice (cpu-manager 7.4, 10.5a). Alidade decides the same and says so.
final class CpuConflicts {
    private CpuConflicts() {}

    /// @param before the CPUs as they were: what comes from the shared pool of then, no other pod can have
    static List<String> warnings(CpuAllocations before, Node node, PodRequest pod) {
        List<String> warnings = new ArrayList<>();
        CpuAllocations cpus = node.allocations().cpus();
        CpuSet reserved = cpus.reservedCpus();
        for (ContainerRequest container : pod.containers()) {
            CpuSet own = cpus.assigned(pod.uid(), container.name()).orElse(CpuSet.empty());
            if (own.isEmpty()) {
                continue;
            }
            int count = cpus.exclusiveCount(pod, container);
            if (own.size() < count) {
                warnings.add("container " + container.name() + " is given " + own.size() + " CPUs though it asks for "
                        + count + ": kubelets up to 1.37 count a CPU twice when CPUs are offline");
            }
            if (own.intersects(reserved)) {
                warnings.add("container " + container.name() + " is given the reserved CPUs "
                        + own.and(reserved).toListString() + ": kubelets up to 1.37 do this when CPUs are offline");
            }
            if (!own.isSubsetOf(before.sharedCpus())) {
                cpus.forEachPod((other, containers) -> {
                    if (!other.equals(pod.uid())) {
                        addShared(warnings, container.name(), own, other, containers);
                    }
                });
            }
            if (container.kind() != ContainerKind.INIT && !Qos.hasPodLevelResources(pod)) {
                addSharedInPod(warnings, cpus, pod, container, own);
            }
        }
        return warnings;
    }

    private static void addSharedInPod(List<String> warnings, CpuAllocations cpus, PodRequest pod,
            ContainerRequest container, CpuSet own) {
        NamedTable<CpuSet> earlier = NamedTable.empty();
        for (ContainerRequest other : pod.containers()) {
            if (other.name().equals(container.name())) {
                break;
            }
            if (other.kind() != ContainerKind.INIT) {
                earlier = earlier.with(other.name(),
                        cpus.assigned(pod.uid(), other.name()).orElse(CpuSet.empty()));
            }
        }
        addShared(warnings, container.name(), own, pod.uid(), earlier);
    }

    private static void addShared(List<String> warnings, String container, CpuSet own, String pod,
            NamedTable<CpuSet> others) {
        others.forEach((name, set) -> {
            if (set.intersects(own)) {
                warnings.add("container " + container + " is given CPUs " + own.and(set).toListString()
                        + ", which container " + name + " of pod " + pod
                        + " has already: kubelets up to 1.37 do this when CPUs are offline");
            }
        });
    }
}
