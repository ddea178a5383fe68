package io.alidade.kube.document;

import org.jspecify.annotations.Nullable;

/// The path of a field as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels[example.com/tier]`. Most paths are
/// never shown, so one is written when it is.
///
/// @param parent null for the root
/// @param key    of a field of the parent; null for an item of it
/// @param index  of an item
record FieldPath(@Nullable FieldPath parent, @Nullable String key, int index) {
    /// A document; its path is empty.
    static final FieldPath ROOT = new FieldPath(null, null, 0);

    FieldPath field(String name) {
        return new FieldPath(this, name, 0);
    }

    FieldPath item(int number) {
        return new FieldPath(this, null, number);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.write(text);
        if (key == null) {
            text.append('[').append(index).append(']');
        } else if (isWord(key)) {
            text.append(text.isEmpty() ? "" : ".").append(key);
        } else {
            text.append('[').append(Quoted.cut(key)).append(']');
        }
    }

    private static boolean isWord(String key) {
        return !key.isEmpty() && key.chars().allMatch(symbol -> (symbol < 128 && Character.isLetterOrDigit(symbol))
                || symbol == '-' || symbol == '_');
    }
}
