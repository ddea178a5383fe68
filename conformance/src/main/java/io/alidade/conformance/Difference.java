package io.alidade.conformance;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One fact that differs: where in the expectation, what was recorded, what was decided.
record Difference(String path, String recorded, String decided) {
    private static final int SHOWN = 400;

    @Override
    public String toString() {
        return path + "\n      recorded " + cut(recorded) + "\n      decided  " + cut(decided);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
    }

    /// All differences between two trees; the order of keys does not count, the order of items does.
    static List<Difference> between(String path, DocumentNode recorded, DocumentNode decided) {
        List<Difference> differences = new ArrayList<>();
        compare(path, recorded, decided, differences);
        return differences;
    }

    private static void compare(String path, DocumentNode recorded, DocumentNode decided,
            List<Difference> differences) {
        if (isSame(recorded, decided)) {
            return;
        }
        if (recorded instanceof Mapping expected && decided instanceof Mapping actual) {
            compareEntries(path, expected, actual, differences);
        } else if (recorded instanceof Sequence expected && decided instanceof Sequence actual
                && expected.items().size() == actual.items().size()) {
            for (int i = 0; i < expected.items().size(); i++) {
                compare(path + "[" + i + "]", expected.items().get(i), actual.items().get(i), differences);
            }
        } else {
            differences.add(new Difference(path, text(recorded), text(decided)));
        }
    }

    /// Most are: without a path for each place.
    private static boolean isSame(DocumentNode recorded, DocumentNode decided) {
        if (recorded instanceof Mapping expected && decided instanceof Mapping actual) {
            boolean isSame = expected.entries().size() == actual.entries().size();
            for (int i = 0; isSame && i < expected.entries().size(); i++) {
                Entry entry = expected.entries().get(i);
                Optional<DocumentNode> other = actual.find(entry.key());
                isSame = other.isPresent() && isSame(entry.value(), other.get());
            }
            return isSame;
        }
        if (recorded instanceof Sequence expected && decided instanceof Sequence actual) {
            boolean isSame = expected.items().size() == actual.items().size();
            for (int i = 0; isSame && i < expected.items().size(); i++) {
                isSame = isSame(expected.items().get(i), actual.items().get(i));
            }
            return isSame;
        }
        return recorded instanceof Scalar expected && decided instanceof Scalar actual
                && expected.kind() == actual.kind() && expected.text().equals(actual.text());
    }

    private static void compareEntries(String path, Mapping recorded, Mapping decided, List<Difference> differences) {
        for (Entry entry : recorded.entries()) {
            Optional<DocumentNode> other = decided.find(entry.key());
            if (other.isPresent()) {
                compare(path + "." + entry.key(), entry.value(), other.get(), differences);
            } else {
                differences.add(new Difference(path + "." + entry.key(), text(entry.value()), "nothing"));
            }
        }
        for (Entry entry : decided.entries()) {
            if (recorded.find(entry.key()).isEmpty()) {
                differences.add(new Difference(path + "." + entry.key(), "nothing", text(entry.value())));
            }
        }
    }

    /// The tree on one line, for people.
    static String text(DocumentNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.kind() == DocumentNode.ScalarKind.STRING
                    ? '"' + scalar.text() + '"'
                    : scalar.text();
            case Sequence sequence -> sequence.items().stream().map(Difference::text)
                    .collect(Collectors.joining(",", "[", "]"));
            case Mapping mapping -> mapping.entries().stream().map(entry -> entry.key() + ":" + text(entry.value()))
                    .collect(Collectors.joining(",", "{", "}"));
        };
    }
}
