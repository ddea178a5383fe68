package io.alidade.kube.golang;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Writes a value as Go's `json.Marshal` does: compact, fields in the order of the structure, keys in the order of their
/// UTF-8 bytes, `<`, `>`, `&`, U+2028 and U+2029 escaped (memory-manager 10.1, cpu-manager 16.1).
public final class GoJsonWriter {
    private final StringBuilder out = new StringBuilder();

    private GoJsonWriter() {}

    public static String write(GoValue value) {
        GoJsonWriter writer = new GoJsonWriter();
        writer.append(value);
        return writer.out.toString();
    }

    private void append(GoValue value) {
        switch (value) {
            case GoValue.Nil _ -> out.append("null");
            case GoValue.Text(String text) -> appendText(text);
            case GoValue.Whole whole -> out.append(whole.toDecimal());
            case GoValue.Bytes(String base64) -> appendText(base64);
            case GoValue.Items(List<GoValue> items) -> appendItems(items);
            case GoValue.Table table -> appendTable(table.entries());
            case GoValue.Struct struct -> appendStruct(struct);
            case GoValue.Written written -> out.append(written.json());
            case GoValue.PodCpus pod ->
                appendStruct(GoType.PodCpus.JSON.value(new GoValue.Text(pod.cpus().toListString())));
        }
    }

    private void appendItems(List<GoValue> items) {
        out.append('[');
        int start = out.length();
        for (GoValue item : items) {
            separate(start);
            append(item);
        }
        out.append(']');
    }

    private void appendTable(Map<String, GoValue> entries) {
        out.append('{');
        int start = out.length();
        entries.forEach((key, value) -> {
            separate(start);
            appendText(key);
            out.append(':');
            append(value);
        });
        out.append('}');
    }

    private void appendStruct(GoValue.Struct struct) {
        out.append('{');
        int start = out.length();
        for (GoType.Field field : struct.type().fields()) {
            GoValue value = struct.field(field.jsonName());
            if (field.omitEmpty() && isEmpty(value)) {
                continue;
            }
            separate(start);
            appendText(field.jsonName());
            out.append(':');
            append(value);
        }
        out.append('}');
    }

    private static boolean isEmpty(GoValue value) {
        return switch (value) {
            case GoValue.Nil _ -> true;
            case GoValue.Text(String text) -> text.isEmpty();
            case GoValue.Whole whole -> whole.bits() == 0;
            case GoValue.Bytes(String base64) -> base64.isEmpty();
            case GoValue.Items(List<GoValue> items) -> items.isEmpty();
            case GoValue.Table table -> table.entries().isEmpty();
            case GoValue.Struct _, GoValue.PodCpus _, GoValue.Written _ -> false;
        };
    }

    private void separate(int start) {
        if (out.length() > start) {
            out.append(',');
        }
    }

    private void appendText(String text) {
        String wellFormed = GoStrings.wellFormed(text);
        out.append('"');
        int written = 0;
        for (int i = 0; i < wellFormed.length(); i++) {
            char c = wellFormed.charAt(i);
            if (!isPlain(c)) {
                out.append(wellFormed, written, i);
                appendEscaped(c);
                written = i + 1;
            }
        }
        out.append(wellFormed, written, wellFormed.length()).append('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != '\u2028' && c != '\u2029';
    }

    private void appendEscaped(char c) {
        int named = "\b\f\n\r\t\\\"".indexOf(c);
        if (named >= 0) {
            out.append('\\').append("bfnrt\\\"".charAt(named));
        } else {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
        }
    }
}
