package io.alidade.kube.document;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/// One mapping of a document, decoded field by field as Kubernetes decodes JSON: a field that is absent or null has no
/// value, and types are strict (`cpu: 1` is not a string), except that a quantity may be a number.
///
/// A value of the wrong type is a problem: [BadInput] with place, field path, value and cure. [#of(Mapping)] throws the
/// first one; with [#of(Mapping,List)] they gather in a list, and the field counts as absent. Fields that nobody asked for
/// are known afterwards ([#unknown]).
public final class Fields {
    /// A field that nobody asked for.
    public record Unknown(String path, Position position) {}

    public static final int MAX_OBJECTS = 100_000;
    /// More than anybody reads; of worse input the rest is left out.
    public static final int MAX_PROBLEMS = 1_000;

    private final Mapping mapping;
    private final FieldPath path;
    /// Empty: throw at once.
    private final Optional<List<BadInput>> problems;
    /// By the place of the field in the mapping.
    private final boolean[] asked;
    private final List<Fields> children = new ArrayList<>();

    private Fields(Mapping mapping, FieldPath path, Optional<List<BadInput>> problems) {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
        this.asked = new boolean[mapping.entries().size()];
    }

    /// Throws the first problem.
    public static Fields of(Mapping mapping) {
        return new Fields(mapping, FieldPath.ROOT, Optional.empty());
    }

    /// Adds every problem to `problems`, until it holds [#MAX_PROBLEMS].
    public static Fields of(Mapping mapping, List<BadInput> problems) {
        return new Fields(mapping, FieldPath.ROOT, Optional.of(problems));
    }

    public Position position() {
        return mapping.position();
    }

    /// What is decoded here, as it stands.
    public Mapping mapping() {
        return mapping;
    }

    /// Where a field's value stands, or this mapping if the field is absent.
    public Position position(String key) {
        return mapping.find(key).map(DocumentNode::position).orElse(mapping.position());
    }

    /// `spec.containers[0]`; empty for the root.
    public String path() {
        return path.toString();
    }

    /// The path of a field of this mapping: `spec.nodeName`, `metadata.labels[example.com/tier]`.
    public String path(String key) {
        return path.field(key).toString();
    }

    /// In file order.
    public List<String> keys() {
        List<String> keys = new ArrayList<>(mapping.entries().size());
        for (Entry entry : mapping.entries()) {
            keys.add(entry.key());
        }
        return Collections.unmodifiableList(keys);
    }

    /// Whether the field is there and not null. Does not count as asking for it.
    public boolean has(String key) {
        return mapping.find(key).filter(node -> !isNull(node)).isPresent();
    }

    /// The field as it stands, unless absent or null.
    public Optional<DocumentNode> node(String key) {
        int at = mapping.indexOf(key);
        if (at < 0) {
            return Optional.empty();
        }
        asked[at] = true;
        DocumentNode value = mapping.entries().get(at).value();
        return isNull(value) ? Optional.empty() : Optional.of(value);
    }

    public Optional<String> string(String key) {
        return node(key).flatMap(node -> string(node, path.field(key)));
    }

    public Optional<Boolean> bool(String key) {
        return node(key).flatMap(node -> bool(node, path.field(key)));
    }

    /// A whole number from `min` to `max`.
    public OptionalLong integer(String key, long min, long max) {
        return node(key).map(node -> integer(node, path.field(key), min, max)).orElse(OptionalLong.empty());
    }

    /// A 32-bit number, as most numbers of Kubernetes are.
    public Optional<Integer> int32(String key) {
        OptionalLong value = integer(key, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return value.isPresent() ? Optional.of((int) value.getAsLong()) : Optional.empty();
    }

    /// A quantity, written as a string or as a number (node-config 7.1).
    public Optional<Quantity> quantity(String key) {
        return node(key).flatMap(node -> quantity(node, path.field(key)));
    }

    /// A mapping of strings; empty if absent. A null value is an empty string, as in Kubernetes.
    public Map<String, String> strings(String key) {
        return map(key, this::stringOrEmpty);
    }

    public Map<String, Boolean> bools(String key) {
        return map(key, this::bool);
    }

    /// A mapping of quantities; empty if absent. A null value is 0 (node-config 7.1).
    public Map<String, Quantity> quantities(String key) {
        return map(key, this::quantity);
    }

    /// A mapping of lists of strings; empty if absent.
    public Map<String, List<String>> stringLists(String key) {
        return map(key, (node, where) -> isNull(node) ? Optional.of(List.of())
                : node instanceof Sequence ? Optional.of(listOf(node, where, this::stringOrEmpty))
                : wrong(node, where, "a list", "Write `- item` lines below it, or []."));
    }

    public List<String> stringList(String key) {
        return list(key, this::stringOrEmpty);
    }

    /// Whole numbers from `min` to `max`; empty if absent.
    public List<Integer> integers(String key, int min, int max) {
        return list(key, (node, where) -> {
            OptionalLong value = integer(node, where, min, max);
            return value.isPresent() ? Optional.of((int) value.getAsLong()) : Optional.empty();
        });
    }

    /// A nested object.
    public Optional<Fields> object(String key) {
        return node(key).flatMap(node -> object(node, path.field(key)));
    }

    /// A list of at most [#MAX_OBJECTS] objects; empty if absent. A null item counts as an empty object.
    public List<Fields> objects(String key) {
        if (node(key).orElse(mapping) instanceof Sequence items && items.items().size() > MAX_OBJECTS) {
            report(key, "holds " + items.items().size() + " objects; the limit is " + MAX_OBJECTS + ".",
                    "Leave out those that do not matter, or split the list.");
            return List.of();
        }
        return list(key, this::object);
    }

    /// A mapping of objects by key.
    public Map<String, Fields> objectMap(String key) {
        return map(key, this::object);
    }

    /// Reports what is wrong with the value of a field, in this reader's way: thrown, or gathered. The message continues
    /// the field's path: `is "x", not a policy.`
    public void report(String key, String message, String cure) {
        report(new BadInput(position(key), path(key) + " " + message, cure));
    }

    /// A field's value (or absence) for messages: `"x"`, `3`, `a list`, `null`.
    public String describe(String key) {
        return mapping.find(key).map(Fields::describe).orElse("absent");
    }

    /// All fields below this mapping that nobody asked for, in file order. Children count only where they were entered.
    public List<Unknown> unknown() {
        List<Unknown> found = new ArrayList<>();
        collectUnknown(found);
        found.sort(Fields::byPosition);
        return found;
    }

    private static int byPosition(Unknown a, Unknown b) {
        int lines = Integer.compare(a.position().line(), b.position().line());
        return lines != 0 ? lines : Integer.compare(a.position().column(), b.position().column());
    }

    private void collectUnknown(List<Unknown> found) {
        for (int at = 0; at < asked.length; at++) {
            if (!asked[at]) {
                Entry entry = mapping.entries().get(at);
                found.add(new Unknown(path(entry.key()), entry.keyPosition()));
            }
        }
        children.forEach(child -> child.collectUnknown(found));
    }

    private void report(BadInput problem) {
        List<BadInput> gathered = problems.orElseThrow(() -> problem);
        if (gathered.size() < MAX_PROBLEMS) {
            gathered.add(problem);
        }
    }

    private <T> Optional<T> wrong(DocumentNode node, FieldPath where, String wanted, String cure) {
        report(new BadInput(node.position(), where + " is " + describe(node) + ", not " + wanted + ".", cure));
        return Optional.empty();
    }

    private Optional<String> string(DocumentNode node, FieldPath where) {
        if (node instanceof Scalar scalar && scalar.kind() == ScalarKind.STRING) {
            return Optional.of(scalar.text());
        }
        return wrong(node, where, "a string",
                node instanceof Scalar scalar ? "Quote it: " + Quoted.of(scalar.text()) + "."
                        : "Write one text value.");
    }

    private Optional<String> stringOrEmpty(DocumentNode node, FieldPath where) {
        return isNull(node) ? Optional.of("") : string(node, where);
    }

    private Optional<Boolean> bool(DocumentNode node, FieldPath where) {
        if (node instanceof Scalar scalar && scalar.kind() == ScalarKind.BOOLEAN) {
            return Optional.of(YamlScalars.truth(scalar.text()));
        }
        return isNull(node) ? Optional.of(false)
                : wrong(node, where, "true or false", "Write true or false, without quotes.");
    }

    private OptionalLong integer(DocumentNode node, FieldPath where, long min, long max) {
        if (node instanceof Scalar scalar && scalar.kind() == ScalarKind.INTEGER) {
            BigInteger value = YamlScalars.integer(scalar.text());
            if (value.compareTo(BigInteger.valueOf(min)) >= 0 && value.compareTo(BigInteger.valueOf(max)) <= 0) {
                return OptionalLong.of(value.longValueExact());
            }
            wrong(node, where, "from " + min + " to " + max, "Write a number in that range.");
            return OptionalLong.empty();
        }
        wrong(node, where, "a whole number", "Write a whole number, without quotes.");
        return OptionalLong.empty();
    }

    private Optional<Quantity> quantity(DocumentNode node, FieldPath where) {
        if (isNull(node)) {
            return Optional.of(Quantity.ZERO);
        }
        String cure = "Write a quantity such as 500m, 2 or 512Mi.";
        Optional<String> text = node instanceof Scalar scalar ? quantityText(scalar) : Optional.empty();
        if (text.isEmpty()) {
            return wrong(node, where, "a quantity", cure);
        }
        try {
            return Optional.of(Quantity.parse(text.get()));
        } catch (IllegalArgumentException failure) {
            return wrong(node, where, "a quantity: " + failure.getMessage(), cure);
        }
    }

    /// Blanks around a quantity do not matter, those that do not break a line included, but a line break or tab does: in JSON
    /// it is an escape.
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        for (int at = 0; at < end; at++) {
            if (text.charAt(at) < ' ') {
                return text;
            }
        }
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || (letter > 127
                && (Character.getType(letter) == Character.SPACE_SEPARATOR || letter == '\u0085'));
    }

    private static Optional<String> quantityText(Scalar scalar) {
        return switch (scalar.kind()) {
            case STRING -> Optional.of(trimmed(scalar.text()));
            case INTEGER -> Optional.of(YamlScalars.integer(scalar.text()).toString());
            case FLOAT -> YamlScalars.decimal(scalar.text());
            case BOOLEAN, NULL -> Optional.empty();
        };
    }

    private Optional<Fields> object(DocumentNode node, FieldPath where) {
        if (node instanceof Mapping child) {
            return Optional.of(enter(child, where));
        }
        if (isNull(node)) {
            return Optional.of(enter(new Mapping(node.position(), List.of()), where));
        }
        return wrong(node, where, "an object", "Write `field: value` lines below it, or {}.");
    }

    private Fields enter(Mapping child, FieldPath where) {
        Fields fields = new Fields(child, where, problems);
        children.add(fields);
        return fields;
    }

    private <T> Map<String, T> map(String key, BiFunction<DocumentNode, FieldPath, Optional<T>> decode) {
        Map<String, T> values = new LinkedHashMap<>();
        node(key).flatMap(node -> node instanceof Mapping child ? Optional.of(child)
                : this.<Mapping>wrong(node, path.field(key), "an object", "Write `name: value` lines below it, or {}."))
                .ifPresent(child -> child.entries().forEach(entry -> decode
                        .apply(entry.value(), path.field(key).field(entry.key()))
                        .ifPresent(value -> values.put(entry.key(), value))));
        return values;
    }

    private <T> List<T> list(String key, BiFunction<DocumentNode, FieldPath, Optional<T>> decode) {
        return node(key).map(node -> listOf(node, path.field(key), decode)).orElse(List.of());
    }

    private <T> List<T> listOf(DocumentNode node, FieldPath where,
            BiFunction<DocumentNode, FieldPath, Optional<T>> decode) {
        List<T> values = new ArrayList<>();
        if (node instanceof Sequence items) {
            int index = 0;
            for (DocumentNode item : items.items()) {
                decode.apply(item, where.item(index++)).ifPresent(values::add);
            }
        } else {
            wrong(node, where, "a list", "Write `- item` lines below it, or [].");
        }
        return values;
    }

    private static boolean isNull(DocumentNode node) {
        return node instanceof Scalar scalar && scalar.kind() == ScalarKind.NULL;
    }

    static String describe(DocumentNode node) {
        return switch (node) {
            case Mapping _ -> "an object";
            case Sequence _ -> "a list";
            case Scalar scalar -> switch (scalar.kind()) {
                case STRING -> Quoted.of(scalar.text());
                case INTEGER, FLOAT -> "the number " + Quoted.cut(scalar.text());
                case BOOLEAN -> "the boolean " + scalar.text();
                case NULL -> "null";
            };
        };
    }
}
