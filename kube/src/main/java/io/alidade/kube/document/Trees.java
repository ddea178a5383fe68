package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ways through document trees, and trees with something changed. A tree stays as it is; a change gives another one, which
/// shares what is the same and keeps every place.
public final class Trees {
    private Trees() {}

    /// The value below these keys.
    public static Optional<DocumentNode> at(DocumentNode root, String... path) {
        Optional<DocumentNode> node = Optional.of(root);
        for (String key : path) {
            node = node.flatMap(parent -> parent instanceof Mapping mapping ? mapping.find(key) : Optional.empty());
        }
        return node;
    }

    /// The mapping below these keys; nothing if there is none, or something else.
    public static Optional<Mapping> mapping(DocumentNode root, String... path) {
        return at(root, path).flatMap(node -> node instanceof Mapping mapping ? Optional.of(mapping)
                : Optional.empty());
    }

    /// The single value below these keys; nothing if there is none, or a list or a mapping.
    public static Optional<Scalar> scalar(DocumentNode root, String... path) {
        return at(root, path).flatMap(node -> node instanceof Scalar scalar ? Optional.of(scalar)
                : Optional.empty());
    }

    /// The items of a list; none if there is no list.
    public static List<DocumentNode> items(DocumentNode root, String... path) {
        return at(root, path).map(node -> node instanceof Sequence list ? list.items() : List.<DocumentNode>of())
                .orElse(List.of());
    }

    /// The text of the single value below these keys.
    public static Optional<String> text(DocumentNode root, String... path) {
        return scalar(root, path).map(Scalar::text);
    }

    /// The key and value of a field.
    public static Optional<Entry> entry(Mapping mapping, String key) {
        return mapping.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /// Where the value below these keys stands, or the innermost part of the way that is there.
    public static Position place(DocumentNode root, String... path) {
        DocumentNode found = root;
        for (String key : path) {
            Optional<DocumentNode> next = at(found, key);
            if (next.isEmpty()) {
                break;
            }
            found = next.get();
        }
        return found.position();
    }

    /// The tree without what is below these keys.
    public static Mapping without(Mapping root, String... path) {
        return changed(root, List.of(path), Optional.empty());
    }

    /// The tree with another value below these keys, where there is one.
    public static Mapping with(Mapping root, DocumentNode value, String... path) {
        return changed(root, List.of(path), Optional.of(value));
    }

    /// The tree with a value below these keys, whether there was one or not.
    public static Mapping put(Mapping root, DocumentNode value, String... path) {
        String key = path[0];
        List<String> rest = List.of(path).subList(1, path.length);
        DocumentNode inner = rest.isEmpty() ? value
                : put(mapping(root, key).orElseGet(() -> new Mapping(root.position(), List.of())), value,
                        rest.toArray(String[]::new));
        if (root.find(key).isPresent()) {
            return with(root, inner, key);
        }
        List<Entry> entries = new ArrayList<>(root.entries());
        entries.add(new Entry(key, root.position(), inner));
        return new Mapping(root.position(), entries);
    }

    /// The value that stands at a place; the outermost, where several start there.
    public static Optional<DocumentNode> find(DocumentNode root, Position place) {
        return children(root).stream()
                .flatMap(child -> (child.position().equals(place) ? Optional.of(child) : find(child, place)).stream())
                .findFirst();
    }

    private static List<DocumentNode> children(DocumentNode node) {
        return switch (node) {
            case Mapping mapping -> mapping.entries().stream().map(Entry::value).toList();
            case Sequence list -> list.items();
            case Scalar _ -> List.of();
        };
    }

    /// The tree with another value, or none, where one stands; the outermost, where several start there.
    public static Mapping replace(Mapping root, Position place, Optional<DocumentNode> value) {
        return new Mapping(root.position(), root.entries().stream().flatMap(entry -> replaced(entry.value(), place,
                value).map(now -> new Entry(entry.key(), entry.keyPosition(), now)).stream()).toList());
    }

    private static Optional<DocumentNode> replaced(DocumentNode node, Position place, Optional<DocumentNode> value) {
        if (node.position().equals(place)) {
            return value;
        }
        return Optional.of(switch (node) {
            case Mapping mapping -> replace(mapping, place, value);
            case Sequence list -> new Sequence(list.position(),
                    list.items().stream().flatMap(item -> replaced(item, place, value).stream()).toList());
            case Scalar scalar -> scalar;
        });
    }

    private static Mapping changed(Mapping root, List<String> path, Optional<DocumentNode> value) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : root.entries()) {
            if (!entry.key().equals(path.getFirst())) {
                entries.add(entry);
            } else if (path.size() > 1) {
                DocumentNode inner = entry.value() instanceof Mapping mapping
                        ? changed(mapping, path.subList(1, path.size()), value) : entry.value();
                entries.add(new Entry(entry.key(), entry.keyPosition(), inner));
            } else {
                value.ifPresent(node -> entries.add(new Entry(entry.key(), entry.keyPosition(), node)));
            }
        }
        return new Mapping(root.position(), entries);
    }
}
