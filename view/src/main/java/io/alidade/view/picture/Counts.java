package io.alidade.view.picture;

import io.alidade.view.picture.ShownPod.Container;
import io.alidade.view.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Numbers of things in words.
final class Counts {
    private Counts() {}

    static String of(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /// What a pod holds: `16 CPUs · 256Gi · 4 nvidia.com/gpu`.
    static String of(ShownPod pod) {
        List<String> words = new ArrayList<>();
        if (!pod.cpus().isEmpty()) {
            words.add(of(pod.cpus().size(), "CPU"));
        }
        Map<String, Long> memory = new TreeMap<>();
        Map<String, Integer> devices = new TreeMap<>();
        for (Container container : pod.containers()) {
            container.memory().forEach(block -> memory.merge(block.type(), block.size(), Long::sum));
            container.devices().forEach((resource, ids) -> devices.merge(resource, ids.size(), Integer::sum));
        }
        memory.forEach((type, bytes) -> words.add(memory(type, bytes)));
        devices.forEach((resource, count) -> words.add(count + " " + Names.shorten(resource, 40)));
        return words.isEmpty() ? "nothing of its own" : String.join(" · ", words);
    }

    /// Bytes of a memory type: `256Gi`, `2Gi of hugepages-1Gi`.
    static String memory(String type, long bytes) {
        return Amounts.bytes(bytes) + (type.equals("memory") ? "" : " of " + Names.shorten(type, 40));
    }
}
