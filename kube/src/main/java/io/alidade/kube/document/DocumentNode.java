package io.alidade.kube.document;

import java.util.List;
import java.util.Optional;

/// A parsed YAML or JSON value that remembers where it stood. Keys of a mapping are unique.
public sealed interface DocumentNode {
    Position position();

    /// The document that says a value: what [DocumentReader] makes of its text, but all of it at one position.
    static DocumentNode of(Value value, Position position) {
        return switch (value) {
            case Value.Mapping(var fields) -> new Mapping(position, fields.entrySet().stream()
                    .map(field -> new Entry(field.getKey(), position, of(field.getValue(), position))).toList());
            case Value.Sequence(var items) ->
                new Sequence(position, items.stream().map(item -> of(item, position)).toList());
            case Value.Text(String text) -> new Scalar(position, ScalarKind.STRING, text);
            case Value.Flag(boolean flag) -> new Scalar(position, ScalarKind.BOOLEAN, Boolean.toString(flag));
            case Value.Decimal(var number) -> new Scalar(position,
                    number.scale() > 0 ? ScalarKind.FLOAT : ScalarKind.INTEGER, number.toPlainString());
        };
    }

    /// True for a null that is written down.
    default boolean isNull() {
        return this instanceof Scalar scalar && scalar.kind() == ScalarKind.NULL;
    }

    /// In file order.
    record Mapping(Position position, List<Entry> entries) implements DocumentNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<DocumentNode> find(String key) {
            int at = indexOf(key);
            return at < 0 ? Optional.empty() : Optional.of(entries.get(at).value());
        }

        /// The place of a key among the entries; -1 if it is not there.
        int indexOf(String key) {
            for (int at = 0; at < entries.size(); at++) {
                if (entries.get(at).key().equals(key)) {
                    return at;
                }
            }
            return -1;
        }
    }

    record Entry(String key, Position keyPosition, DocumentNode value) {}

    record Sequence(Position position, List<DocumentNode> items) implements DocumentNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// `text` is the value without quotes, numbers and booleans as written.
    record Scalar(Position position, ScalarKind kind, String text) implements DocumentNode {}

    enum ScalarKind { STRING, INTEGER, FLOAT, BOOLEAN, NULL }
}
