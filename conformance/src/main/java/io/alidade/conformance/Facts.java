package io.alidade.conformance;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Builds what was decided in the shape in which expectations are recorded, so that both are trees of the same kind.
final class Facts {
    private static final Position HERE = new Position("decided", 1, 1);
    static final DocumentNode NULL = new Scalar(HERE, ScalarKind.NULL, "null");

    private final List<Entry> entries = new ArrayList<>();

    static DocumentNode text(String text) {
        return new Scalar(HERE, ScalarKind.STRING, text);
    }

    static DocumentNode number(long number) {
        return new Scalar(HERE, ScalarKind.INTEGER, Long.toString(number));
    }

    static DocumentNode flag(boolean flag) {
        return new Scalar(HERE, ScalarKind.BOOLEAN, Boolean.toString(flag));
    }

    static DocumentNode list(Collection<? extends DocumentNode> items) {
        return new Sequence(HERE, List.copyOf(items));
    }

    static DocumentNode numbers(Collection<Integer> numbers) {
        return list(numbers.stream().map(number -> number(number)).toList());
    }

    static DocumentNode texts(Collection<String> texts) {
        return list(texts.stream().map(Facts::text).toList());
    }

    Facts with(String key, DocumentNode value) {
        entries.add(new Entry(key, HERE, value));
        return this;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Mapping build() {
        return new Mapping(HERE, entries);
    }
}
