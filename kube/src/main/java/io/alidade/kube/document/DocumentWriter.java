package io.alidade.kube.document;

/// Prints a [Value] so that [DocumentReader] reads the same value back. Keys keep their order, so equal values give equal
/// text.
public final class DocumentWriter {
    private DocumentWriter() {}

    /// JSON, indented by two spaces, with a line break at the end. Printable text beyond ASCII stays as it is.
    public static String toJson(Value value) {
        StringBuilder out = new StringBuilder();
        JsonText.write(value, "", out);
        return out.append('\n').toString();
    }

    /// JSON without blanks on one line, without a line break.
    public static String toCompactJson(Value value) {
        StringBuilder out = new StringBuilder();
        JsonText.writeCompact(value, out);
        return out.toString();
    }

    /// YAML in block style. Text is quoted wherever a YAML reader, old or new, could take it for something else.
    public static String toYaml(Value value) {
        StringBuilder out = new StringBuilder();
        YamlText.write(value, out);
        return out.toString();
    }
}
