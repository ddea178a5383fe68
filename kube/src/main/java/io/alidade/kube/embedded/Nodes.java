package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;

/// Names of documents, and small documents.
final class Nodes {
    private Nodes() {}

    /// `KubeadmConfigTemplate workers`, without the name if there is none.
    static String named(String kind, Mapping document) {
        return kind + Trees.text(document, "metadata", "name").map(name -> " " + name).orElse("");
    }

    /// A mapping of texts, from keys and values in turn.
    static Mapping texts(Position place, String... keysAndValues) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            entries.add(new Entry(keysAndValues[i], place,
                    new Scalar(place, ScalarKind.STRING, keysAndValues[i + 1])));
        }
        return new Mapping(place, entries);
    }
}
