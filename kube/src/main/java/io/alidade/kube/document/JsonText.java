package io.alidade.kube.document;

import java.util.Iterator;
import java.util.Map;

/// Prints JSON.
final class JsonText {
    private static final String HEX = "0123456789abcdef";
    private static final char DELETE = 0x7F;

    private JsonText() {}

    static void write(Value value, String indent, StringBuilder out) {
        String inner = indent + "  ";
        switch (value) {
            case Value.Sequence(var items) -> {
                String separator = "\n";
                out.append('[');
                for (Value item : items) {
                    out.append(separator).append(inner);
                    write(item, inner, out);
                    separator = ",\n";
                }
                out.append(items.isEmpty() ? "" : "\n" + indent).append(']');
            }
            case Value.Mapping(var fields) -> {
                String separator = "\n";
                out.append('{');
                for (Map.Entry<String, Value> field : fields.entrySet()) {
                    out.append(separator).append(inner);
                    quote(field.getKey(), out);
                    out.append(": ");
                    write(field.getValue(), inner, out);
                    separator = ",\n";
                }
                out.append(fields.isEmpty() ? "" : "\n" + indent).append('}');
            }
            case Value.Text _, Value.Decimal _, Value.Flag _ -> writeCompact(value, out);
        }
    }

    static void writeCompact(Value value, StringBuilder out) {
        switch (value) {
            case Value.Text(String text) -> quote(text, out);
            case Value.Decimal(var number) -> out.append(number.toPlainString());
            case Value.Flag(boolean flag) -> out.append(flag);
            case Value.Sequence(var items) -> {
                out.append('[');
                for (Iterator<Value> rest = items.iterator(); rest.hasNext();) {
                    writeCompact(rest.next(), out);
                    out.append(rest.hasNext() ? "," : "");
                }
                out.append(']');
            }
            case Value.Mapping(var fields) -> {
                out.append('{');
                for (Iterator<Map.Entry<String, Value>> rest = fields.entrySet().iterator(); rest.hasNext();) {
                    Map.Entry<String, Value> field = rest.next();
                    quote(field.getKey(), out);
                    out.append(':');
                    writeCompact(field.getValue(), out);
                    out.append(rest.hasNext() ? "," : "");
                }
                out.append('}');
            }
        }
    }

    /// A JSON string, which is a YAML double-quoted string too. What YAML or a terminal could trip over is escaped.
    static void quote(String text, StringBuilder out) {
        out.append('"');
        int written = 0;
        for (int index = 0; index < text.length(); index++) {
            char symbol = text.charAt(index);
            if (symbol >= ' ' && symbol < DELETE && symbol != '"' && symbol != '\\') {
                continue;
            }
            out.append(text, written, index);
            written = index + 1;
            switch (symbol) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> append(text, index, out);
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    /// The text with what a terminal could trip over escaped; quotes and backslashes stay.
    static String printable(String text, boolean keepLines) {
        StringBuilder out = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            if (keepLines && text.charAt(index) == '\n') {
                out.append('\n');
            } else {
                append(text, index, out);
            }
        }
        return out.toString();
    }

    private static void append(String text, int index, StringBuilder out) {
        char symbol = text.charAt(index);
        if (isPlain(text, index)) {
            out.append(symbol);
            return;
        }
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(symbol >> shift & 0xF));
        }
    }

    private static boolean isPlain(String text, int index) {
        char symbol = text.charAt(index);
        if (symbol >= ' ' && symbol < DELETE) {
            return true;
        }
        if (Character.isHighSurrogate(symbol)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(symbol)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        return Character.isLetterOrDigit(symbol) || (symbol > 0xA0 && Character.isDefined(symbol)
                && Character.getType(symbol) != Character.FORMAT && symbol != '\u2028' && symbol != '\u2029'
                && symbol < '\uFFF0');
    }
}
