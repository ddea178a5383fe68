package io.alidade.kube.golang;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads JSON into a structure as Go's `json.Unmarshal` does, leniencies and messages included: unknown fields are skipped,
/// field names match without regard to case, a key may come twice (maps are merged, else the last one wins), null empties a
/// map, list or pointer and leaves anything else as it is. A value of the wrong type is reported after the rest was read.
///
/// Not reproduced, because no kubelet writes it: an array of numbers for bytes, and the offset in a message on wrong padding
/// of base64.
public final class GoJsonReader {
    /// What a text holds.
    ///
    /// @param value what was read, as far as it could be
    /// @param error Go's message
    public record Decoded(GoValue.Struct value, Optional<String> error) {}

    // A value of two bytes takes hundreds in memory, so the size of the file alone is no bound.
    private static final int MAX_VALUES = 200_000;
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";

    private final byte[] json;
    private final CpuListBudget lists = new CpuListBudget();
    private int at;
    private int values;
    private String structName = "";
    private final Deque<String> path = new ArrayDeque<>();
    // Go goes on after a value of a wrong type and stops at an error of a type's own reading, which then wins.
    private Optional<String> firstMistyped = Optional.empty();
    private Optional<String> firstStop = Optional.empty();

    private GoJsonReader(byte[] json) {
        this.json = json;
    }

    /// Reads `json` over `initial`, which says what absent fields hold.
    public static Decoded read(byte[] json, GoValue.Struct initial) {
        Optional<String> problem = GoJsonSyntax.problem(json);
        if (problem.isPresent()) {
            return new Decoded(initial, problem);
        }
        GoJsonReader reader = new GoJsonReader(json);
        try {
            GoValue.Struct value = reader.value(initial.type(), initial).asStruct();
            return new Decoded(value, reader.firstStop.or(() -> reader.firstMistyped));
        } catch (NoSuchState e) {
            return new Decoded(initial, Optional.of(e.reason()));
        }
    }

    private GoValue value(GoType type, GoValue current) {
        count(1);
        skipSpace();
        if (type instanceof GoType.PodCpus) {
            return podCpus();
        }
        return switch (json[at]) {
            case '{' -> object(type, current);
            case '[' -> array(type, current);
            case '"' -> text(type, current);
            case 'n' -> {
                skip();
                yield isNullable(type) ? new GoValue.Nil() : current;
            }
            case 't', 'f' -> mistyped("bool", type, current);
            default -> number(type, current);
        };
    }

    private void count(int more) {
        values += more;
        if (values > MAX_VALUES) {
            throw new NoSuchState("the file has more than " + MAX_VALUES + " values, as no checkpoint has");
        }
    }

    // A pointer to a structure gets a structure before Go looks at what is there.
    private static GoValue pointedTo(GoType type, GoValue current) {
        return type instanceof GoType.Struct struct && current instanceof GoValue.Nil ? struct.unset() : current;
    }

    private static boolean isNullable(GoType type) {
        return switch (type) {
            case GoType.Table _, GoType.Items _, GoType.Bytes _ -> true;
            case GoType.Struct struct -> struct.pointer();
            case GoType.Text _, GoType.Whole _, GoType.PodCpus _ -> false;
        };
    }

    private GoValue object(GoType type, GoValue current) {
        return switch (type) {
            case GoType.Table table -> table(table, current);
            case GoType.Struct struct -> struct(struct, pointedTo(type, current).asStruct(), struct.shortName());
            case GoType.Text _, GoType.Whole _, GoType.Bytes _, GoType.Items _, GoType.PodCpus _ ->
                mistyped("object", type, current);
        };
    }

    private GoValue table(GoType.Table type, GoValue current) {
        Map<String, GoValue> entries = new HashMap<>(current.asTable());
        count(entries.size()); // a key that comes again costs what its map holds by now
        members(key -> {
            GoValue value = value(type.element(), type.element().zero());
            if (type.integerKey().isEmpty()) {
                entries.put(key, value);
                return;
            }
            Optional<Long> number = wholeNumber(key);
            if (number.isPresent()) {
                entries.put(number.get().toString(), value);
            } else {
                report("number " + key, type.integerKey().get());
            }
        });
        return new GoValue.Table(type.integerKey().isPresent(), entries);
    }

    private static Optional<Long> wholeNumber(String key) {
        try {
            return key.chars().allMatch(c -> c < 0x80) ? Optional.of(Long.valueOf(key)) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private GoValue.Struct struct(GoType.Struct type, GoValue.Struct current, String nameInMessages) {
        Map<String, GoValue> fields = new HashMap<>(current.fields());
        members(key -> {
            Optional<GoType.Field> field = field(type, key);
            if (field.isEmpty()) {
                skip();
                return;
            }
            String outer = structName;
            structName = nameInMessages;
            path.addLast(field.get().path());
            fields.put(field.get().jsonName(), value(field.get().type(), current(fields, field.get())));
            path.removeLast();
            structName = outer;
        });
        return new GoValue.Struct(type, fields);
    }

    private static GoValue current(Map<String, GoValue> fields, GoType.Field field) {
        GoValue current = fields.get(field.jsonName());
        return current != null ? current : field.type().zero();
    }

    private static Optional<GoType.Field> field(GoType.Struct type, String key) {
        return type.fields().stream().filter(field -> field.jsonName().equals(key)).findFirst()
                .or(() -> type.fields().stream().filter(field -> fold(field.jsonName()).equals(fold(key))).findFirst());
    }

    // Field names are ASCII; beside the cases of a letter only these two characters fold to one.
    private static String fold(String name) {
        StringBuilder folded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c == '\u017F' ? 'S' : c == '\u212A' ? 'K' : c);
        }
        return folded.toString();
    }

    private GoValue array(GoType type, GoValue current) {
        if (!(type instanceof GoType.Items(_, GoType element))) {
            return mistyped("array", type, current);
        }
        List<GoValue> items = new ArrayList<>();
        at++;
        skipSpace();
        if (json[at] == ']') {
            at++;
            return GoValue.Items.of(items);
        }
        do {
            items.add(value(element, element.zero()));
            skipSpace();
        } while (json[at++] == ',');
        return GoValue.Items.of(items);
    }

    private GoValue text(GoType type, GoValue current) {
        return switch (type) {
            case GoType.Text _ -> new GoValue.Text(textAt());
            case GoType.Bytes _ -> bytes(textAt(), current);
            case GoType.Whole _, GoType.Items _, GoType.Table _, GoType.Struct _, GoType.PodCpus _ ->
                mistyped("string", type, current);
        };
    }

    private GoValue bytes(String base64, GoValue current) {
        String text = base64.replace("\r", "").replace("\n", "");
        try {
            if (text.length() % 4 == 0) {
                return new GoValue.Bytes(text);
            }
        } catch (IllegalArgumentException _) {
            // reported below, as a wrong length is
        }
        int legal = 0;
        while (legal < base64.length() && BASE64.indexOf(base64.charAt(legal)) >= 0) {
            legal++;
        }
        report("illegal base64 data at input byte " + legal);
        return current;
    }

    private GoValue number(GoType type, GoValue current) {
        if (!(type instanceof GoType.Whole(_, boolean signed))) {
            return mistyped("number", type, current);
        }
        int start = at;
        skip();
        String number = new String(json, start, at - start, StandardCharsets.US_ASCII);
        try {
            return new GoValue.Whole(signed, signed ? Long.parseLong(number) : Long.parseUnsignedLong(number));
        } catch (NumberFormatException _) {
            report("number " + number, type.goName());
            return current;
        }
    }

    // This type reads itself in Go: an error inside stops everything.
    private GoValue podCpus() {
        Optional<String> before = firstMistyped;
        firstMistyped = Optional.empty();
        GoType.Struct type = GoType.PodCpus.JSON;
        GoValue.Struct read = json[at] == '{'
                ? struct(type, type.unset(), structName)
                : value(type, type.unset()).asStruct();
        if (firstMistyped.isPresent()) {
            firstStop = firstStop.or(() -> firstMistyped);
        }
        firstMistyped = before;
        try {
            return new GoValue.PodCpus(lists.parse(read.text("cpuSet")));
        } catch (IllegalArgumentException e) {
            firstStop = firstStop.or(() -> Optional.of("failed to parse cpuset: " + e.getMessage()));
            return GoValue.PodCpus.NONE;
        }
    }

    private GoValue mistyped(String what, GoType type, GoValue current) {
        skip();
        report(what, type.goName());
        return pointedTo(type, current);
    }

    private void report(String what, String goType) {
        report("json: cannot unmarshal " + what + " into Go "
                + (structName.isEmpty() ? "value" : "struct field " + structName + "." + String.join(".", path))
                + " of type " + goType);
    }

    private void report(String message) {
        firstMistyped = firstMistyped.or(() -> Optional.of(message));
    }

    // From here on the text is known to be JSON.

    private void members(Consumer<String> readValueOf) {
        at++;
        skipSpace();
        if (json[at] == '}') {
            at++;
            return;
        }
        do {
            skipSpace();
            String key = textAt();
            skipSpace();
            at++;
            skipSpace();
            readValueOf.accept(key);
            skipSpace();
        } while (json[at++] == ',');
    }

    private void skipSpace() {
        while (GoJsonSyntax.isSpace(json[at])) {
            at++;
        }
    }

    private void skip() {
        int depth = 0;
        do {
            switch (json[at]) {
                case '"' -> textAt();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case ',', ':', ' ', '\t', '\r', '\n' -> at++;
                default -> skipWord();
            }
        } while (depth > 0);
    }

    private void skipWord() {
        while (at < json.length && (Character.isLetterOrDigit(json[at]) || "+-.".indexOf(json[at]) >= 0)) {
            at++;
        }
    }

    private String textAt() {
        GoJsonText text = GoJsonText.at(json, at);
        at = text.end();
        return text.value();
    }
}
