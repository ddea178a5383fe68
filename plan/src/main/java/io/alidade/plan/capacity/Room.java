package io.alidade.plan.capacity;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much more of what usually comes a node would take. What is left when it takes no more is stranded: free CPUs that no pod of
/// that shape can have, since they are too few on their NUMA node, or memory, devices or places for pods have run out first.
///
/// @param shape        what usually comes; absent where no pod was there yet that had CPUs of its own
/// @param copies       of it that would be admitted now, one after the other
/// @param freeCpus     that a container could be given for its own, now
/// @param strandedCpus those of them that are free after the last copy; none without a shape
/// @param largestCpus  CPUs of the largest pod with a single container of its own CPUs that would be admitted now
public record Room(Optional<Shape> shape, int copies, CpuSet freeCpus, CpuSet strandedCpus, int largestCpus) {
    /// Sizes that are tried to find the largest pod; of more free CPUs not every number is.
    private static final int MAX_TRIES = 512;

    /// Asks a node by admitting copies.
    public static Room of(KubeletNode node, Optional<Shape> shape) {
        CpuSet free = node.node().allocations().cpus().availableCpus();
        if (shape.isEmpty()) {
            return new Room(shape, 0, free, CpuSet.empty(), largest(node, free.size()));
        }
        Copies copies = Copies.of(node, shape.get());
        CpuSet left = copies.node().node().allocations().cpus().availableCpus();
        return new Room(shape, copies.count(), free, left.and(free), largest(node, free.size()));
    }

    /// From above to below, for with `restricted` a pod may be refused that is smaller than one which is admitted.
    private static int largest(KubeletNode node, int free) {
        int most = node.node().settings().policies().wantsSingleNumaNode()
                ? Leftover.of(node).numaNodes().stream().mapToInt(own -> own.cpus().orElse(free)).max().orElse(free)
                : free;
        int step = Math.max(1, most / MAX_TRIES);
        for (int cpus = most; cpus > 0; cpus -= step) {
            if (node.admit(Shape.parse("cpu=" + cpus).pod()) instanceof PodDecision.Admitted) {
                return cpus;
            }
        }
        return 0;
    }

    /// What usually comes: of the pods with CPUs of their own the size that most of them have, as a pod with a single container; of
    /// equals the one with more CPUs.
    ///
    /// @param pods those that are here and those that were refused lately
    public static Optional<Shape> usual(KubeletNode node, Collection<PodManifest> pods) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Integer> cpus = new LinkedHashMap<>();
        for (PodManifest pod : pods) {
            int own = cpusOfItsOwn(node, pod.request());
            if (own > 0) {
                String size = size(pod, own);
                counts.merge(size, 1, Integer::sum);
                cpus.put(size, own);
            }
        }
        return counts.keySet().stream()
                .max(Comparator.<String>comparingInt(size -> counts.getOrDefault(size, 0))
                        .thenComparingInt(size -> cpus.getOrDefault(size, 0)))
                .flatMap(Room::shape);
    }

    /// Memory and devices go with the CPUs; disk and shares of the pool do not.
    private static String size(PodManifest pod, int cpus) {
        List<String> amounts = new ArrayList<>(List.of("cpu=" + cpus));
        EffectiveRequests.of(pod).forEach((resource, amount) -> {
            boolean counts = resource.equals("memory") || resource.startsWith("hugepages-") || resource.contains("/");
            if (counts && amount.signum() > 0) {
                amounts.add(resource + "=" + amount.toText());
            }
        });
        return String.join(",", amounts);
    }

    /// Nothing of what no machine has.
    private static Optional<Shape> shape(String size) {
        try {
            return Optional.of(Shape.parse(size));
        } catch (BadInput _) {
            return Optional.empty();
        }
    }

    private static int cpusOfItsOwn(KubeletNode node, PodRequest pod) {
        return pod.containers().stream()
                .mapToInt(container -> node.node().allocations().cpus().exclusiveCount(pod, container)).sum();
    }
}
