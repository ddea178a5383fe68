package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.ScalarKind;
import java.util.Map;
import java.util.regex.Pattern;

/// Prints YAML in block style, list items at the indentation of their key.
final class YamlText {
    /// Dates and base 60 numbers, which other readers of YAML 1.1 take for such.
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*");
    /// Longer text is quoted, and as a key marked with `? `, for a key without it may have 1024 characters.
    private static final int LONGEST_PLAIN = 200;
    private static final String SYMBOLS = "_/.+@()=-";
    private static final String NOT_FIRST = ".+@()=-";

    private YamlText() {}

    static void write(Value value, StringBuilder out) {
        if (isBlock(value)) {
            block(value, "", out);
        } else {
            inline(value, out);
            out.append('\n');
        }
    }

    private static boolean isBlock(Value value) {
        return switch (value) {
            case Value.Sequence(var items) -> !items.isEmpty();
            case Value.Mapping(var fields) -> !fields.isEmpty();
            case Value.Text _, Value.Decimal _, Value.Flag _ -> false;
        };
    }

    /// Starts where the caller has already written the indentation of the first line; ends with a line break.
    private static void block(Value value, String indent, StringBuilder out) {
        String next = "";
        switch (value) {
            case Value.Sequence(var items) -> {
                for (Value item : items) {
                    out.append(next).append("- ");
                    if (isBlock(item)) {
                        block(item, indent + "  ", out);
                    } else {
                        inline(item, out);
                        out.append('\n');
                    }
                    next = indent;
                }
            }
            case Value.Mapping(var fields) -> {
                for (Map.Entry<String, Value> field : fields.entrySet()) {
                    out.append(next);
                    field(field.getKey(), field.getValue(), indent, out);
                    next = indent;
                }
            }
            case Value.Text _, Value.Decimal _, Value.Flag _ -> inline(value, out);
        }
    }

    private static void field(String key, Value value, String indent, StringBuilder out) {
        boolean explicit = key.length() > LONGEST_PLAIN;
        out.append(explicit ? "? " : "");
        text(key, out);
        out.append(explicit ? "\n" + indent : "").append(':');
        if (isBlock(value)) {
            String inner = value instanceof Value.Sequence ? indent : indent + "  ";
            out.append('\n').append(inner);
            block(value, inner, out);
        } else {
            out.append(' ');
            inline(value, out);
            out.append('\n');
        }
    }

    private static void inline(Value value, StringBuilder out) {
        if (value instanceof Value.Text(String text)) {
            text(text, out);
        } else {
            JsonText.writeCompact(value, out);
        }
    }

    private static void text(String text, StringBuilder out) {
        boolean plain = isWords(text) && YamlScalars.kindOf(text) == ScalarKind.STRING
                && !DATE.matcher(text).matches();
        if (plain) {
            out.append(text);
        } else {
            JsonText.quote(text, out);
        }
    }

    /// Words joined by single spaces, of characters that start nothing in YAML; anything else is quoted.
    private static boolean isWords(String text) {
        if (text.isEmpty() || text.length() > LONGEST_PLAIN || NOT_FIRST.indexOf(text.charAt(0)) >= 0) {
            return false;
        }
        char before = ' ';
        for (int index = 0; index < text.length(); index++) {
            char symbol = text.charAt(index);
            boolean inWord = (symbol < 128 && Character.isLetterOrDigit(symbol)) || SYMBOLS.indexOf(symbol) >= 0;
            if (!inWord && (symbol != ' ' || before == ' ')) {
                return false;
            }
            before = symbol;
        }
        return before != ' ';
    }
}
