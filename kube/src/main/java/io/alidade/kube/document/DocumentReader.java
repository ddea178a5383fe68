package io.alidade.kube.document;

import java.util.List;

/// SIGNATURES ONLY: to be implemented.
public final class DocumentReader {
    private DocumentReader() {}

    /// All documents of a YAML or JSON text (JSON if the first non-blank character is `{` or `[`, one or more values;
    /// else YAML, documents separated by `---`, empty documents left out).
    public static List<DocumentNode> readAll(String source, byte[] bytes) {
        throw new IllegalStateException();
    }

    /// Exactly one document.
    public static DocumentNode readOne(String source, byte[] bytes) {
        throw new IllegalStateException();
    }
}
