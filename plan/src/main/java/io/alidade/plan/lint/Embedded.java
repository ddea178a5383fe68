package io.alidade.plan.lint;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// A document inside a text value of another, as ConfigMaps hold them, with places in the outer file: exact ones in a block
/// (`|`), elsewhere the place of the value.
final class Embedded {
    private final Scalar value;
    private final UnaryOperator<Position> outward;

    private Embedded(Scalar value, UnaryOperator<Position> outward) {
        this.value = value;
        this.outward = outward;
    }

    static Embedded in(SourceFile file, Scalar value) {
        Position start = value.position();
        OptionalInt offset = file.offset(start);
        boolean isBlock = offset.isPresent() && file.text().startsWith("|", offset.getAsInt());
        if (!isBlock) {
            return new Embedded(value, _ -> start);
        }
        int indent = indent(file, start.line() + 1);
        return new Embedded(value,
                inner -> new Position(start.source(), start.line() + inner.line(), inner.column() + indent));
    }

    private static int indent(SourceFile file, int line) {
        int first = line;
        while (first <= file.lineCount() && file.line(first).isBlank()) {
            first++;
        }
        String text = file.line(first);
        return text.length() - text.stripLeading().length();
    }

    /// All documents.
    ///
    /// @throws BadInput if it is neither YAML nor JSON, with the place in the outer file
    List<DocumentNode> documents() {
        try {
            return DocumentReader.readAll(value.position().source(), value.text().getBytes(StandardCharsets.UTF_8))
                    .stream().map(this::moved).toList();
        } catch (BadInput broken) {
            throw new BadInput(broken.position().map(outward).orElse(value.position()), broken.problem(),
                    broken.cure());
        }
    }

    private DocumentNode moved(DocumentNode node) {
        Position place = outward.apply(node.position());
        return switch (node) {
            case Mapping mapping -> new Mapping(place, mapping.entries().stream().map(entry -> new Entry(entry.key(),
                    outward.apply(entry.keyPosition()), moved(entry.value()))).toList());
            case Sequence sequence -> new Sequence(place, sequence.items().stream().map(this::moved).toList());
            case Scalar scalar -> new Scalar(place, scalar.kind(), scalar.text());
        };
    }
}
