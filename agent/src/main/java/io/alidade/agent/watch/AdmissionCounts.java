package io.alidade.agent.watch;

import io.alidade.agent.decision.AdmissionTrace;
import io.alidade.agent.decision.AdmissionTrace.Allocated;
import io.alidade.agent.decision.AdmissionTrace.Merged;
import io.alidade.engine.Node;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.CpuTopology;
import java.util.List;

/// Counts one walk of the managers over a pod as theirs would (cpu-manager 17.2 and 17.3, memory-manager 11,
/// topology-manager 9.3 to 9.5).
final class AdmissionCounts {
    private static final String CONTAINER = "container";
    private static final String POD = "pod";
    private static final String NODE = "node";
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final String NUMA_NODE = "numa_node";
    private static final String PHYSICAL_CPU = "physical_cpu";

    private final KubeletMetrics metrics;
    private final Policies policies;
    private final boolean countsSharers;
    private final List<CpuTopology.Group> uncoreCaches;
    private final boolean countsUncoreCaches;

    AdmissionCounts(KubeletMetrics metrics, Node node) {
        this.metrics = metrics;
        this.policies = node.settings().policies();
        var version = node.settings().kubeletVersion();
        this.countsSharers = version.countsContainersThatShareMemory();
        this.countsUncoreCaches = version.countsUncoreCaches();
        this.uncoreCaches = new CpuTopology(node.topology()).uncoreCaches();
    }

    void count(AdmissionTrace trace, PodRequest pod) {
        boolean passed = true;
        for (AdmissionTrace.Step step : trace.steps()) {
            boolean succeeded = switch (step) {
                case Merged merged -> countMerge(merged);
                case Allocated allocated -> {
                    switch (allocated.provider()) {
                        case DEVICE -> {
                            // Plugins' answers are counted where they are asked.
                        }
                        case CPU -> countCpus(allocated, pod);
                        case MEMORY -> countMemory(allocated, pod);
                    }
                    yield allocated.succeeded();
                }
            };
            passed &= succeeded;
        }
        if (!passed && policies.aligns()) {
            metrics.errors.inc();
        }
        if (passed && policies.wantsSingleNumaNode() && policies.hasPodScope()) {
            metrics.aligned.inc(POD, NUMA_NODE);
        }
    }

    private boolean countMerge(Merged merged) {
        if (!merged.isAdmitted() && policies.wantsSingleNumaNode()) {
            metrics.alignmentFailures.inc(merged.container().isPresent() ? CONTAINER : POD, NUMA_NODE);
        }
        return merged.isAdmitted();
    }

    private void countCpus(Allocated step, PodRequest pod) {
        if (step.container().isEmpty()) {
            countPodCpus(step, pod);
            return;
        }
        ContainerRequest container = container(step, pod);
        if (step.before().cpus().exclusiveCount(pod, container) == 0) {
            return;
        }
        boolean wholeCores = step.before().cpus().givesWholeCoresOnly();
        metrics.cpuRequests.inc();
        if (!step.succeeded()) {
            metrics.cpuErrors.inc();
            metrics.allocationErrors.inc(CPU, NODE);
            if (wholeCores) {
                metrics.alignmentFailures.inc(CONTAINER, PHYSICAL_CPU);
            }
            return;
        }
        if (wholeCores) {
            metrics.aligned.inc(CONTAINER, PHYSICAL_CPU);
        }
        if (step.before().cpus().assigned(pod.uid(), container.name()).isEmpty()) {
            countUncoreCache(step.after().cpus().assigned(pod.uid(), container.name()).orElse(CpuSet.empty()));
            metrics.allocations.inc(CPU, NODE);
            metrics.assignments.inc(CPU, "node_exclusive");
        }
    }

    private void countPodCpus(Allocated step, PodRequest pod) {
        if (!step.succeeded()) {
            metrics.cpuErrors.inc();
            metrics.allocationErrors.inc(CPU, POD);
            return;
        }
        CpuSet whole = step.before().cpus().sharedCpus().andNot(step.after().cpus().sharedCpus());
        if (whole.isEmpty()) {
            return;
        }
        countUncoreCache(whole);
        for (ContainerRequest container : pod.containers()) {
            boolean isExclusive = step.before().cpus().exclusiveCount(pod, container) > 0;
            if (isExclusive) {
                metrics.cpuRequests.inc();
            }
            metrics.assignments.inc(CPU, isExclusive ? "pod_exclusive" : "pod_shared");
            metrics.allocations.inc(CPU, POD);
        }
    }

    private void countUncoreCache(CpuSet cpus) {
        if (countsUncoreCaches && uncoreCaches.stream().anyMatch(cache -> cpus.andNot(cache.cpus()).isEmpty())) {
            metrics.aligned.inc(CONTAINER, "uncore_cache");
        }
    }

    private void countMemory(Allocated step, PodRequest pod) {
        Allocations before = step.before();
        if (step.container().isEmpty()) {
            countPodMemory(step, pod);
            return;
        }
        ContainerRequest container = container(step, pod);
        List<String> types = before.memory().requestedTypes(pod, container);
        if (before.memory().manages(pod) && (countsSharers || !types.isEmpty())) {
            metrics.memoryRequests.inc();
            if (!step.succeeded()) {
                metrics.memoryErrors.inc();
                metrics.allocationErrors.inc(MEMORY, NODE);
            } else if (before.memory().blocks(pod.uid(), container.name()).isEmpty()) {
                types.forEach(_ -> metrics.allocations.inc(MEMORY, NODE));
                metrics.assignments.inc(MEMORY, "node_exclusive");
            }
        }
        if (step.succeeded() && policies.wantsSingleNumaNode() && !policies.hasPodScope()) {
            metrics.aligned.inc(CONTAINER, NUMA_NODE);
        }
    }

    private void countPodMemory(Allocated step, PodRequest pod) {
        if (!step.before().memory().manages(pod)) {
            return;
        }
        metrics.memoryRequests.inc();
        if (!step.succeeded()) {
            metrics.memoryErrors.inc();
            metrics.allocationErrors.inc(MEMORY, POD);
            return;
        }
        for (ContainerRequest container : pod.containers()) {
            boolean isExclusive = !step.before().memory().requestedTypes(pod, container).isEmpty();
            if (isExclusive || container.kind() != ContainerKind.APP) {
                metrics.memoryRequests.inc();
            }
            metrics.assignments.inc(MEMORY, isExclusive ? "pod_exclusive" : "pod_shared");
            metrics.allocations.inc(MEMORY, POD);
        }
    }

    private static ContainerRequest container(Allocated step, PodRequest pod) {
        return pod.containers().stream().filter(one -> step.container().filter(one.name()::equals).isPresent())
                .findFirst().orElseThrow();
    }
}
