package io.alidade.kube.machine;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The `hugepages` of a NUMA node: page size to number of pages. A size is a quantity (`2Mi`), or digits alone for kB.
final class HugepageSizes {
    private static final int MAX_SIZES = 64;

    private HugepageSizes() {}

    static Map<Long, Long> read(Fields numaNode) {
        Map<Long, Long> pages = new TreeMap<>();
        Optional<Fields> sizes = numaNode.object("hugepages");
        List<String> keys = sizes.map(Fields::keys).orElse(List.of());
        if (keys.size() > MAX_SIZES) {
            numaNode.report("hugepages", "has " + keys.size() + " page sizes, at most " + MAX_SIZES + " are possible.",
                    "Leave out those that the machine does not have.");
        }
        for (String key : keys) {
            Fields counts = sizes.orElseThrow();
            long sizeBytes = sizeBytes(counts, key);
            long count = counts.integer(key, 0, Long.MAX_VALUE / sizeBytes).orElse(0);
            if (pages.put(sizeBytes, count) != null) {
                counts.report(key, "gives a page size that is there already, written otherwise.", "Keep one of them.");
            }
        }
        return pages;
    }

    /// A size of kB as digits, any other (no kernel has one) as a quantity that is not digits alone.
    static String toKey(long sizeBytes) {
        return sizeBytes % 1024 == 0 ? Long.toString(sizeBytes / 1024) : sizeBytes + "e0";
    }

    private static long sizeBytes(Fields counts, String key) {
        boolean digits = !key.isEmpty() && key.chars().allMatch(symbol -> symbol >= '0' && symbol <= '9');
        try {
            long size = Sizes.bytes(Quantity.parse(digits ? key + "Ki" : key));
            if (size > 0) {
                return size;
            }
        } catch (IllegalArgumentException | ArithmeticException notASize) {
            // Refused below, as 0 is.
        }
        throw new BadInput(counts.position(key), counts.path(key) + " is not a page size.",
                "Write a page size and its count, such as \"1Gi\": 4, or in kB 1048576: 4.");
    }
}
