package io.alidade.kube.config;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON merge patch (RFC 7396) on trees with places: maps merge, everything else replaces, null deletes.
///
/// Nodes are taken over as they are, so each value of the result still says which file it came from.
final class MergePatch {
    private MergePatch() {}

    static Mapping apply(Mapping base, Mapping patch) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        base.entries().forEach(entry -> entries.put(entry.key(), entry));
        for (Entry entry : patch.entries()) {
            Entry old = entries.get(entry.key());
            if (isNull(entry.value())) {
                entries.remove(entry.key());
            } else if (entry.value() instanceof Mapping inner) {
                Mapping below = old != null && old.value() instanceof Mapping mapping ? mapping
                        : new Mapping(inner.position(), List.of());
                entries.put(entry.key(), new Entry(entry.key(), entry.keyPosition(), apply(below, inner)));
            } else {
                entries.put(entry.key(), entry);
            }
        }
        return new Mapping(base.entries().isEmpty() ? patch.position() : base.position(),
                new ArrayList<>(entries.values()));
    }

    private static boolean isNull(DocumentNode node) {
        return node instanceof Scalar scalar && scalar.kind() == ScalarKind.NULL;
    }
}
