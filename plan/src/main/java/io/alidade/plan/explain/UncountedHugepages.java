package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Hugepages that the Memory Manager counts on no NUMA node: it manages Guaranteed pods only (memory-manager 4), but the
/// kernel gives the pages of a Burstable pod from some NUMA node all the same. What is free there is less than it believes.
final class UncountedHugepages {
    private UncountedHugepages() {}

    /// One sentence each.
    ///
    /// @param before the node when the pod came
    static List<String> notes(Node before, PodRequest pod) {
        List<String> notes = new ArrayList<>();
        if (!before.settings().policies().pinsMemory()) {
            return notes;
        }
        Map<String, Long> asked = hugepages(pod);
        if (!isCounted(before, pod)) {
            asked.forEach((type,
                    bytes) -> notes.add(Phrases.of(type, bytes) + " are counted on no NUMA node, for the pod"
                            + " is " + Qos.of(pod, before.settings().featureGates()).wireName()
                            + ", not Guaranteed: the Memory Manager promises the same pages to others"));
            return notes;
        }
        for (String type : asked.keySet()) {
            long bytes = 0;
            List<String> names = new ArrayList<>();
            for (PodRequest other : before.pods()) {
                long own = isCounted(before, other) ? 0 : hugepages(other).getOrDefault(type, 0L);
                bytes += own;
                if (own > 0) {
                    names.add(other.namespace() + "/" + other.name());
                }
            }
            if (bytes > 0) {
                notes.add(String.join(", ", names.stream().limit(3).toList()) + (names.size() > 3 ? " and others" : "")
                        + (names.size() == 1 ? " uses " : " use ") + "up to " + Phrases.of(type, bytes)
                        + " that are counted on no NUMA node (not Guaranteed): fewer may be free on each than is said"
                        + " here, and then the pod is admitted and finds no pages");
            }
        }
        return notes;
    }

    private static boolean isCounted(Node node, PodRequest pod) {
        return Qos.of(pod, node.settings().featureGates()) == QosClass.GUARANTEED;
    }

    private static Map<String, Long> hugepages(PodRequest pod) {
        Map<String, Long> bytes = new TreeMap<>();
        pod.containers().stream().filter(container -> container.kind() != ContainerKind.INIT)
                .forEach(container -> container.resources().limits().forEach((type, amount) -> {
                    if (type.startsWith("hugepages-") && amount.compareTo(Quantity.ZERO) > 0) {
                        bytes.merge(type, amount.ceilUnits(), Long::sum);
                    }
                }));
        return bytes;
    }
}
