package io.alidade.kube.embedded;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The documents inside a text value of another, as ConfigMaps hold them, with places in the outer file: exact ones in a
/// block (`|`) and on one line, elsewhere the place of the value.
public final class InnerDocuments {
    private InnerDocuments() {}

    /// All documents inside a value.
    ///
    /// @param file  the bytes of the file that the value was read from
    /// @throws BadInput if it is neither YAML nor JSON, with the place in the outer file
    public static List<DocumentNode> in(byte[] file, Scalar value) {
        return in(PlacedText.ofFile(value.position().source(), file).valueOf(value));
    }

    static List<DocumentNode> in(PlacedText text) {
        try {
            return DocumentReader
                    .readAll(text.position().source(), text.text().getBytes(StandardCharsets.UTF_8)).stream()
                    .map(document -> moved(text, document)).toList();
        } catch (BadInput broken) {
            throw new BadInput(broken.position().map(text::outward).orElseGet(text::position), broken.problem(),
                    broken.cure());
        }
    }

    private static DocumentNode moved(PlacedText text, DocumentNode node) {
        return switch (node) {
            case Mapping mapping -> new Mapping(text.outward(mapping.position()), mapping.entries().stream()
                    .map(entry -> new Entry(entry.key(), text.outward(entry.keyPosition()), moved(text, entry.value())))
                    .toList());
            case Sequence sequence -> new Sequence(text.outward(sequence.position()),
                    sequence.items().stream().map(item -> moved(text, item)).toList());
            case Scalar scalar -> new Scalar(text.outward(scalar.position()), scalar.kind(), scalar.text());
        };
    }
}
