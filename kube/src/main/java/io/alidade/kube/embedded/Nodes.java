package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ways through document trees.
final class Nodes {
    private Nodes() {}

    static Optional<DocumentNode> at(DocumentNode root, String... path) {
        Optional<DocumentNode> node = Optional.of(root);
        for (String key : path) {
            node = node.flatMap(parent -> parent instanceof Mapping mapping ? mapping.find(key) : Optional.empty());
        }
        return node;
    }

    static Optional<Mapping> mapping(DocumentNode root, String... path) {
        return at(root, path).filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    static Optional<Scalar> scalar(DocumentNode root, String... path) {
        return at(root, path).filter(Scalar.class::isInstance).map(Scalar.class::cast);
    }

    static Optional<String> text(DocumentNode root, String... path) {
        return scalar(root, path).map(Scalar::text);
    }

    static List<DocumentNode> items(DocumentNode root, String... path) {
        return at(root, path).map(node -> node instanceof Sequence list ? list.items() : List.<DocumentNode>of())
                .orElse(List.of());
    }

    /// `KubeadmConfigTemplate workers`, without the name if there is none.
    static String named(String kind, Mapping document) {
        return kind + text(document, "metadata", "name").map(name -> " " + name).orElse("");
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
