package io.alidade.view.picture;

import io.alidade.view.picture.ShownPod.Container;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Numbers of things in words.
final class Counts {
    private static final List<String> UNITS = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

    private Counts() {}

    static String of(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /// Bytes with at most one decimal, rounded down, below 1024 of their unit: `23.9Gi`. Bars stand side by side, so all
    /// amounts have the same form.
    static String bytes(long bytes) {
        int unit = (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10;
        if (unit == 0) {
            return Long.toString(bytes);
        }
        int shift = 10 * unit;
        long whole = bytes >> shift;
        long thousandths = (bytes - (whole << shift)) >> (shift - 10);
        long tenth = thousandths * 10 / 1024;
        return whole + (tenth == 0 ? "" : "." + tenth) + UNITS.get(unit - 1);
    }

    /// What a pod holds: `16 CPUs · 256Gi memory · 4 nvidia.com/gpu`.
    static String of(ShownPod pod) {
        List<String> words = new ArrayList<>();
        if (!pod.cpus().isEmpty()) {
            words.add(of(pod.cpus().size(), "CPU"));
        }
        // Ordinary memory before hugepages.
        Map<String, Long> memory = new TreeMap<>(Comparator.reverseOrder());
        Map<String, Integer> devices = new TreeMap<>();
        for (Container container : pod.containers()) {
            container.memory().forEach(block -> memory.merge(block.type(), block.size(), Long::sum));
            container.devices().forEach((resource, ids) -> devices.merge(resource, ids.size(), Integer::sum));
        }
        memory.forEach((type, bytes) -> words.add(memory(type, bytes)));
        devices.forEach((resource, count) -> words.add(count + " " + Names.shorten(resource, 40)));
        return words.isEmpty() ? "nothing of its own" : String.join(" · ", words);
    }

    /// Bytes of a memory type: `256Gi memory`, `2Gi hugepages-1Gi`.
    static String memory(String type, long bytes) {
        return bytes(bytes) + " " + Names.shorten(type, 40);
    }
}
