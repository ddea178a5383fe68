package io.alidade.view;

import io.alidade.kube.document.Value;
import java.util.SortedMap;

/// The labels of a node as the document of kind `NodeLabels`.
public final class NodeLabelsDocument {
    private NodeLabelsDocument() {}

    /// The document of some labels.
    ///
    /// @param source where the machine comes from
    public static Value of(String source, SortedMap<String, String> labels) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "NodeLabels").with("source", source)
                .with("labels", Value.texts(labels)).build();
    }
}
