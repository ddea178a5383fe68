package io.alidade.kube.paste;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `lscpu -J`, flat or nested, and `lscpu -J -e`: older versions write every value as a string.
final class LscpuJson {
    private static final int MAX_DEPTH = 8;

    private LscpuJson() {}

    /// Whether an object is one of `lscpu`.
    static boolean isOne(Mapping object) {
        return object.find("lscpu").orElse(object) instanceof Sequence
                || (object.entries().size() == 1 && object.find("cpus").orElse(object) instanceof Sequence cpus
                        && cpus.items().stream().allMatch(item -> item instanceof Mapping cpu
                                && cpu.find("cpu").isPresent()));
    }

    static Told read(String origin, Mapping object) {
        if (object.find("lscpu").orElse(object) instanceof Sequence fields) {
            CpuSummary summary = new CpuSummary(origin);
            addAll(summary, fields, 0);
            return summary.told();
        }
        CpuTable table = new CpuTable(origin);
        if (object.find("cpus").orElse(object) instanceof Sequence cpus) {
            cpus.items().forEach(item -> {
                Map<String, String> cells = new HashMap<>();
                if (item instanceof Mapping cpu) {
                    cpu.entries().forEach(entry -> cells.put(entry.key().toUpperCase(Locale.ROOT),
                            text(Optional.of(entry.value()))));
                }
                table.add(cells);
            });
        }
        return table.told();
    }

    private static void addAll(CpuSummary summary, Sequence fields, int depth) {
        for (DocumentNode item : fields.items()) {
            if (item instanceof Mapping field) {
                String key = text(field.find("field"));
                summary.add(key.endsWith(":") ? key.substring(0, key.length() - 1) : key, text(field.find("data")));
                if (depth < MAX_DEPTH && field.find("children").orElse(field) instanceof Sequence children) {
                    addAll(summary, children, depth + 1);
                }
            }
        }
    }

    private static String text(Optional<DocumentNode> node) {
        return node.isPresent() && node.get() instanceof Scalar scalar && scalar.kind() != ScalarKind.NULL
                ? scalar.text().strip() : "";
    }

    /// A bare `-`, which is no JSON, is what `lscpu` writes for what an offline CPU does not have.
    static List<String> repaired(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("(\"[a-z0-9:]{1,40}\"\\s{0,8}:\\s{0,8})-(\\s{0,8},?\\s{0,8})$",
                        "$1null$2"))
                .toList();
    }
}
